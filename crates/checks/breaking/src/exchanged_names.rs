//! Exchanged meanings: renamed elements whose new names continue the old names of other elements.
//!
//! A number that was `REJECTED` and is `WORK_ACCEPTED`, beside one that was `ACCEPTED` and is `WORK_REJECTED`, was not renamed:
//! what is sent as the one is read as the other. Names are compared by their words, without those that all of them have. The
//! comparison is strict, so that a doubtful case counts as a rename.

use std::collections::BTreeSet;

/// Maximum number of names to compare with each other. Among more of them, no exchange is found.
const MOST: usize = 500;

/// The names of one scope that only one of the versions has.
pub(super) struct ChangedNames<'n> {
    /// The names that disappeared.
    pub(super) lost: Vec<&'n str>,
    /// The new names.
    pub(super) gained: Vec<&'n str>,
    /// For each new name, the index of the lost one whose number it has.
    pub(super) replaced: Vec<Option<usize>>,
}

impl ChangedNames<'_> {
    /// Returns for each new name that replaced a lost one, and continues another one, the index of that other one. `is_possible`
    /// gets the indices of a lost and a new name.
    pub(super) fn continued(&self, is_possible: impl Fn(usize, usize) -> bool) -> Vec<Option<usize>> {
        let none = vec![None; self.gained.len()];
        if self.lost.len() < 2 || self.lost.len().max(self.gained.len()) > MOST {
            return none;
        }
        let lost = distinctive(&self.lost);
        let gained = distinctive(&self.gained);
        let likeness = |old: usize, new: usize| {
            if is_possible(old, new) { Likeness::of(&lost[old], &gained[new]) } else { Likeness::NONE }
        };
        let continued: Vec<Option<usize>> = (0..gained.len())
            .map(|new| {
                let own = self.replaced[new]?;
                let best = best(lost.len(), |old| likeness(old, new)).filter(|&best| best != own)?;
                // The other old name must have no better successor, its own one included.
                (self::best(gained.len(), |new| likeness(best, new)) == Some(new)).then_some(best)
            })
            .collect();
        let is_exchanged = |new: usize| {
            let old = continued[new]?;
            (self.is_cycle(&continued, new) || likeness(old, new).is_more_than_half()).then_some(old)
        };
        (0..gained.len()).map(is_exchanged).collect()
    }

    /// Returns `true` if the elements exchanged their names in a circle.
    fn is_cycle(&self, continued: &[Option<usize>], start: usize) -> bool {
        let next =
            |new: usize| self.replaced.iter().position(|&replaced| replaced.is_some() && replaced == continued[new]);
        let mut at = start;
        for _ in 0..continued.len() {
            match next(at) {
                Some(new) if new == start => return true,
                Some(new) if continued[new].is_some() => at = new,
                _ => return false,
            }
        }
        false
    }
}

/// The likeness of two names: the number of common words, and of all words.
#[derive(Clone, Copy)]
struct Likeness {
    common: usize,
    all: usize,
}

impl Likeness {
    const NONE: Self = Self { common: 0, all: 1 };

    fn of(one: &BTreeSet<String>, other: &BTreeSet<String>) -> Self {
        Self { common: one.intersection(other).count(), all: one.union(other).count().max(1) }
    }

    const fn is_more_than(self, other: Self) -> bool {
        self.common * other.all > other.common * self.all
    }

    const fn is_more_than_half(self) -> bool {
        2 * self.common > self.all
    }
}

/// Returns the index with the greatest likeness; `None` if several have it or none has any.
fn best(count: usize, likeness: impl Fn(usize) -> Likeness) -> Option<usize> {
    let mut best = (Likeness::NONE, None);
    for at in 0..count {
        let found = likeness(at);
        if found.is_more_than(best.0) {
            best = (found, Some(at));
        } else if !best.0.is_more_than(found) {
            best.1 = None;
        }
    }
    best.1
}

/// Returns the words of names, without those that all of several names have.
fn distinctive(names: &[&str]) -> Vec<BTreeSet<String>> {
    let mut all: Vec<BTreeSet<String>> = names.iter().map(|name| words(name)).collect();
    let shared = all.iter().cloned().reduce(|shared, words| &shared & &words).filter(|_| names.len() > 1);
    if let Some(shared) = shared {
        all.iter_mut().for_each(|words| *words = &*words - &shared);
    }
    all
}

/// Returns the words of a name in lower case: parts between underscores, and parts that begin with a capital letter.
fn words(name: &str) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for part in name.split('_') {
        let mut word = String::new();
        let mut is_after_lower = false;
        for letter in part.chars() {
            if letter.is_ascii_uppercase() && is_after_lower {
                words.insert(std::mem::take(&mut word));
            }
            is_after_lower = !letter.is_ascii_uppercase();
            word.push(letter.to_ascii_lowercase());
        }
        words.insert(word);
    }
    words.remove("");
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Renames each name of `old` to the one at the same place in `new`; further ones are lost or new.
    #[track_caller]
    fn check(old: &[&str], new: &[&str], expected: &[Option<usize>]) {
        let replaced = (0..new.len()).map(|at| (at < old.len()).then_some(at)).collect();
        let names = ChangedNames { lost: old.to_vec(), gained: new.to_vec(), replaced };
        assert_eq!(names.continued(|_, _| true), expected, "{old:?} {new:?}");
    }

    #[test]
    fn finds_names_that_were_exchanged() {
        let old = ["EVENT_UPDATE_REJECTED", "EVENT_UPDATE_ACCEPTED"];
        check(&old, &["EVENT_WORK_UPDATE_ACCEPTED", "EVENT_WORK_UPDATE_REJECTED"], &[Some(1), Some(0)]);
        check(&["min", "max"], &["max_value", "min_value"], &[Some(1), Some(0)]);
        check(&["minSize", "maxSize"], &["size_max", "size_min"], &[Some(1), Some(0)]);
        check(&["A_RED", "A_BLUE", "A_GREEN"], &["B_BLUE", "B_GREEN", "B_RED"], &[Some(1), Some(2), Some(0)]);
    }

    #[test]
    fn finds_names_that_went_on_to_the_next_number() {
        check(&["E_A", "E_B", "E_C"], &["F_X", "F_A", "F_B", "F_C"], &[None, Some(0), Some(1), None]);
    }

    #[test]
    fn takes_renames_for_renames() {
        check(&["OLD_A", "OLD_B"], &["NEW_A", "NEW_B"], &[None, None]);
        check(&["start", "end"], &["begin", "start_end"], &[None, None]);
        check(&["name", "display_name"], &["full_name", "title"], &[None, None]);
        check(&["first", "last_name"], &["name", "surname"], &[None, None]);
        check(&["a", "b"], &["x", "y"], &[None, None]);
        check(&["rejected"], &["accepted"], &[None]);
    }

    #[test]
    fn compares_no_names_that_cannot_be_the_same() {
        let names =
            ChangedNames { lost: vec!["min", "max"], gained: vec!["max_v", "min_v"], replaced: vec![Some(0), Some(1)] };
        assert_eq!(names.continued(|old, new| old == new), [None, None]);
    }
}
