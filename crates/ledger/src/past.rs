//! What is known of everything that had a name or a number before.

use std::collections::HashMap;

use super::eras::{comings, eras, is_succeeded};
use super::{Fact, Ledger, Life, Stay, TypeName, When};

/// A ledger, ready to be asked.
#[derive(Debug)]
pub struct Past<'a> {
    by_subject: HashMap<&'a str, Vec<(&'a Fact, &'a Life)>>,
    extensions: HashMap<&'a str, Vec<(&'a Fact, &'a Life)>>,
    /// The names that a type had before, each with when it was given up.
    before: HashMap<&'a str, Vec<(&'a str, &'a When)>>,
    /// The name that came behind.
    after: HashMap<&'a str, &'a str>,
}

/// How many times in a row something may have been renamed.
const MAX_RENAMES: usize = 64;

impl<'a> Past<'a> {
    /// Looks through a ledger once.
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

    /// Whether anything is known of a name, or was before it had that name.
    pub fn knows(&self, name: &str) -> bool {
        self.by_subject.contains_key(name) || self.before.contains_key(name)
    }

    /// Everything that was in a type, or was the type, under this name and those it had before; of a message, extensions of
    /// it too.
    pub fn of(&self, name: &str) -> Vec<Stay<'a>> {
        let mut stays: Vec<Stay<'a>> = self.named(name).collect();
        for (name, until) in self.earlier(name) {
            stays.extend(self.until(name, until));
        }
        stays
    }

    /// All names that a type had before it had this one, the last one first, each with when it was given up.
    pub fn earlier(&self, name: &str) -> Vec<(&'a str, &'a When)> {
        let mut open = self.before(name);
        let mut earlier: Vec<(&str, &When)> = Vec::new();
        while let Some((before, until)) = open.pop().filter(|_| earlier.len() < MAX_RENAMES) {
            if before != name && earlier.iter().all(|(seen, _)| *seen != before) {
                open.extend(self.before(before));
                earlier.push((before, until));
            }
        }
        earlier
    }

    /// The names that a type had right before it had this one, and when that was.
    pub fn before(&self, name: &str) -> Vec<(&'a str, &'a When)> {
        self.before.get(name).cloned().unwrap_or_default()
    }

    /// The name that a type got behind this one.
    pub fn after(&self, name: &str) -> Option<&'a str> {
        self.after.get(name).copied()
    }

    /// Everything that was in a type of this name, or was the type.
    pub fn named(&self, name: &str) -> impl Iterator<Item = Stay<'a>> + use<'a> {
        let facts = self.by_subject.get(name).cloned().unwrap_or_default();
        facts.into_iter().flat_map(|(fact, life)| Stay::all(fact, life))
    }

    /// What was under a name until it was given up: what took the name later is something else.
    fn until(&self, name: &str, until: &'a When) -> impl Iterator<Item = Stay<'a>> + use<'a> {
        let again: Vec<&When> = self
            .named(name)
            .filter(|stay| matches!(stay.fact, Fact::Type { .. }) && stay.left.is_none_or(|left| left.when != *until))
            .filter_map(|stay| stay.came.map(|event| &event.when))
            .collect();
        self.named(name).filter(move |stay| {
            let Some(came) = stay.came.map(|event| &event.when) else { return true };
            let is_later = came.time.is_some() && until.time.is_some() && came.time > until.time;
            // What the type under this name came with again, and left with at another time.
            let is_again = again.contains(&came) && stay.left.is_none_or(|left| left.when != *until);
            !is_later && !is_again
        })
    }

    /// The extensions of this full name.
    pub fn extension(&self, name: &str) -> Vec<Stay<'a>> {
        let facts = self.extensions.get(name).cloned().unwrap_or_default();
        facts.into_iter().flat_map(|(fact, life)| Stay::all(fact, life)).collect()
    }

    /// The name that something has now.
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

    /// Whether two names are those of one type, which was renamed.
    pub fn is_same_name(&self, one: &str, other: &str) -> bool {
        one == other || self.now(one) == self.now(other)
    }

    /// Whether two types are the same, or may be.
    pub fn is_same_type(&self, one: &TypeName, other: &TypeName) -> bool {
        let now = |name: &str| -> Box<str> { self.now(name).into() };
        one.may_be(other) || one.renamed(&now) == other.renamed(&now)
    }

    /// What had one number or name, the last of each era, and does not agree with what has it now; the latest first.
    /// `agrees` gets the last thing of an era, and all of it.
    pub fn conflicts(stays: &[Stay<'a>], agrees: impl Fn(&Fact, &[&Stay<'a>]) -> bool) -> Vec<Stay<'a>> {
        let mut conflicts = Vec::new();
        for era in eras(stays) {
            let era: Vec<&Stay<'a>> = era.iter().map(|&index| &stays[index]).collect();
            let comings = comings(&era);
            let mut ends = era.iter().filter(|stay| !is_succeeded(stay, &comings)).peekable();
            let last = ends.peek().copied().or(era.last());
            if !ends.any(|stay| agrees(stay.fact, &era)) {
                conflicts.extend(last.map(|stay| **stay));
            }
        }
        let time = |stay: &Stay<'_>| stay.left.map(|event| (event.when.time.clone(), event.step));
        conflicts.sort_by_key(|stay| std::cmp::Reverse((stay.left.is_none(), time(stay))));
        conflicts
    }
}
