//! Numbers from before the old version that are now used for something else.

use std::collections::HashSet;

use crate::comparison::Comparison;
use crate::finding::{Findings, Problem};
use crate::history::{TypeHistory, earlier, spot, such_as, until};
use crate::names::HISTORY;
use crate::proposals::Reserved;
use crate::rule::{BreakingRule, Check};
use crate::subject;
use protoward_ledger::{Fact, FactPeriod, LedgerIndex};
use protoward_schema::{Cardinality, Element, EnumId, FieldId, MessageId};

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
    for (message, known) in TypeHistory::messages(cx) {
        fields_of(cx, past, message, &known, findings);
    }
}

fn fields_of<'a>(
    cx: &Comparison<'_>,
    past: &LedgerIndex<'a>,
    message: MessageId,
    known: &TypeHistory<'a>,
    findings: &mut Findings,
) {
    let stays = known.by(|fact| match fact {
        Fact::Field { number, .. } => Some(*number),
        _ => None,
    });
    let old: HashSet<i32> = known.old(cx).into_iter().flat_map(|element| numbers(cx, element)).collect();
    for &field in &cx.new[message].fields {
        let number = cx.new[field].number.0;
        let Some(stays) = stays.get(&number).filter(|_| !old.contains(&number)) else { continue };
        let conflicts = LedgerIndex::conflicts(stays, |last, era| is_same_field(cx, past, field, last, era));
        if let Some(last) = conflicts.first() {
            let problem = field_problem(cx, message, field, &conflicts, &known.stays);
            findings.push(cx.now(field, FIELD_NUMBER), spot(last), problem);
        }
    }
}

/// Returns the field numbers of a message.
fn numbers(cx: &Comparison<'_>, element: Element) -> Vec<i32> {
    match element {
        Element::Message(id) => cx.old[id].fields.iter().map(|&field| cx.old[field].number.0).collect(),
        _ => Vec::new(),
    }
}

/// Returns `true` if a field continues the last declaration of an era: the same type, and a name of that era.
fn is_same_field(
    cx: &Comparison<'_>,
    past: &LedgerIndex<'_>,
    field: FieldId,
    last: &Fact,
    era: &[&FactPeriod<'_>],
) -> bool {
    let Some(now) = protoward_ledger::of_field(cx.new, field) else { return true };
    let has_name = |now: &str, of: fn(&Fact) -> Option<&str>| era.iter().any(|stay| of(stay.fact) == Some(now));
    match (&now, last) {
        (Fact::Field { name, ty, cardinality, .. }, Fact::Field { ty: was_ty, cardinality: was_cardinality, .. })
        | (
            Fact::Extension { name, ty, cardinality, .. },
            Fact::Extension { ty: was_ty, cardinality: was_cardinality, .. },
        ) => is_same_data(past, (ty, *cardinality), (was_ty, *was_cardinality)) && has_name(name, field_name),
        _ => false,
    }
}

fn field_name(fact: &Fact) -> Option<&str> {
    match fact {
        Fact::Field { name, .. } | Fact::Extension { name, .. } => Some(name),
        Fact::Type { .. } | Fact::Value { .. } | Fact::Method { .. } | Fact::Renamed { .. } => None,
    }
}

/// Returns `true` if the data is the same: singular or repeated. Presence does not matter.
fn is_same_data(
    past: &LedgerIndex<'_>,
    now: (&protoward_ledger::TypeName, Cardinality),
    was: (&protoward_ledger::TypeName, Cardinality),
) -> bool {
    let is_many = |cardinality| cardinality == Cardinality::Repeated;
    is_many(now.1) == is_many(was.1) && past.is_same_type(now.0, was.0)
}

/// Returns a phrase such as "`created_at` (int64)".
fn phrase(fact: &Fact) -> String {
    match fact {
        Fact::Field { name, ty, cardinality, .. } | Fact::Extension { name, ty, cardinality, .. } => {
            let is_map = matches!(ty, protoward_ledger::TypeName::Map(..));
            let many = if *cardinality == Cardinality::Repeated && !is_map { "repeated " } else { "" };
            format!("`{name}` ({many}{})", ty.display_name())
        }
        Fact::Value { name, .. } => format!("`{name}`"),
        Fact::Type { .. } | Fact::Method { .. } | Fact::Renamed { .. } => fact.to_string(),
    }
}

fn field_problem(
    cx: &Comparison<'_>,
    message: MessageId,
    field: FieldId,
    conflicts: &[FactPeriod<'_>],
    stays: &[FactPeriod<'_>],
) -> Problem {
    let number = cx.new[field].number;
    let message_name = subject::message(cx.new, message);
    let now = protoward_ledger::of_field(cx.new, field).as_ref().map(phrase).unwrap_or_default();
    let name = cx.new.text(cx.new[field].name);
    let was = phrase(conflicts[0].fact);
    let before = field_name(conflicts[0].fact).unwrap_or_default();
    let taken: HashSet<&str> = cx.new[message].fields.iter().map(|&field| cx.new.text(cx.new[field].name)).collect();
    let names: &[&str] = if taken.contains(before) { &[] } else { &[before] };
    let gone = Reserved::of_message(cx.new, message).missing(number.0, names);
    Problem {
        message: format!(
            "number {number} of `{message_name}` was {was} {}, and is reused as {now}: data sent or stored before is read as \
             something else{}",
            until(&conflicts[0]),
            earlier(conflicts, phrase)
        ),
        now: format!("{number} is `{name}` now"),
        was: format!("{number} was `{before}`"),
        help: format!(
            "give `{name}` a number that was never used{}, and leave `{gone}` in its place",
            such_as(cx, message, stays)
        ),
    }
}

fn extensions(cx: &Comparison<'_>, findings: &mut Findings) {
    let Some(past) = &cx.past else { return };
    let old: HashSet<(&str, i32)> = cx.old.fields.iter().filter_map(|(id, _)| cx.old.extended(id)).collect();
    let mut known = std::collections::HashMap::new();
    for (id, field) in cx.new.fields.iter().filter(|(_, field)| cx.has_new(field.file)) {
        let Some((extendee, number)) = cx.new.extended(id).filter(|key| !old.contains(key)) else { continue };
        let stays = known.entry(extendee).or_insert_with(|| {
            TypeHistory::new(past, extendee).map(|known| {
                known.by(|fact| match fact {
                    Fact::Extension { number, .. } => Some(*number),
                    _ => None,
                })
            })
        });
        let Some(stays) = stays.as_ref().and_then(|stays| stays.get(&number)) else { continue };
        let conflicts = LedgerIndex::conflicts(stays, |last, era| is_same_field(cx, past, id, last, era));
        if let Some(last) = conflicts.first() {
            let was = phrase(last.fact);
            let name = cx.new.full_name(id.into());
            let now = protoward_ledger::of_field(cx.new, id).as_ref().map(phrase).unwrap_or_default();
            let problem = Problem {
                message: format!(
                    "extension number {number} of `{extendee}` was {was} {}, and is reused as {now}: data sent or \
                     stored before is read as something else{}",
                    until(last),
                    earlier(&conflicts, phrase)
                ),
                now: format!("{} is `{name}` now", field.number),
                was: format!("{number} was {was}"),
                help: format!("give `{name}` a number that was never used"),
            };
            findings.push(cx.now(id, FIELD_NUMBER), spot(last), problem);
        }
    }
}

fn values(cx: &Comparison<'_>, findings: &mut Findings) {
    for (parent, known) in TypeHistory::enums(cx) {
        values_of(cx, parent, &known, findings);
    }
}

fn values_of<'a>(cx: &Comparison<'_>, parent: EnumId, known: &TypeHistory<'a>, findings: &mut Findings) {
    let stays = known.by(|fact| match fact {
        Fact::Value { number, .. } => Some(*number),
        _ => None,
    });
    let old_values = |element| match element {
        Element::Enum(id) => cx.old[id].values.iter().map(|&value| cx.old[value].number).collect(),
        _ => Vec::new(),
    };
    let old: HashSet<i32> = known.old(cx).into_iter().flat_map(old_values).collect();
    let mut names: std::collections::HashMap<i32, Vec<&str>> = std::collections::HashMap::new();
    for &value in &cx.new[parent].values {
        names.entry(cx.new[value].number).or_default().push(cx.new.text(cx.new[value].name));
    }
    let mut reported = HashSet::new();
    for &value in &cx.new[parent].values {
        let number = cx.new[value].number;
        let Some(stays) = stays.get(&number).filter(|_| !old.contains(&number) && reported.insert(number)) else {
            continue;
        };
        let now = &names[&number];
        // Any current name of the number may be one from that era.
        let has_name = |stay: &&FactPeriod<'_>| matches!(stay.fact, Fact::Value { name, .. } if now.contains(&&**name));
        let conflicts = LedgerIndex::conflicts(stays, |_, era| era.iter().any(has_name));
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
    let was = phrase(conflicts[0].fact);
    let name = subject::enumeration(cx.new, parent);
    let now = subject::listed(now);
    Problem {
        message: format!(
            "number {number} of `{name}` was {was} {}, and is reused as {now}: data sent or stored as {was} is read as \
             {now}{}",
            until(&conflicts[0]),
            earlier(conflicts, phrase)
        ),
        now: format!("{number} is {now} now"),
        was: format!("{number} was {was}"),
        help: format!(
            "give {now} a number that was never used, and leave `{}` in its place",
            Reserved::of_enum(cx.new, parent).missing(number, &[])
        ),
    }
}
