//! Required fields. A reader rejects a message without one of its required fields, so neither side can add or delete one alone.

use std::collections::BTreeMap;

use crate::comparison::{Comparison, FieldsByNumber, Pair};
use crate::finding::{Findings, Problem};
use crate::fix::{ElementPart, SchemaEdit};
use crate::names::{CSR, FILE, PACKAGE, WIRE, WIRE_JSON};
use crate::rule::{BreakingRule, Check};
use crate::subject;
use crate::witness::plan::{Media, Recipe, SAME_SO_FAR};
use protoward_schema::{Cardinality, FieldId, FieldNumber, FieldPresence, MessageId, Schema};

pub(super) const RULES: &[BreakingRule] = &[
    BreakingRule::new(
        "MESSAGE_SAME_REQUIRED_FIELDS",
        "required fields are neither added to a message nor deleted from it",
        &[FILE, PACKAGE, WIRE_JSON, WIRE, CSR],
        include_str!("message_same_required_fields.md"),
        Check::Message(check),
    )
    .shown_in(Media::Both, Recipe::Bare, SAME_SO_FAR),
    BreakingRule::new(
        "MESSAGE_SAME_LEGACY_REQUIRED_FIELDS",
        "fields that a feature requires are neither added to a message nor deleted from it",
        &[FILE, PACKAGE, WIRE_JSON, WIRE],
        include_str!("message_same_legacy_required_fields.md"),
        Check::Message(check_legacy),
    )
    .shown_in(Media::Both, Recipe::Bare, SAME_SO_FAR)
    .own(),
];

fn check(cx: &Comparison<'_>, pair: Pair<MessageId>, findings: &mut Findings) {
    let mut old = required(cx.old, pair.old);
    let mut new = required(cx.new, pair.new);
    if old.is_empty() && new.is_empty() {
        return;
    }
    // An edition uses a feature instead.
    if !cx.as_buf {
        let before = legacy_required(cx.old, pair.old);
        let after = legacy_required(cx.new, pair.new);
        old.retain(|number, _| !after.contains_key(number));
        new.retain(|number, _| !before.contains_key(number));
    }
    let fields = FieldsByNumber::new(cx.new, pair.new);
    for (number, &field) in old.iter().filter(|(number, _)| !new.contains_key(number)) {
        let there = fields.find(*number);
        let fix = match there {
            Some(new) => SchemaEdit::restore(ElementPart::Label, Pair { old: field, new }),
            None => SchemaEdit::DeclareRequired(field),
        };
        let problem = deleted(cx, field, there.is_some());
        findings.push(cx.now(pair.new, &[]), cx.was(field, &[]), problem).fix(fix);
    }
    let before = FieldsByNumber::new(cx.old, pair.old);
    for (number, &field) in new.iter().filter(|(number, _)| !old.contains_key(number)) {
        let fix = match before.find(*number) {
            Some(old) => SchemaEdit::restore(ElementPart::Label, Pair { old, new: field }),
            None => SchemaEdit::Relax(field),
        };
        findings.push(cx.now(field, &[]), cx.was(pair.old, &[]), added(cx, field)).fix(fix);
    }
}

/// Checks added and deleted fields. A field that became required, or ceased to be, is a change of its cardinality.
fn check_legacy(cx: &Comparison<'_>, pair: Pair<MessageId>, findings: &mut Findings) {
    let old = legacy_required(cx.old, pair.old);
    let new = legacy_required(cx.new, pair.new);
    if old.is_empty() && new.is_empty() {
        return;
    }
    let after = FieldsByNumber::new(cx.new, pair.new);
    for &field in old.iter().filter(|(number, _)| after.find(**number).is_none()).map(|(_, field)| field) {
        findings
            .push(cx.now(pair.new, &[]), cx.was(field, &[]), deleted(cx, field, false))
            .fix(SchemaEdit::Declare(field.into()));
    }
    let before = FieldsByNumber::new(cx.old, pair.old);
    for &field in new.iter().filter(|(number, _)| before.find(**number).is_none()).map(|(_, field)| field) {
        let problem = Problem { help: ADD_WITHOUT.to_owned(), ..added(cx, field) };
        findings.push(cx.now(field, &[]), cx.was(pair.old, &[]), problem);
    }
}

const ADD_WITHOUT: &str = "add it without `features.field_presence = LEGACY_REQUIRED`, and let the program ask for it";

/// Returns the fields with the feature that replaces the label `required` in editions.
fn legacy_required(schema: &Schema, message: MessageId) -> BTreeMap<FieldNumber, FieldId> {
    let fields = schema[message].fields.iter().copied();
    let required = fields.filter(|&field| {
        let field = &schema[field];
        field.cardinality == Cardinality::Optional && field.features.field_presence == FieldPresence::LegacyRequired
    });
    required.map(|field| (schema[field].number, field)).collect()
}

/// Returns the fields with the label `required`. Like buf, it disregards the feature of editions.
fn required(schema: &Schema, message: MessageId) -> BTreeMap<FieldNumber, FieldId> {
    let fields = schema[message].fields.iter().copied();
    let required = fields.filter(|&field| schema[field].cardinality == Cardinality::Required);
    required.map(|field| (schema[field].number, field)).collect()
}

fn deleted(cx: &Comparison<'_>, field: FieldId, is_there: bool) -> Problem {
    let number = cx.old[field].number;
    let happened = if is_there { "is no longer required" } else { "was required and is gone" };
    Problem {
        message: format!(
            "{} {happened}: a client built before this change refuses every message without it",
            subject::field(cx.old, field)
        ),
        now: format!("no required field has the number {number}"),
        was: "it was required here".to_owned(),
        help: "keep it `required`, and go on sending it until no reader asks for it".to_owned(),
    }
}

fn added(cx: &Comparison<'_>, field: FieldId) -> Problem {
    Problem {
        message: format!(
            "{} is required now: messages from clients built before this change do not have it, and are refused",
            subject::field(cx.new, field)
        ),
        now: "required now".to_owned(),
        was: "nothing required it here".to_owned(),
        help: "make it `optional`, and let the program ask for it".to_owned(),
    }
}
