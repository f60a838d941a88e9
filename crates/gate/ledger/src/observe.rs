//! Updates of a ledger from the current facts of a schema: what came, what left, and what was renamed.

use std::collections::{BTreeMap, BTreeSet};

use super::renames::renames;
use super::{Changes, EventTime, Fact, Ledger};

impl Ledger {
    /// Returns the differences between the ledger and the current facts. Facts that are gone count only if `is_own` returns
    /// `true`: others may be in other files.
    pub fn compare(&self, now: &BTreeSet<Fact>, is_own: impl Fn(&Fact) -> bool) -> Changes {
        let (came, left) = self.differences(now, is_own);
        settled(came, left).0
    }

    /// Returns the facts that are new, and those of `is_own` that are gone.
    fn differences(&self, now: &BTreeSet<Fact>, is_own: impl Fn(&Fact) -> bool) -> (Vec<Fact>, Vec<Fact>) {
        let came = now.iter().filter(|fact| !self.facts.get(*fact).is_some_and(|life| life.is_present()));
        let left = self.present().filter(|fact| !now.contains(*fact) && is_own(fact));
        (came.cloned().collect(), left.cloned().collect())
    }

    /// Returns the facts that the ledger does not contain.
    pub fn unknown(&self, facts: BTreeSet<Fact>) -> Vec<Fact> {
        let types: BTreeMap<Fact, Vec<&Fact>> = self.facts.keys().fold(BTreeMap::new(), |mut types, fact| {
            if let Some(key) = key(fact) {
                types.entry(key).or_insert_with(Vec::new).push(fact);
            }
            types
        });
        let may_be =
            |one: &Fact, other: &Fact| matches!((one.ty(), other.ty()), (Some(one), Some(other)) if one.may_be(other));
        let is_known = |fact: &Fact| {
            let alike = key(fact).and_then(|key| types.get(&key));
            self.facts.contains_key(fact) || alike.is_some_and(|alike| alike.iter().any(|other| may_be(other, fact)))
        };
        facts.into_iter().filter(|fact| !is_known(fact)).collect()
    }

    /// Records the current facts, and the removal of others.
    pub fn observe(&mut self, now: BTreeSet<Fact>, when: &EventTime) -> Changes {
        self.observe_part(&now, |_| true, when)
    }

    /// Records the current facts of a part of a schema, and the removal of those of `is_own`.
    pub fn observe_part(&mut self, now: &BTreeSet<Fact>, is_own: impl Fn(&Fact) -> bool, when: &EventTime) -> Changes {
        let (came, left) = self.differences(now, is_own);
        self.change(came, left, when)
    }

    /// Records additions and removals. A type that was unknown on one side only is no change.
    pub fn change(&mut self, came: Vec<Fact>, left: Vec<Fact>, when: &EventTime) -> Changes {
        let (changes, known) = settled(came, left);
        for (was, now) in known {
            if self.facts.contains_key(&now) {
                // A fact that was added again has its own history, which must be kept.
                self.facts.entry(was).or_default().leave(when);
                self.facts.entry(now).or_default().come(when);
            } else if let Some(life) = self.facts.remove(&was) {
                self.facts.insert(now, life);
            }
        }
        for renamed in renames(&changes) {
            self.facts.entry(renamed).or_default().come(when);
        }
        for fact in &changes.left {
            if let Some(life) = self.facts.get_mut(fact) {
                life.leave(when);
            }
        }
        for fact in &changes.came {
            self.facts.entry(fact.clone()).or_default().come(when);
        }
        changes
    }
}

/// Removes facts that seem to change only because their type was unknown on one side, and returns those whose type is
/// now known.
fn settled(came: Vec<Fact>, left: Vec<Fact>) -> (Changes, Vec<(Fact, Fact)>) {
    let is_unclear = |fact: &&Fact| fact.ty().is_some_and(|ty| !ty.is_known());
    if !came.iter().chain(&left).any(|fact| is_unclear(&fact)) {
        return (Changes { came, left }, Vec::new());
    }
    let mut by_key: BTreeMap<_, Vec<Fact>> = BTreeMap::new();
    let mut changes = Changes::default();
    for fact in left {
        match key(&fact) {
            Some(key) => by_key.entry(key).or_default().push(fact),
            None => changes.left.push(fact),
        }
    }
    let mut known = Vec::new();
    for fact in came {
        let same = key(&fact).and_then(|key| by_key.get_mut(&key));
        let is_same = |was: &Fact| match (was.ty(), fact.ty()) {
            (Some(was), Some(now)) => was.may_be(now) && was.is_known() != now.is_known(),
            _ => false,
        };
        let position = same.as_ref().and_then(|same| same.iter().position(is_same));
        match (same, position) {
            (Some(same), Some(position)) => {
                let was = same.swap_remove(position);
                if fact.ty().is_some_and(super::TypeName::is_known) {
                    known.push((was, fact));
                }
            }
            _ => changes.came.push(fact),
        }
    }
    changes.left.extend(by_key.into_values().flatten());
    changes.left.sort();
    (changes, known)
}

/// Returns a field without its type.
pub(super) fn key(fact: &Fact) -> Option<Fact> {
    fact.ty().map(|_| fact.with_type(super::TypeName::Named("".into())))
}
