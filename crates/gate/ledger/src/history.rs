//! The history of an element in words, and the names that are similar to an unknown one.

use crate::Ledger;
use crate::eras::FactPeriod;
use crate::fact::Fact;
use crate::life::EventTime;
use crate::past::LedgerIndex;
use protoward_source::nearest;

/// Returns the history of an element in lines: its meanings, and when it was added and removed. `None` if it is unknown.
///
/// An element is a type, or a member of one by name or number, such as `user.v1.User.4`.
pub fn element_history(ledger: &Ledger, element: &str) -> Option<String> {
    let past = LedgerIndex::new(ledger);
    if !past.of(element).is_empty() {
        return Some(type_text(&past, element));
    }
    let mut periods = past.extension(element);
    if let Some((parent, member)) = element.rsplit_once('.') {
        periods.extend(past.of(parent).into_iter().filter(|period| has_name_or_number(period.fact, member)));
        // Enum values are in the scope of their enum's parent.
        let values_in_scope = ledger.iter().filter(|(fact, _)| {
            matches!(fact, Fact::Value { of, name, .. }
                if **name == *member && of.rsplit_once('.').map_or("", |(scope, _)| scope) == parent)
        });
        periods.extend(values_in_scope.flat_map(|(fact, life)| FactPeriod::all(fact, life)));
    } else {
        let values_in_scope = ledger.iter().filter(
            |(fact, _)| matches!(fact, Fact::Value { of, name, .. } if **name == *element && !of.contains('.')),
        );
        periods.extend(values_in_scope.flat_map(|(fact, life)| FactPeriod::all(fact, life)));
    }
    (!periods.is_empty()).then(|| lines(&rows(&mut periods, element)))
}

/// Returns `true` if a member has this name or number.
fn has_name_or_number(fact: &Fact, member: &str) -> bool {
    let is_number = |number: &i32| member.parse() == Ok(*number);
    match fact {
        Fact::Field { number, name, .. } | Fact::Value { number, name, .. } => **name == *member || is_number(number),
        Fact::Extension { number, .. } => is_number(number),
        Fact::Method { name, .. } => **name == *member,
        Fact::Type { .. } | Fact::Renamed { .. } => false,
    }
}

/// A meaning that a type or one of its members had, and its time.
#[derive(Clone, Debug)]
pub struct HistoryRow<'a> {
    /// The meaning in words: `4 created_at: int64`.
    pub meaning: String,
    /// The time in words: `from v1.0.0 until v1.2.0`.
    pub life: String,
    /// The fact with its addition and removal.
    pub period: FactPeriod<'a>,
}

/// Returns the history of a type with all its members, by number and time; empty for an unknown type.
pub fn type_history<'a>(past: &LedgerIndex<'a>, name: &str) -> Vec<HistoryRow<'a>> {
    rows(&mut past.of(name), name)
}

/// Formats a type with all its members.
fn type_text(past: &LedgerIndex<'_>, name: &str) -> String {
    let mut text = String::new();
    for (before, when) in past.earlier(name) {
        text.push_str(&format!("  was `{before}` until {when}\n"));
    }
    if let Some(after) = past.after(name) {
        text.push_str(&format!("  continued as `{after}`\n"));
    }
    text.push_str(&lines(&type_history(past, name)));
    text
}

/// Returns a row for each period in which a fact holds, grouped by number.
fn rows<'a>(periods: &mut [FactPeriod<'a>], name: &str) -> Vec<HistoryRow<'a>> {
    periods.sort_by_cached_key(order);
    periods.iter().map(|period| HistoryRow { meaning: of(period, name), life: life(period), period: *period }).collect()
}

/// Formats a line for each row.
fn lines(rows: &[HistoryRow<'_>]) -> String {
    let width = rows.iter().map(|row| row.meaning.chars().count()).max().unwrap_or_default();
    rows.iter().map(|HistoryRow { meaning, life, .. }| format!("  {meaning:width$}  {life}\n")).collect()
}

/// Formats a member, with the former name of its type if that differs.
fn of(period: &FactPeriod<'_>, name: &str) -> String {
    let subject = period.fact.subject();
    let is_elsewhere = subject != name && !name.starts_with(&format!("{subject}."));
    let then = if is_elsewhere { format!("  [{subject}]") } else { String::new() };
    format!("{}{then}", period.fact.as_member())
}

/// Returns the sort key: the type itself first, then by number, then by time.
fn order(period: &FactPeriod<'_>) -> (bool, i32, String, u32, String) {
    let number = match period.fact {
        Fact::Field { number, .. } | Fact::Extension { number, .. } | Fact::Value { number, .. } => *number,
        Fact::Type { .. } | Fact::Method { .. } | Fact::Renamed { .. } => 0,
    };
    let time = period.came.and_then(|event| event.when.time.as_deref()).unwrap_or_default().to_owned();
    let left = u32::from(period.left.is_none());
    (!matches!(period.fact, Fact::Type { .. }), number, time, left, period.fact.to_string())
}

/// Formats a period: "from 3f2a1c9b7d21 (2024-03-01) until 88e1c0ffee12 (2024-05-02)".
fn life(period: &FactPeriod<'_>) -> String {
    let known = |when: &EventTime| when.is_known().then(|| when.to_string());
    let came = period.came.map(|event| known(&event.when));
    let left = period.left.map(|event| known(&event.when));
    let from = match came.flatten() {
        Some(came) => format!("from {came}"),
        None => "from an unknown time".to_owned(),
    };
    match left {
        None => format!("{from} on"),
        Some(Some(left)) => format!("{from} until {left}"),
        Some(None) => format!("{from} until an unknown time"),
    }
}

/// Returns names of types that resemble an unknown element, the nearest first.
pub fn similar_elements<'a>(ledger: &'a Ledger, element: &str) -> Vec<&'a str> {
    let mut types: Vec<&str> = ledger.iter().map(|(fact, _)| fact.subject()).collect();
    types.dedup();
    types.sort_unstable();
    types.dedup();
    // A name without its package is a likely mistake.
    let ends: Vec<&str> = types
        .iter()
        .copied()
        .filter(|name| name.strip_suffix(element).is_some_and(|rest| rest.ends_with('.')))
        .collect();
    if !ends.is_empty() {
        return ends.into_iter().take(3).collect();
    }
    let similar = nearest(element, types.iter().copied());
    if similar.is_empty()
        && let Some((parent, _)) = element.rsplit_once('.')
    {
        return nearest(parent, types);
    }
    similar
}
