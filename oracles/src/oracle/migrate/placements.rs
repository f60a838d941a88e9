//! Drawn trees whose placement of a feature is compared with the best one of all that are possible.

use protoward_migrate::{Place, Preference, place};

use protoward_kit::random::Random;

/// Compares placements, and returns `true` if each has the smallest number of settings.
pub(super) fn run(cases: usize, seed: u64) -> bool {
    let mut worse = 0;
    for case in 0..cases {
        let mut random = Random::keyed(seed, &[case as u64]);
        let (places, default) = drawn(&mut random);
        let inner = random.chance(2);
        let placed = place(&places, default, Preference { inner, rank: &|value| usize::from(value) });
        let count = placed.as_ref().map(|settings| settings.iter().flatten().count());
        let is_valid = placed.as_ref().is_none_or(|settings| accepts(&places, settings, default));
        let best = best(&places, default);
        if count != best || !is_valid {
            worse += 1;
            println!("  DIFFERS (placement {case}): {count:?} settings, and {best:?} are possible: {places:?}");
        }
    }
    println!("placements: {} of {cases} have the smallest number of settings", cases - worse);
    worse == 0
}

/// Draws a file with messages, oneofs and fields, of up to nine elements and three values.
fn drawn(random: &mut Random) -> (Vec<Place>, u8) {
    let count = 2 + random.below(8);
    let mut places: Vec<Place> = Vec::new();
    for index in 0..count {
        let parent = if index == 0 { 0 } else { random.below(index) };
        let depth = if index == 0 { 0 } else { places[parent].depth + 1 };
        // An element accepts one value, two, or any.
        let accepts = match random.below(3) {
            0 => u8::MAX,
            1 => 1 << (1 + random.below(3)),
            _ => !(1 << (1 + random.below(3))),
        };
        let settable = match random.below(4) {
            0 => 0,
            1 => 0b110,
            _ => 0b1110,
        };
        let now = random.chance(4).then(|| 1 + random.below(3) as u8);
        places.push(Place { parent, depth, accepts, settable, now });
    }
    (places, 1 + random.below(3) as u8)
}

/// Returns the smallest number of settings among all assignments.
fn best(places: &[Place], default: u8) -> Option<usize> {
    let mut settings = vec![None; places.len()];
    let mut best = None;
    assign(places, default, &mut settings, 0, &mut best);
    best
}

fn assign(places: &[Place], default: u8, settings: &mut Vec<Option<u8>>, at: usize, best: &mut Option<usize>) {
    let Some(place) = places.get(at) else {
        if accepts(places, settings, default) {
            let count = settings.iter().flatten().count();
            *best = Some(best.map_or(count, |known| known.min(count)));
        }
        return;
    };
    for setting in std::iter::once(None).chain((0..4).filter(|value| place.settable & (1 << value) != 0).map(Some)) {
        settings[at] = setting;
        assign(places, default, settings, at + 1, best);
    }
    settings[at] = None;
}

/// Returns `true` if every element accepts its value.
fn accepts(places: &[Place], settings: &[Option<u8>], default: u8) -> bool {
    let mut values: Vec<u8> = Vec::new();
    for (index, (place, setting)) in places.iter().zip(settings).enumerate() {
        let inherited = if index == 0 { default } else { values[place.parent] };
        let value = setting.unwrap_or(inherited);
        if place.accepts & (1 << value) == 0 {
            return false;
        }
        values.push(value);
    }
    true
}
