//! Queries about former names and numbers, also through renames, for the rules of the category HISTORY.

use std::collections::HashMap;

use super::eras::{comings, eras, is_succeeded};
use super::{EventTime, Fact, FactHistory, FactPeriod, Ledger, TypeName};

/// A ledger indexed for queries.
#[derive(Debug)]
pub struct LedgerIndex<'a> {
    by_subject: HashMap<&'a str, Vec<(&'a Fact, &'a FactHistory)>>,
    extensions: HashMap<&'a str, Vec<(&'a Fact, &'a FactHistory)>>,
    /// The former names of a type, with the times of renames.
    before: HashMap<&'a str, Vec<(&'a str, &'a EventTime)>>,
    /// The next name of a type.
    after: HashMap<&'a str, &'a str>,
}

/// Maximum number of consecutive renames.
const MAX_RENAMES: usize = 64;

impl<'a> LedgerIndex<'a> {
    /// Indexes the facts of a ledger, also those that are no longer present.
    pub fn new(ledger: &'a Ledger) -> Self {
        let (mut by_subject, mut extensions) = (HashMap::<_, Vec<_>>::new(), HashMap::<_, Vec<_>>::new());
        let (mut before, mut after) = (HashMap::<_, Vec<_>>::new(), HashMap::new());
        for (fact, life) in ledger.iter() {
            if let Fact::Renamed { to, from, kind: _ } = fact {
                if let Some(event) = life.events().first() {
                    before.entry(&**to).or_default().push((&**from, &event.when));
                    after.insert(&**from, &**to);
                }
                continue;
            }
            if let Fact::Extension { name, .. } = fact {
                extensions.entry(&**name).or_default().push((fact, life));
            }
            by_subject.entry(fact.subject()).or_default().push((fact, life));
        }
        Self { by_subject, extensions, before, after }
    }

    /// Returns `true` if the ledger contains a name, or a former name of the same type.
    pub fn knows(&self, name: &str) -> bool {
        self.by_subject.contains_key(name) || self.before.contains_key(name)
    }

    /// Returns all periods of a type and its members, under its current and former names; for a message, its extensions
    /// too.
    pub fn of(&self, name: &str) -> Vec<FactPeriod<'a>> {
        let mut periods: Vec<FactPeriod<'a>> = self.named(name).collect();
        for (name, until) in self.earlier(name) {
            periods.extend(self.until(name, until));
        }
        periods
    }

    /// Returns all former names of a type, the most recent first, with the times of renames.
    pub fn earlier(&self, name: &str) -> Vec<(&'a str, &'a EventTime)> {
        let mut open = self.before(name);
        let mut earlier: Vec<(&str, &EventTime)> = Vec::new();
        while let Some((before, until)) = open.pop().filter(|_| earlier.len() < MAX_RENAMES) {
            if before != name && earlier.iter().all(|(seen, _)| *seen != before) {
                open.extend(self.before(before));
                earlier.push((before, until));
            }
        }
        earlier
    }

    /// Returns the previous names of a type, with the times of renames.
    pub fn before(&self, name: &str) -> Vec<(&'a str, &'a EventTime)> {
        self.before.get(name).cloned().unwrap_or_default()
    }

    /// Returns the next name of a type.
    pub fn after(&self, name: &str) -> Option<&'a str> {
        self.after.get(name).copied()
    }

    /// Returns all periods of types with this name, and of their members.
    pub fn named(&self, name: &str) -> impl Iterator<Item = FactPeriod<'a>> + use<'a> {
        let facts = self.by_subject.get(name).cloned().unwrap_or_default();
        facts.into_iter().flat_map(|(fact, life)| FactPeriod::all(fact, life))
    }

    /// Returns the periods under a name until it was given up; later uses of the name belong to another type.
    fn until(&self, name: &str, until: &'a EventTime) -> impl Iterator<Item = FactPeriod<'a>> + use<'a> {
        let again: Vec<&EventTime> = self
            .named(name)
            .filter(|period| {
                matches!(period.fact, Fact::Type { .. }) && period.left.is_none_or(|left| left.when != *until)
            })
            .filter_map(|period| period.came.map(|event| &event.when))
            .collect();
        self.named(name).filter(move |period| {
            let Some(came) = period.came.map(|event| &event.when) else { return true };
            let is_later = came.time.is_some() && until.time.is_some() && came.time > until.time;
            // Members that were added with a later type of this name.
            let is_again = again.contains(&came) && period.left.is_none_or(|left| left.when != *until);
            !is_later && !is_again
        })
    }

    /// Returns the periods of extensions with this full name.
    pub fn extension(&self, name: &str) -> Vec<FactPeriod<'a>> {
        let facts = self.extensions.get(name).cloned().unwrap_or_default();
        facts.into_iter().flat_map(|(fact, life)| FactPeriod::all(fact, life)).collect()
    }

    /// Returns the current name of a type.
    fn now<'n>(&self, name: &'n str) -> &'n str
    where
        'a: 'n,
    {
        let mut now = name;
        for _ in 0..MAX_RENAMES {
            match self.after.get(now) {
                Some(next) if *next != name => now = next,
                _ => break,
            }
        }
        now
    }

    /// Returns `true` if two names belong to one renamed type.
    pub fn is_same_name(&self, one: &str, other: &str) -> bool {
        one == other || self.now(one) == self.now(other)
    }

    /// Returns `true` if two types are or may be the same.
    pub fn is_same_type(&self, one: &TypeName, other: &TypeName) -> bool {
        let now = |name: &str| -> Box<str> { self.now(name).into() };
        one.may_be(other) || one.renamed(&now) == other.renamed(&now)
    }

    /// Returns, for each era that conflicts with the current use of a number or name, its last period; the latest
    /// first. `agrees` gets the last period of an era, and all of its periods.
    pub fn conflicts(
        periods: &[FactPeriod<'a>],
        agrees: impl Fn(&FactPeriod<'a>, &[&FactPeriod<'a>]) -> bool,
    ) -> Vec<FactPeriod<'a>> {
        let mut conflicts = Vec::new();
        for era in eras(periods) {
            let era: Vec<&FactPeriod<'a>> = era.iter().map(|&index| &periods[index]).collect();
            let comings = comings(&era);
            let mut ends = era.iter().filter(|period| !is_succeeded(period, &comings)).peekable();
            let last = ends.peek().copied().or(era.last());
            if !ends.any(|period| agrees(period, &era)) {
                conflicts.extend(last.map(|period| **period));
            }
        }
        let time = |period: &FactPeriod<'_>| period.left.map(|event| (event.when.time.clone(), event.step));
        conflicts.sort_by_key(|period| std::cmp::Reverse((period.left.is_none(), time(period))));
        conflicts
    }
}
