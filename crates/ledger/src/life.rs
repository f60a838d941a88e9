use std::fmt;
use std::sync::Arc;

use super::token::escaped_label;
use protoward_source::Place;

/// How many digits of a commit's id are kept.
pub(super) const COMMIT_ID: usize = 12;

/// When something happened, as far as that is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct When {
    /// The time of the commit, in UTC: `2024-03-01T10:00:00Z`.
    pub time: Option<Arc<str>>,
    /// The start of a commit's id, with a `+` behind it for what was not committed yet; or a version.
    pub label: Option<Arc<str>>,
}

impl When {
    /// Nothing is known.
    pub const UNKNOWN: Self = Self { time: None, label: None };

    /// A version, or whatever else people call it.
    pub fn labelled(label: &str) -> Self {
        Self { time: None, label: Some(label.into()) }
    }

    /// A commit, by its id and its time.
    pub fn commit(id: &str, time: &str) -> Self {
        Self { time: Some(time.into()), label: Some(id.get(..COMMIT_ID).unwrap_or(id).into()) }
    }

    /// What was not committed yet, on top of a commit.
    #[must_use]
    pub fn on_top(self) -> Self {
        Self { label: self.label.map(|label| format!("{label}+").into()), ..self }
    }

    /// Whether anything is known.
    pub const fn is_known(&self) -> bool {
        self.label.is_some()
    }

    /// The day, `2024-03-01`.
    pub fn day(&self) -> Option<&str> {
        self.time.as_deref().and_then(|time| time.get(..10))
    }
}

/// For people: `3f2a1c9b7d21 (2024-03-01)`.
impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.label.as_deref(), self.day()) {
            (None, _) => f.write_str("nobody knows when"),
            (Some(label), None) => f.write_str(label),
            (Some(label), Some(day)) => write!(f, "{label} ({day})"),
        }
    }
}

/// One coming or leaving.
#[derive(Clone, Debug)]
pub struct Event {
    /// Comings have odd steps, leavings the even one behind them: whatever order lines are read in, the largest step says
    /// how it is now.
    pub(super) step: u32,
    /// When.
    pub when: When,
    /// The line it was read from; `None` if it was not read.
    pub place: Option<Place>,
}

impl Event {
    /// Whether something came; else it left.
    pub const fn is_coming(&self) -> bool {
        self.step % 2 == 1
    }

    /// The words in a line: `came 3f2a1c9b7d21 2024-03-01T10:00:00Z`, `left:2 v1.4.0`.
    pub(super) fn words(&self) -> String {
        let verb = if self.is_coming() { "came" } else { "left" };
        let round = self.step.div_ceil(2);
        let round = if round == 1 { String::new() } else { format!(":{round}") };
        let label = self.when.label.as_deref().map_or("-".into(), escaped_label);
        let time = self.when.time.as_deref().map(|time| format!(" {time}")).unwrap_or_default();
        format!("{verb}{round} {label}{time}")
    }
}

/// The line it was read from does not make another event of it.
impl PartialEq for Event {
    fn eq(&self, other: &Self) -> bool {
        (self.step, &self.when) == (other.step, &other.when)
    }
}
impl Eq for Event {}

/// When a fact came and left, as often as it did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Life {
    /// One for each step, by step.
    events: Vec<Event>,
    /// Later events of a step that has one already, as two branches record them. Nothing follows from them, but no line of
    /// a ledger is ever lost.
    others: Vec<Event>,
}

impl Life {
    /// Everything that happened to it.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// The events of all lines: those that count, then the others.
    pub(super) fn lines(&self) -> impl Iterator<Item = &Event> {
        self.events.iter().chain(&self.others)
    }

    /// Whether it holds now.
    pub fn is_present(&self) -> bool {
        self.events.last().is_some_and(Event::is_coming)
    }

    /// Adds what a line says. Of two branches that say the same in different words, the earlier one is believed.
    pub(super) fn add(&mut self, event: Event) {
        let other = match self.events.binary_search_by_key(&event.step, |event| event.step) {
            Err(index) => return self.events.insert(index, event),
            Ok(index) if is_earlier(&event.when, &self.events[index].when) => {
                std::mem::replace(&mut self.events[index], event)
            }
            Ok(index) if event == self.events[index] => return,
            Ok(_) => event,
        };
        if !self.others.contains(&other) {
            let index = self.others.partition_point(|it| (it.step, &it.when) < (other.step, &other.when));
            self.others.insert(index, other);
        }
    }

    /// It is there; nothing happens where it was.
    pub(super) fn come(&mut self, when: &When) {
        if !self.is_present() {
            self.next(when);
        }
    }

    /// It is gone; nothing happens where it was not there.
    pub(super) fn leave(&mut self, when: &When) {
        if self.is_present() {
            self.next(when);
        }
    }

    fn next(&mut self, when: &When) {
        let step = self.events.last().map_or(1, |event| event.step.saturating_add(1));
        self.events.push(Event { step, when: when.clone(), place: None });
    }

    /// A step that is missing below the last one: it left and never came, or came twice.
    pub fn gap(&self) -> Option<&Event> {
        let mut steps = self.events.iter().zip(1..);
        steps.find(|(event, step)| event.step != *step).map(|(event, _)| event)
    }
}

/// What is known counts more than what is not, then what is earlier.
fn is_earlier(one: &When, other: &When) -> bool {
    let key = |when: &When| (when.label.is_none(), when.time.is_none(), when.time.clone(), when.label.clone());
    key(one) < key(other)
}
