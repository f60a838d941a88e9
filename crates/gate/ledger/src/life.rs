//! The additions and removals of a fact. They are numbered, so that lines of parallel branches can be merged in any order.

use std::fmt;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::Ledger;
use super::token::escaped_label;
use protoward_source::Place;

/// The number of digits of a commit id.
pub(super) const COMMIT_ID: usize = 12;

/// The time and label of an event, as far as known.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventTime {
    /// The commit time in UTC: `2024-03-01T10:00:00Z`.
    pub time: Option<Arc<str>>,
    /// The abbreviated commit id, with a trailing `+` for uncommitted changes; or a version.
    pub label: Option<Arc<str>>,
}

impl EventTime {
    /// An unknown time and label.
    pub const UNKNOWN: Self = Self { time: None, label: None };

    /// Creates a label, usually a version.
    pub fn labelled(label: &str) -> Self {
        Self { time: None, label: Some(label.into()) }
    }

    /// Creates the label and time of a commit.
    pub fn commit(id: &str, time: &str) -> Self {
        Self { time: Some(time.into()), label: Some(id.get(..COMMIT_ID).unwrap_or(id).into()) }
    }

    /// Marks uncommitted changes on top of a commit.
    #[must_use]
    pub fn on_top(self) -> Self {
        Self { label: self.label.map(|label| format!("{label}+").into()), ..self }
    }

    /// Returns the event with a time after that of an earlier event: its own time if that is later, and otherwise the next second.
    /// Commit times do not have the order of the commits: a rebase creates many in one second, and clocks differ.
    #[must_use]
    pub fn after(self, earlier: &Self) -> Self {
        match (&self.time, &earlier.time) {
            (Some(time), Some(earlier)) if time <= earlier => Self { time: next_second(earlier).or(self.time), ..self },
            _ => self,
        }
    }

    /// Returns the commit without the mark of uncommitted changes; `None` for a version.
    fn commit_id(&self) -> Option<&str> {
        self.time.as_ref()?;
        self.label.as_deref().map(|label| label.trim_end_matches('+'))
    }

    /// Returns `true` if the label is known.
    pub const fn is_known(&self) -> bool {
        self.label.is_some()
    }

    /// Returns the date, such as `2024-03-01`.
    pub fn day(&self) -> Option<&str> {
        self.time.as_deref().and_then(|time| time.get(..10))
    }
}

/// Formats the event for display: `3f2a1c9b7d21 (2024-03-01)`.
impl fmt::Display for EventTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.label.as_deref(), self.day()) {
            (None, _) => f.write_str("date unknown"),
            (Some(label), None) => f.write_str(label),
            (Some(label), Some(day)) => write!(f, "{label} ({day})"),
        }
    }
}

/// An addition or a removal.
#[derive(Clone, Debug)]
pub struct Event {
    /// Additions have odd steps, and removals the following even ones. The largest step therefore determines the
    /// present state, independent of the order of lines.
    pub(super) step: u32,
    /// The time of the change, and its commit or version.
    pub when: EventTime,
    /// The line in the ledger; `None` if it was not read from one.
    pub place: Option<Place>,
}

impl Event {
    /// Returns `true` for an addition, `false` for a removal.
    pub const fn is_coming(&self) -> bool {
        self.step % 2 == 1
    }

    /// Returns the event in the notation of a line: `came 3f2a1c9b7d21 2024-03-01T10:00:00Z`, `left:2 v1.4.0`.
    pub(super) fn words(&self) -> String {
        let verb = if self.is_coming() { "came" } else { "left" };
        let round = self.step.div_ceil(2);
        let round = if round == 1 { String::new() } else { format!(":{round}") };
        let label = self.when.label.as_deref().map_or("-".into(), escaped_label);
        let time = self.when.time.as_deref().map(|time| format!(" {time}")).unwrap_or_default();
        format!("{verb}{round} {label}{time}")
    }
}

/// Ignores the line that an event was read from.
impl PartialEq for Event {
    fn eq(&self, other: &Self) -> bool {
        (self.step, &self.when) == (other.step, &other.when)
    }
}
impl Eq for Event {}

/// The additions and removals of a fact.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FactHistory {
    /// One event per step, sorted by step.
    events: Vec<Event>,
    /// Later events for the same steps, recorded by parallel branches. They have no effect, but a ledger never loses
    /// a line.
    others: Vec<Event>,
}

impl FactHistory {
    /// Returns the events that count, in the order of their steps.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// Returns the events of all lines: the effective ones, then the others.
    pub(super) fn lines(&self) -> impl Iterator<Item = &Event> {
        self.events.iter().chain(&self.others)
    }

    /// Returns `true` if the fact is present.
    pub fn is_present(&self) -> bool {
        self.events.last().is_some_and(Event::is_coming)
    }

    /// Adds the event of a line. If two branches recorded the same step, the earlier event is effective.
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

    /// Records an addition, unless the fact is present.
    pub(super) fn come(&mut self, when: &EventTime) {
        if !self.is_present() {
            self.next(when);
        }
    }

    /// Records a removal, if the fact is present.
    pub(super) fn leave(&mut self, when: &EventTime) {
        if self.is_present() {
            self.next(when);
        }
    }

    fn next(&mut self, when: &EventTime) {
        let step = self.events.last().map_or(1, |event| event.step.saturating_add(1));
        self.events.push(Event { step, when: when.clone(), place: None });
    }

    /// Returns the event after a missing step: a removal without addition, or a repeated addition.
    pub fn gap(&self) -> Option<&Event> {
        let mut steps = self.events.iter().zip(1..);
        steps.find(|(event, step)| event.step != *step).map(|(event, _)| event)
    }
}

impl Ledger {
    /// Returns an event with a time after those of all other commits of the ledger. A commit that the ledger knows keeps its time,
    /// so that several updates before the next commit are one change.
    pub fn in_order(&self, when: EventTime) -> EventTime {
        let others = || self.facts.values().flat_map(FactHistory::lines).map(|event| &event.when);
        let same = others().filter(|other| when.commit_id().is_some() && other.commit_id() == when.commit_id());
        if let Some(same) = same.max_by_key(|other| &other.time) {
            return EventTime { time: same.time.clone(), ..when };
        }
        match others().max_by_key(|other| &other.time) {
            Some(latest) => when.after(latest),
            None => when,
        }
    }
}

/// Returns the following second; `None` for a date that does not exist, and at the end of the calendar.
fn next_second(time: &str) -> Option<Arc<str>> {
    let time: Timestamp = time.parse().ok()?;
    let next = time.checked_add(SignedDuration::from_secs(1)).ok()?;
    Some(next.to_string().into())
}

/// Orders known events before unknown ones, then by time.
fn is_earlier(one: &EventTime, other: &EventTime) -> bool {
    let key = |when: &EventTime| (when.label.is_none(), when.time.is_none(), when.time.clone(), when.label.clone());
    key(one) < key(other)
}
