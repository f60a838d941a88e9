use std::cmp::Ordering;

/// How many positions stand in one run; a full one is cut in two.
const RUN: usize = 128;

/// Elements of any type, beside the one that is looked for.
pub(super) trait Compare {
    /// How the element at a position compares to it.
    fn compare(&self, position: usize) -> Ordering;
}

/// The positions of elements in a list, in the order of the elements.
///
/// As long as they come in their order, there is nothing to keep. After that they are in short runs, so that adding one
/// moves few of them: a tree that is two levels deep.
#[derive(Clone, Debug)]
pub(super) struct Order {
    len: usize,
    /// None where the elements are in order; none of them is empty.
    runs: Vec<Vec<usize>>,
}

/// A place in an [`Order`], or behind its end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    run: usize,
    at: usize,
}

const FIRST: Place = Place { run: 0, at: 0 };

impl Order {
    /// That of a list which is sorted.
    pub(super) const fn sorted(len: usize) -> Self {
        Self { len, runs: Vec::new() }
    }

    /// Whether the elements are in order.
    pub(super) const fn is_sorted(&self) -> bool {
        self.runs.is_empty()
    }

    /// Where an element stands, or where it would.
    pub(super) fn find(&self, elements: &dyn Compare) -> Result<Place, Place> {
        if self.is_sorted() {
            return found(0, search(self.len, |at| elements.compare(at)));
        }
        let run = match search(self.runs.len(), |run| elements.compare(self.runs[run][0])) {
            Ok(run) => return Ok(Place { run, at: 0 }),
            Err(after) => after.saturating_sub(1),
        };
        let positions = &self.runs[run];
        found(run, search(positions.len(), |at| elements.compare(positions[at])))
    }

    /// The position that stands at a place.
    pub(super) fn at(&self, place: Place) -> Option<usize> {
        if self.is_sorted() {
            return (place.at < self.len).then_some(place.at);
        }
        self.runs.get(place.run)?.get(place.at).copied()
    }

    /// The place of the least element.
    pub(super) fn first(&self) -> Option<Place> {
        (self.len > 0).then_some(FIRST)
    }

    /// Adds the next position at a place that was not found.
    pub(super) fn insert(&mut self, place: Place) {
        let position = self.len;
        if self.is_sorted() && place.at == position {
            self.len += 1;
            return;
        }
        let [place] = self.cut([place]);
        self.len += 1;
        let run = &mut self.runs[place.run];
        run.insert(place.at, position);
        if run.len() == RUN {
            let second = run.split_off(RUN / 2);
            self.runs.insert(place.run + 1, second);
        }
    }

    /// Takes out the position at a place; the last position, which is at `last`, stands for its element from then on.
    pub(super) fn swap_remove(&mut self, place: Place, last: Place) {
        if self.is_sorted() && place.at + 1 == self.len {
            self.len -= 1;
            return;
        }
        let [place, last] = self.cut([place, last]);
        self.len -= 1;
        self.runs[last.run][last.at] = self.runs[place.run][place.at];
        self.runs[place.run].remove(place.at);
        if self.runs[place.run].is_empty() {
            self.runs.remove(place.run);
        }
    }

    /// The positions in a row, which elements that are not in order are to be brought to.
    pub(super) fn positions(&self) -> Vec<usize> {
        self.runs.concat()
    }

    /// Cuts what is in order into runs, and gives the places there.
    fn cut<const N: usize>(&mut self, places: [Place; N]) -> [Place; N] {
        if !self.is_sorted() {
            return places;
        }
        let positions: Vec<usize> = (0..self.len).collect();
        self.runs = positions.chunks(RUN / 2).map(<[usize]>::to_vec).collect();
        places.map(|Place { at, .. }| Place { run: at / (RUN / 2), at: at % (RUN / 2) })
    }
}

/// Where an element stands in a row of some length, or where it would.
fn search(len: usize, compare: impl Fn(usize) -> Ordering) -> Result<usize, usize> {
    let (mut from, mut to) = (0, len);
    while from < to {
        let middle = from + (to - from) / 2;
        match compare(middle) {
            Ordering::Less => from = middle + 1,
            Ordering::Equal => return Ok(middle),
            Ordering::Greater => to = middle,
        }
    }
    Err(from)
}

fn found(run: usize, result: Result<usize, usize>) -> Result<Place, Place> {
    match result {
        Ok(at) => Ok(Place { run, at }),
        Err(at) => Err(Place { run, at }),
    }
}

/// Positions in the order of their elements.
#[derive(Clone, Debug)]
pub(super) struct Positions {
    next: Place,
}

impl Positions {
    /// All of them.
    pub(super) const fn new() -> Self {
        Self { next: FIRST }
    }

    /// Those from a place on.
    pub(super) const fn from(place: Place) -> Self {
        Self { next: place }
    }

    /// The next one of an order, always the same.
    pub(super) fn next(&mut self, order: &Order) -> Option<usize> {
        let position = order.at(self.next).or_else(|| {
            self.next = Place { run: self.next.run + 1, at: 0 };
            if order.is_sorted() { None } else { order.at(self.next) }
        })?;
        self.next.at += 1;
        Some(position)
    }
}
