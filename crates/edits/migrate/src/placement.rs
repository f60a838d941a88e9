//! The placement of a feature with the fewest settings.
//!
//! The problem is one of a tree. Each element inherits the value of its parent, may set another one if it is a target
//! of the feature, and accepts some of the values. From the leaves up, the least cost of a subtree is computed for
//! each value that its root may inherit.

/// The number of values that a feature may have, including the unknown one.
pub const VALUES: usize = 5;

/// A set of values, as bits.
pub type ValueSet = u8;

/// An element as the placement sees it. Elements follow their parents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The index of the element that it inherits from. The first element has itself.
    pub parent: usize,
    /// The depth in the tree.
    pub depth: u8,
    /// The values that it accepts.
    pub accepts: ValueSet,
    /// The values that it may set.
    pub settable: ValueSet,
    /// The value that it sets now.
    pub now: Option<u8>,
}

/// The preferences among placements with the same number of settings, after the number of changes.
#[derive(Clone, Copy)]
pub struct Preference<'a> {
    /// `true` to set features on the innermost elements.
    pub inner: bool,
    /// The rank of a value: lower ones are preferred.
    pub rank: &'a dyn Fn(u8) -> usize,
}

/// The cost of a placement: its settings, then its changes, then what is preferred otherwise.
type Cost = u64;

const IMPOSSIBLE: Cost = Cost::MAX / 4;
const SETTING: Cost = 1 << 42;
const CHANGE: Cost = 1 << 22;
/// The deepest element that is still distinguished from others.
const DEPTHS: u8 = 40;

/// Returns the value that each element sets, or `None` if no placement is possible.
pub fn place(places: &[Place], default: u8, preference: Preference<'_>) -> Option<Vec<Option<u8>>> {
    let mut costs = vec![[0; VALUES]; places.len()];
    // What the subtree costs if its root has this value.
    let mut inside = vec![[0; VALUES]; places.len()];
    for (index, place) in places.iter().enumerate().rev() {
        for (value, cost) in inside[index].iter_mut().enumerate() {
            let own = if accepts(place.accepts, value) { 0 } else { IMPOSSIBLE };
            *cost = (*cost + own).min(IMPOSSIBLE);
        }
        costs[index] = std::array::from_fn(|inherited| best(place, &inside[index], inherited, preference).0);
        if index > 0 {
            for (sum, cost) in inside[place.parent].iter_mut().zip(costs[index]) {
                *sum = (*sum + cost).min(IMPOSSIBLE);
            }
        }
    }
    if costs.first()?[usize::from(default)] >= IMPOSSIBLE {
        return None;
    }
    let mut values = vec![default; places.len()];
    let mut settings = Vec::with_capacity(places.len());
    for (index, place) in places.iter().enumerate() {
        let inherited = if index == 0 { default } else { values[place.parent] };
        let setting = best(place, &inside[index], usize::from(inherited), preference).1;
        values[index] = setting.unwrap_or(inherited);
        settings.push(setting);
    }
    Some(settings)
}

const fn accepts(set: ValueSet, value: usize) -> bool {
    set & (1 << value) != 0
}

/// Returns the least cost of an element with an inherited value, and its own setting.
fn best(place: &Place, inside: &[Cost; VALUES], inherited: usize, preference: Preference<'_>) -> (Cost, Option<u8>) {
    let removal = if place.now.is_some() { CHANGE } else { 0 };
    let mut best = ((inside[inherited] + removal).min(IMPOSSIBLE), None);
    if place.settable == 0 {
        return best;
    }
    for value in (0..VALUES).filter(|&value| accepts(place.settable, value) && value != inherited) {
        let depth = place.depth.min(DEPTHS);
        let distance = if preference.inner { DEPTHS - depth } else { depth };
        let change = if place.now == Some(value as u8) { 0 } else { CHANGE };
        // What most elements inherit should be preferred more than an exception.
        let weight = if depth == 0 { 2 } else { 1 };
        let preferred = (usize::from(distance) * 16 + (preference.rank)(value as u8) * weight) as Cost;
        let cost = (inside[value] + SETTING + change + preferred).min(IMPOSSIBLE);
        if cost < best.0 {
            best = (cost, Some(value as u8));
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANY: ValueSet = u8::MAX;
    const OUTER: Preference<'_> = Preference { inner: false, rank: &|value| value as usize };

    /// A file with fields, each of which needs a value.
    fn file(needs: &[u8]) -> Vec<Place> {
        let root = Place { parent: 0, depth: 0, accepts: ANY, settable: 0b110, now: None };
        let field = |&need: &u8| Place { parent: 0, depth: 1, accepts: 1 << need, settable: 0b110, now: None };
        std::iter::once(root).chain(needs.iter().map(field)).collect()
    }

    fn placed(needs: &[u8], default: u8) -> Vec<Option<u8>> {
        place(&file(needs), default, OUTER).expect("it is possible")
    }

    #[test]
    fn the_majority_decides_for_the_file() {
        assert_eq!(placed(&[1, 1, 2], 1), [None, None, None, Some(2)]);
        assert_eq!(placed(&[2, 2, 1], 1), [Some(2), None, None, Some(1)]);
        assert_eq!(placed(&[1, 2], 1), [None, None, Some(2)]);
        assert_eq!(placed(&[], 1), [None]);
    }

    #[test]
    fn a_single_setting_is_on_the_preferred_side() {
        assert_eq!(placed(&[2], 1), [Some(2), None]);
        let inner = Preference { inner: true, ..OUTER };
        assert_eq!(place(&file(&[2]), 1, inner), Some(vec![None, Some(2)]));
    }

    #[test]
    fn an_existing_setting_stays_among_equal_ones() {
        let mut places = file(&[2]);
        places[1].now = Some(2);
        assert_eq!(place(&places, 1, OUTER), Some(vec![None, Some(2)]));
        places[0].settable = 0;
        places[1].settable = 0;
        assert_eq!(place(&places, 1, OUTER), None);
    }
}
