//! Lines of an earlier ledger that a later one lacks.

use std::collections::{BTreeMap, HashMap};

use super::observe::key;
use super::{Event, Fact, Ledger};

/// A line of an earlier ledger that a later one lacks.
#[derive(Clone, Debug)]
pub struct LostLine<'a> {
    /// The fact of the line.
    pub fact: &'a Fact,
    /// The event, with its place in the earlier ledger.
    pub event: &'a Event,
    /// A new line with the same key, which shows that the line was changed.
    pub now: Option<(&'a Fact, &'a Event)>,
}

impl LostLine<'_> {
    /// Returns the lost line, as the earlier ledger has it.
    pub fn line(&self) -> String {
        format!("{} {}", self.fact, self.event.words())
    }

    /// Returns the line that replaced it.
    pub fn line_now(&self) -> Option<String> {
        self.now.map(|(fact, event)| format!("{fact} {}", event.words()))
    }
}

impl Ledger {
    /// Returns the lines of an earlier ledger that this one lacks, in order.
    ///
    /// A line may be replaced only if the type of a field was unknown (`named:User`) and is now known.
    pub fn lost<'a>(&'a self, earlier: &'a Self) -> Vec<LostLine<'a>> {
        let mut lost: Vec<LostLine<'a>> = earlier
            .lines()
            .filter(|(fact, event)| !self.has(fact, event))
            .map(|(fact, event)| LostLine::new(fact, event))
            .collect();
        if lost.is_empty() {
            return lost;
        }
        if lost.iter().any(|it| is_untyped(it.fact)) {
            let typed = self.typed();
            let is_same = |fact: &Fact, other: &Fact| matches!((fact.ty(), other.ty()), (Some(one), Some(other)) if one.may_be(other));
            lost.retain(|it| {
                let alike = key(it.fact).and_then(|key| typed.get(&key)).into_iter().flatten();
                let mut alike = alike.filter(|other| is_untyped(it.fact) && is_same(it.fact, other));
                !alike.any(|other| self.has(other, it.event))
            });
        }
        let mut added: HashMap<_, (&Fact, &Event)> = HashMap::new();
        for (fact, event) in self.lines().filter(|(fact, event)| !earlier.has(fact, event)) {
            added.entry(about(fact, event)).or_insert((fact, event));
        }
        for it in &mut lost {
            it.now = added.get(&about(it.fact, it.event)).copied();
        }
        lost
    }

    fn lines(&self) -> impl Iterator<Item = (&Fact, &Event)> {
        self.facts.iter().flat_map(|(fact, life)| life.lines().map(move |event| (fact, event)))
    }

    fn has(&self, fact: &Fact, event: &Event) -> bool {
        self.facts.get(fact).is_some_and(|life| life.lines().any(|it| it == event))
    }

    /// Returns the facts with a known type, by the same fact without it.
    fn typed(&self) -> BTreeMap<Fact, Vec<&Fact>> {
        let mut typed: BTreeMap<Fact, Vec<&Fact>> = BTreeMap::new();
        for fact in self.facts.keys().filter(|fact| !is_untyped(fact)) {
            if let Some(key) = key(fact) {
                typed.entry(key).or_default().push(fact);
            }
        }
        typed
    }
}

fn is_untyped(fact: &Fact) -> bool {
    fact.ty().is_some_and(|ty| !ty.is_known())
}

impl<'a> LostLine<'a> {
    const fn new(fact: &'a Fact, event: &'a Event) -> Self {
        Self { fact, event, now: None }
    }
}

/// Returns the key of a line: its type, kind of fact, number or name, and step.
fn about<'a>(fact: &'a Fact, event: &Event) -> (&'a str, &'static str, Option<i32>, &'a str, u32) {
    let name = match fact {
        Fact::Method { name, .. } => name,
        Fact::Renamed { from, .. } => from,
        Fact::Type { .. } | Fact::Field { .. } | Fact::Extension { .. } | Fact::Value { .. } => "",
    };
    (fact.subject(), fact.word(), fact.number(), name, event.step)
}
