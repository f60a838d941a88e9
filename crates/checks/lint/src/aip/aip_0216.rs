//! AIP-216: states.

use super::annotations::{BEHAVIOR_FILE, Behavior, has, imports, is_resource};
use super::report::at_name;
use super::{types, words};
use crate::categories::AIP;
use crate::context::LintContext;
use crate::finding::Findings;
use crate::rule::{Check, LintRule};
use protoward_schema::{EnumId, EnumValueId, FieldId, FieldType, MessageId, Parent};

pub(super) const RULES: &[LintRule] = &[
    LintRule::new(
        "AIP_0216_STATE_NAME",
        "enums of states end with `State`",
        &[AIP],
        include_str!("aip_0216_state_name.md"),
        Check::Field(state_name),
    ),
    LintRule::new(
        "AIP_0216_STATE_OUTPUT_ONLY",
        "the state of a resource is output only",
        &[AIP],
        include_str!("aip_0216_state_output_only.md"),
        Check::Field(output_only),
    ),
    LintRule::new(
        "AIP_0216_STATE_VALUES",
        "states have the usual names",
        &[AIP],
        include_str!("aip_0216_state_values.md"),
        Check::EnumValue(values),
    ),
    LintRule::new(
        "AIP_0216_STATE_PREFIX",
        "values of a nested state have no prefix",
        &[AIP],
        include_str!("aip_0216_state_prefix.md"),
        Check::Enum(prefix),
    ),
    LintRule::new(
        "AIP_0216_STATE_NESTED",
        "a state is declared in its resource",
        &[AIP],
        include_str!("aip_0216_state_nested.md"),
        Check::Message(nested),
    ),
];

/// Returns the enum of a field.
fn enum_of(cx: &LintContext<'_>, id: FieldId) -> Option<EnumId> {
    if let FieldType::Enum(of) = cx.schema[id].ty { Some(of) } else { None }
}

fn enum_name<'a>(cx: &LintContext<'a>, id: EnumId) -> &'a str {
    cx.schema.text(cx.schema[id].name)
}

/// Reports an enum `Status` of a resource. Enums of statuses that are no states are not in resources.
fn state_name(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    let Some(of) = enum_of(cx, id).filter(|_| types::is_of_resource(cx, id)) else { return };
    let name = enum_name(cx, of);
    if name.ends_with("Status") && !types::is_repeated(cx, id) {
        let message = format!("the state `{}` of a resource has the enum `{name}`", types::name(cx, id));
        at_name(
            cx,
            findings,
            id,
            message,
            "call the enum and the field `State` and `state`: a status is that of a call",
        );
    }
}

fn output_only(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    let Some(of) = enum_of(cx, id).filter(|_| types::is_of_resource(cx, id)) else { return };
    let is_state = types::name(cx, id) == "state" && enum_name(cx, of).ends_with("State");
    let uses = imports(cx, cx.schema[id].file, BEHAVIOR_FILE);
    if is_state && uses && !has(cx, id, Behavior::OutputOnly) {
        let help = "add `[(google.api.field_behavior) = OUTPUT_ONLY]`, and change states by methods";
        at_name(cx, findings, id, "the state of a resource is not annotated as output only", help);
    }
}

/// Words for states with the usual ones.
const STATES: &[(&str, &str)] = &[
    ("READY", "ACTIVE"),
    ("AVAILABLE", "ACTIVE"),
    ("SUCCESSFUL", "SUCCEEDED"),
    ("SUCCESS", "SUCCEEDED"),
    ("FAILURE", "FAILED"),
    ("CANCELED", "CANCELLED"),
    ("IN_PROGRESS", "RUNNING"),
];

fn values(cx: &LintContext<'_>, id: EnumValueId, findings: &mut Findings<'_>) {
    let of = enum_name(cx, cx.schema[id].parent);
    if !of.ends_with("State") {
        return;
    }
    let prefix = format!("{}_", words::snake(of).to_uppercase());
    let value = cx.schema.text(cx.schema[id].name);
    let word = value.strip_prefix(&prefix).unwrap_or(value);
    if let Some((_, wanted)) = STATES.iter().find(|(other, _)| word == *other) {
        let message = format!("the state `{value}` is usually called `{wanted}`");
        let wanted = value.replace(word, wanted);
        at_name(cx, findings, id, message, format!("write `{wanted}`"));
        findings.propose_name(id, wanted);
    }
}

fn prefix(cx: &LintContext<'_>, id: EnumId, findings: &mut Findings<'_>) {
    let name = enum_name(cx, id);
    if !name.ends_with("State") || !matches!(cx.schema[id].parent, Parent::Message(_)) {
        return;
    }
    let prefix = format!("{}_", words::snake(name).to_uppercase());
    let values = cx.schema[id].values.iter().skip(1);
    let found = values.copied().find(|&value| cx.schema.text(cx.schema[value].name).starts_with(&prefix));
    if let Some(value) = found {
        let text = cx.schema.text(cx.schema[value].name);
        let message = format!("`{text}` repeats the name of its enum");
        let wanted = text.strip_prefix(&prefix).unwrap_or(text);
        at_name(cx, findings, value, message, format!("write `{wanted}`: the message of the enum is a scope already"));
    }
}

/// Reports a state of the package that only one resource has, by its name: `BookState` for `Book`.
fn nested(cx: &LintContext<'_>, id: MessageId, findings: &mut Findings<'_>) {
    if !is_resource(cx, id) {
        return;
    }
    let wanted = format!("{}State", types::message_name(cx, id));
    for &field in &cx.schema[id].fields {
        let Some(of) = enum_of(cx, field) else { continue };
        let is_top = matches!(cx.schema[of].parent, Parent::File(_));
        let users = || {
            let others = cx.schema.fields.ids().filter(|&it| cx.schema[it].ty == FieldType::Enum(of));
            others.filter_map(|it| types::owner(cx, it)).any(|owner| owner != id)
        };
        if is_top && enum_name(cx, of) == wanted && cx.has(cx.schema[of].file) && !users() {
            let message = format!("`{wanted}` is declared outside of the only message that has it");
            at_name(cx, findings, of, message, "declare `enum State` in the message");
        }
    }
}
