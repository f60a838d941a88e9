//! Numbers from before the old version that are now used for something else.

use std::collections::{HashMap, HashSet};

use crate::comparison::Comparison;
use crate::finding::{Findings, Problem};
use crate::history::{TypeHistory, earlier, spot, such_as, until};
use crate::names::HISTORY;
use crate::proposals::Reserved;
use crate::returning::{self, ReturningField};
use crate::rule::{BreakingRule, Check};
use crate::subject;
use protoward_ledger::{Fact, FactPeriod, LedgerIndex};
use protoward_schema::{Element, EnumId, FieldId, FieldNumber, MessageId};

pub(super) const RULES: &[BreakingRule] = &[
    BreakingRule::new(
        "FIELD_NUMBER_NOT_REUSED",
        "numbers of deleted fields are not reused for something else",
        &[HISTORY],
        include_str!("field_number_not_reused.md"),
        Check::Schema(fields),
    ),
    BreakingRule::new(
        "EXTENSION_NUMBER_NOT_REUSED",
        "numbers of deleted extensions are not reused for something else",
        &[HISTORY],
        include_str!("extension_number_not_reused.md"),
        Check::Schema(extensions),
    ),
    BreakingRule::new(
        "ENUM_VALUE_NUMBER_NOT_REUSED",
        "numbers of deleted values are not reused for something else",
        &[HISTORY],
        include_str!("enum_value_number_not_reused.md"),
        Check::Schema(values),
    ),
];

/// The path of `number` in a field's descriptor.
const FIELD_NUMBER: &[i32] = &[3];
/// The path of `number` in an enum value's descriptor.
const VALUE_NUMBER: &[i32] = &[2];

fn fields(cx: &Comparison<'_>, findings: &mut Findings) {
    let Some(past) = &cx.past else { return };
    let old = old_numbers(cx);
    for (message, known) in TypeHistory::messages(cx) {
        let periods = known.by(field_number);
        for &field in &cx.new[message].fields {
            let number = cx.new[field].number;
            let Some(periods) = periods.get(&number.0).filter(|_| !known.has_in(&old, number)) else { continue };
            let Some(now) = ReturningField::new(cx, past, field, &known.periods) else { continue };
            let conflicts = now.conflicts(periods);
            if let Some(last) = conflicts.first() {
                let problem = field_problem(cx, message, field, &now, &conflicts, &known.periods);
                findings.push(cx.now(field, FIELD_NUMBER), spot(last), problem);
            }
        }
    }
}

fn extensions(cx: &Comparison<'_>, findings: &mut Findings) {
    let Some(past) = &cx.past else { return };
    let old = old_numbers(cx);
    let mut histories = HashMap::new();
    for (id, field) in cx.new.fields.iter().filter(|(_, field)| cx.has_new(field.file)) {
        let Some((extendee, number)) = cx.new.extended(id) else { continue };
        let history = histories.entry(extendee).or_insert_with(|| {
            let known = TypeHistory::new(past, extendee)?;
            Some((known.by(field_number), known))
        });
        let Some((periods, known)) = history else { continue };
        let Some(periods) = periods.get(&number).filter(|_| !known.has_in(&old, field.number)) else { continue };
        let Some(now) = ReturningField::new(cx, past, id, &known.periods) else { continue };
        let conflicts = now.conflicts(periods);
        if let Some(last) = conflicts.first() {
            findings.push(cx.now(id, FIELD_NUMBER), spot(last), extension_problem(cx, id, extendee, &now, &conflicts));
        }
    }
}

/// Returns the number of a field or an extension, which share the numbers of a message.
const fn field_number(fact: &Fact) -> Option<i32> {
    match fact {
        Fact::Field { number, .. } | Fact::Extension { number, .. } => Some(*number),
        Fact::Type { .. } | Fact::Value { .. } | Fact::Method { .. } | Fact::Renamed { .. } => None,
    }
}

/// Returns the numbers of all fields and extensions of the old version, each with the full name of its message.
fn old_numbers<'a>(cx: &Comparison<'a>) -> HashSet<(&'a str, FieldNumber)> {
    let old = cx.old;
    old.fields.iter().map(|(_, field)| (old.text(old[field.containing()].full_name), field.number)).collect()
}

fn field_problem(
    cx: &Comparison<'_>,
    message: MessageId,
    field: FieldId,
    now: &ReturningField<'_, '_>,
    conflicts: &[FactPeriod<'_>],
    periods: &[FactPeriod<'_>],
) -> Problem {
    let number = cx.new[field].number;
    let message_name = subject::message(cx.new, message);
    let name = cx.new.text(cx.new[field].name);
    let last = conflicts[0].fact;
    let difference = now.reported(&conflicts[0]);
    let before = returning::name(last).unwrap_or_default();
    let taken: HashSet<&str> = cx.new[message].fields.iter().map(|&field| cx.new.text(cx.new[field].name)).collect();
    let is_free = matches!(last, Fact::Field { .. }) && !taken.contains(before);
    let names: &[&str] = if is_free { &[before] } else { &[] };
    let gone = Reserved::of_message(cx.new, message).missing(number.0, names);
    let another = || {
        let free = such_as(cx, message, periods);
        format!("give `{name}` a number that was never used{free}, and leave `{gone}` in its place")
    };
    Problem {
        message: reused(&format!("number {number} of `{message_name}`"), now, conflicts),
        now: format!("{number} is `{name}` now"),
        was: format!("{number} was `{before}`"),
        help: now.way_back(last, difference).unwrap_or_else(another),
    }
}

fn extension_problem(
    cx: &Comparison<'_>,
    extension: FieldId,
    extendee: &str,
    now: &ReturningField<'_, '_>,
    conflicts: &[FactPeriod<'_>],
) -> Problem {
    let number = cx.new[extension].number;
    let name = cx.new.full_name(extension.into());
    let was = now.phrase(conflicts[0].fact, now.reported(&conflicts[0]));
    Problem {
        message: reused(&format!("extension number {number} of `{extendee}`"), now, conflicts),
        now: format!("{number} is `{name}` now"),
        was: format!("{number} was {was}"),
        help: format!("give `{name}` a number that was never used"),
    }
}

/// Returns the message about a number, the subject, whose last conflict comes first.
fn reused(subject: &str, now: &ReturningField<'_, '_>, conflicts: &[FactPeriod<'_>]) -> String {
    let last = &conflicts[0];
    let difference = now.reported(last);
    let phrase = |fact: &Fact| now.phrase(fact, difference);
    format!(
        "{subject} was {} {}, and is reused as {}: {}{}",
        phrase(last.fact),
        until(last),
        now.phrase_now(difference),
        difference.harm(),
        earlier(conflicts, phrase)
    )
}

fn values(cx: &Comparison<'_>, findings: &mut Findings) {
    for (parent, known) in TypeHistory::enums(cx) {
        values_of(cx, parent, &known, findings);
    }
}

fn values_of<'a>(cx: &Comparison<'_>, parent: EnumId, known: &TypeHistory<'a>, findings: &mut Findings) {
    let periods = known.by(|fact| match fact {
        Fact::Value { number, .. } => Some(*number),
        _ => None,
    });
    let old_values = |element| match element {
        Element::Enum(id) => cx.old[id].values.iter().map(|&value| cx.old[value].number).collect(),
        _ => Vec::new(),
    };
    let old: HashSet<i32> = known.old(cx).into_iter().flat_map(old_values).collect();
    let mut names: HashMap<i32, Vec<&str>> = HashMap::new();
    for &value in &cx.new[parent].values {
        names.entry(cx.new[value].number).or_default().push(cx.new.text(cx.new[value].name));
    }
    let mut reported = HashSet::new();
    for &value in &cx.new[parent].values {
        let number = cx.new[value].number;
        let Some(periods) = periods.get(&number).filter(|_| !old.contains(&number) && reported.insert(number)) else {
            continue;
        };
        let now = &names[&number];
        // Any current name of the number may be one from that era.
        let has_name =
            |period: &&FactPeriod<'_>| matches!(period.fact, Fact::Value { name, .. } if now.contains(&&**name));
        let conflicts = LedgerIndex::conflicts(periods, |_, era| era.iter().any(has_name));
        if let Some(last) = conflicts.first() {
            findings.push(cx.now(value, VALUE_NUMBER), spot(last), value_problem(cx, parent, number, now, &conflicts));
        }
    }
}

fn value_problem(
    cx: &Comparison<'_>,
    parent: EnumId,
    number: i32,
    now: &[&str],
    conflicts: &[FactPeriod<'_>],
) -> Problem {
    let was = value_phrase(conflicts[0].fact);
    let name = subject::enumeration(cx.new, parent);
    let now = subject::listed(now);
    Problem {
        message: format!(
            "number {number} of `{name}` was {was} {}, and is reused as {now}: data sent or stored as {was} is read as \
             {now}{}",
            until(&conflicts[0]),
            earlier(conflicts, value_phrase)
        ),
        now: format!("{number} is {now} now"),
        was: format!("{number} was {was}"),
        help: format!(
            "give {now} a number that was never used, and leave `{}` in its place",
            Reserved::of_enum(cx.new, parent).missing(number, &[])
        ),
    }
}

fn value_phrase(fact: &Fact) -> String {
    match fact {
        Fact::Value { name, .. } => format!("`{name}`"),
        other => other.to_string(),
    }
}
