//! Eras: consecutive uses of one number or name. Uses that replace each other immediately form one era; a gap starts
//! another.

use std::collections::{HashMap, HashSet};

use super::life::Event;
use super::{EventTime, Fact, FactHistory};

/// A fact from its addition to the next removal.
#[derive(Clone, Copy, Debug)]
pub struct FactPeriod<'a> {
    /// The fact that was present.
    pub fact: &'a Fact,
    /// The addition; `None` if no line contains it.
    pub came: Option<&'a Event>,
    /// The removal; `None` if the fact is still present.
    pub left: Option<&'a Event>,
}

impl<'a> FactPeriod<'a> {
    /// Returns all periods of a fact.
    pub fn all(fact: &'a Fact, life: &'a FactHistory) -> Vec<Self> {
        let mut periods: Vec<Self> = Vec::new();
        for event in life.events() {
            match periods.last_mut() {
                _ if event.is_coming() => periods.push(Self { fact, came: Some(event), left: None }),
                Some(period) if period.left.is_none() => period.left = Some(event),
                _ => periods.push(Self { fact, came: None, left: Some(event) }),
            }
        }
        periods
    }

    /// Returns `true` if the fact was present together with another one when that was removed, as far as the times are known.
    pub fn is_beside_end_of(&self, other: &FactPeriod<'_>) -> bool {
        let Some(end) = other.left else { return self.left.is_none() };
        let comes_later = self.came.is_some_and(|came| {
            came.when.is_known() && came.when == end.when || came.when.time.is_some() && came.when.time >= end.when.time
        });
        let left_earlier = self.left.is_some_and(|left| left.when.time.is_some() && left.when.time < end.when.time);
        !comes_later && !left_earlier
    }

    fn removed_at(&self) -> Option<&'a EventTime> {
        self.left.map(|event| &event.when).filter(|when| when.is_known())
    }

    fn added_at(&self) -> Option<&'a EventTime> {
        self.came.map(|event| &event.when).filter(|when| when.is_known())
    }
}

/// Returns the eras as lists of indices into the periods.
pub(super) fn eras(periods: &[FactPeriod<'_>]) -> Vec<Vec<usize>> {
    let groups = Groups::new(periods);
    let mut eras: HashMap<usize, Vec<usize>> = HashMap::new();
    let mut order = Vec::new();
    for index in 0..periods.len() {
        let root = groups.root(index);
        eras.entry(root).or_insert_with(|| {
            order.push(root);
            Vec::new()
        });
        eras.entry(root).or_default().push(index);
    }
    order.iter().map(|root| eras.remove(root).unwrap_or_default()).collect()
}

/// Returns `true` if another fact replaced a period when it ended.
pub(super) fn is_succeeded(period: &FactPeriod<'_>, comings: &HashSet<&EventTime>) -> bool {
    period.removed_at().is_some_and(|left| comings.contains(left))
}

/// Returns the times of additions in an era.
pub(super) fn comings<'a>(era: &[&FactPeriod<'a>]) -> HashSet<&'a EventTime> {
    era.iter().filter_map(|period| period.added_at()).collect()
}

/// Disjoint sets of periods that belong together.
struct Groups {
    parents: Vec<usize>,
}

impl Groups {
    fn new(periods: &[FactPeriod<'_>]) -> Self {
        let mut this = Self { parents: (0..periods.len()).collect() };
        let mut by_leaving: HashMap<&EventTime, usize> = HashMap::new();
        let mut present = None;
        for (index, period) in periods.iter().enumerate() {
            if period.left.is_none() {
                this.join(index, *present.get_or_insert(index));
            }
            if let Some(left) = period.removed_at() {
                let first = *by_leaving.entry(left).or_insert(index);
                this.join(index, first);
            }
        }
        for (index, period) in periods.iter().enumerate() {
            if let Some(&first) = period.added_at().and_then(|came| by_leaving.get(came)) {
                this.join(index, first);
            }
        }
        this.join_overlapping(periods);
        this
    }

    /// Joins overlapping periods, such as two names of one enum number.
    fn join_overlapping(&mut self, periods: &[FactPeriod<'_>]) {
        let timed = |(index, period): (usize, &FactPeriod<'_>)| {
            let came = period.added_at()?.time.clone()?;
            // A removal at an unknown time does not certainly overlap with anything.
            let end = period.left.map(|event| event.when.time.clone().ok_or(())).transpose().ok()?;
            Some((came, index, end))
        };
        let mut timed: Vec<_> = periods.iter().enumerate().filter_map(timed).collect();
        // Of periods that begin in the same second, those that also end in it come first.
        timed.sort_by(|one, other| (&one.0, one.2.is_none(), &one.2).cmp(&(&other.0, other.2.is_none(), &other.2)));
        let mut open: Option<(usize, Option<std::sync::Arc<str>>)> = None;
        for (came, index, end) in timed {
            if let Some((other, until)) = &open
                && until.as_ref().is_none_or(|until| came < *until)
            {
                let other = *other;
                self.join(index, other);
            }
            let is_longer = match (&open, &end) {
                (None, _) | (Some((_, Some(_))), None) => true,
                (Some((_, None)), _) => false,
                (Some((_, Some(until))), Some(end)) => end > until,
            };
            if is_longer {
                open = Some((index, end));
            }
        }
    }

    fn root(&self, mut index: usize) -> usize {
        while self.parents[index] != index {
            index = self.parents[index];
        }
        index
    }

    fn join(&mut self, one: usize, other: usize) {
        let one = self.shortened(one);
        let other = self.shortened(other);
        let low = one.min(other);
        let high = one.max(other);
        self.parents[high] = low;
    }

    /// Returns the root, with path halving.
    fn shortened(&mut self, mut index: usize) -> usize {
        while self.parents[index] != index {
            self.parents[index] = self.parents[self.parents[index]];
            index = self.parents[index];
        }
        index
    }
}
