//! Shared code of the rules in category HISTORY: new elements of this comparison and their history in the ledger.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use super::comparison::Comparison;
use super::proposals::{free_number_after, taken};
use super::spot::ElementPlace;
use protoward_ledger::{EventTime, Fact, FactPeriod, LedgerIndex};
use protoward_schema::ranges::MAX_FIELD;
use protoward_schema::{Element, EnumId, FieldNumber, MessageId, NumberRange};

/// A type of the new schema with a history, and its counterpart in the old schema.
pub(super) struct TypeHistory<'a> {
    /// The current and former full names.
    names: Vec<&'a str>,
    /// The former and current members.
    pub(super) periods: Vec<FactPeriod<'a>>,
}

impl<'a> TypeHistory<'a> {
    /// Returns the history of a type, or `None` if the ledger has none.
    pub(super) fn new(past: &LedgerIndex<'a>, name: &'a str) -> Option<Self> {
        let earlier = past.earlier(name).into_iter().map(|(name, _)| name);
        past.knows(name).then(|| Self { names: [name].into_iter().chain(earlier).collect(), periods: past.of(name) })
    }

    /// Returns the compared messages of the new schema that have a history.
    pub(super) fn messages(cx: &Comparison<'a>) -> impl Iterator<Item = (MessageId, Self)> {
        let compared = cx.new.messages.iter().filter(|(_, message)| cx.has_new(message.file));
        Self::of(cx, compared.map(|(id, message)| (id, cx.new.text(message.full_name))))
    }

    /// Returns the compared enums of the new schema that have a history.
    pub(super) fn enums(cx: &Comparison<'a>) -> impl Iterator<Item = (EnumId, Self)> {
        let compared = cx.new.enums.iter().filter(|(_, it)| cx.has_new(it.file));
        Self::of(cx, compared.map(|(id, it)| (id, cx.new.text(it.full_name))))
    }

    fn of<Id>(cx: &Comparison<'a>, named: impl Iterator<Item = (Id, &'a str)>) -> impl Iterator<Item = (Id, Self)> {
        let past = cx.past.as_ref();
        named.filter_map(move |(id, name)| Some((id, Self::new(past?, name)?)))
    }

    /// Returns the old elements under any of the type's names.
    pub(super) fn old(&self, cx: &Comparison<'_>) -> Vec<Element> {
        self.names.iter().filter_map(|name| cx.in_old(name)).collect()
    }

    /// Returns `true` if the old version has a number under any of the type's names.
    pub(super) fn has_in(&self, old: &HashSet<(&'a str, FieldNumber)>, number: FieldNumber) -> bool {
        self.names.iter().any(|name| old.contains(&(*name, number)))
    }

    /// Groups the periods by a key of their facts.
    pub(super) fn by<K: Hash + Eq>(&self, key: impl Fn(&'a Fact) -> Option<K>) -> HashMap<K, Vec<FactPeriod<'a>>> {
        let mut by: HashMap<K, Vec<FactPeriod<'a>>> = HashMap::new();
        for period in &self.periods {
            if let Some(key) = key(period.fact) {
                by.entry(key).or_default().push(*period);
            }
        }
        by
    }
}

/// Returns the place of removal in the ledger, or else that of addition.
pub(super) fn spot(period: &FactPeriod<'_>) -> ElementPlace {
    let event = period.left.or(period.came);
    ElementPlace { element: None, file: None, place: event.and_then(|event| event.place) }
}

/// Returns "until 3f2a1c9b7d21 (2024-03-01)", or as much as is known.
pub(super) fn until(period: &FactPeriod<'_>) -> String {
    let known = |when: &&EventTime| when.is_known();
    match (period.left.map(|event| &event.when).filter(known), period.came.map(|event| &event.when).filter(known)) {
        (Some(when), _) => format!("until {when}"),
        (None, Some(when)) => format!("from {when} on"),
        (None, None) => "once".to_owned(),
    }
}

/// Returns "; it was `a` (int64) until … as well" for even older meanings.
pub(super) fn earlier(periods: &[FactPeriod<'_>], subject: impl Fn(&Fact) -> String) -> String {
    let older: Vec<String> = periods
        .iter()
        .skip(1)
        .take(MOST_EARLIER)
        .map(|period| format!("{} {}", subject(period.fact), until(period)))
        .collect();
    if older.is_empty() { String::new() } else { format!("; it was {} as well", older.join(" and ")) }
}

/// Maximum number of older meanings in a message.
const MOST_EARLIER: usize = 2;

/// Returns ", such as 6": a number of a message that was never used according to schema and ledger.
pub(super) fn such_as(cx: &Comparison<'_>, message: MessageId, periods: &[FactPeriod<'_>]) -> String {
    let used = periods.iter().filter_map(|period| period.fact.number());
    let own = cx.new[message].fields.iter().map(|&field| cx.new[field].number.0);
    let last = own.chain(used.clone()).filter(|&number| number < MAX_FIELD).max().unwrap_or_default();
    let used = used.map(|number| NumberRange { start: number, end: number });
    free_number_after(last, taken(cx.new, message).chain(used))
        .map_or_else(String::new, |free| format!(", such as {free}"))
}
