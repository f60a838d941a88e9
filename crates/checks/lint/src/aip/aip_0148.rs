//! AIP-148: standard fields.

use super::annotations::{BEHAVIOR_FILE, Behavior, has, imports, resource};
use super::report::at_name;
use super::{standard, types};
use crate::categories::AIP;
use crate::context::LintContext;
use crate::finding::Findings;
use crate::rule::{Check, LintRule};
use protoward_schema::{FieldId, MessageId};

pub(super) const RULES: &[LintRule] = &[
    LintRule::new(
        "AIP_0148_TIMES",
        "standard times are timestamps",
        &[AIP],
        include_str!("aip_0148_times.md"),
        Check::Field(times),
    ),
    LintRule::new(
        "AIP_0148_TIMES_OUTPUT_ONLY",
        "standard times of a resource are output only",
        &[AIP],
        include_str!("aip_0148_times_output_only.md"),
        Check::Field(output_only),
    ),
    LintRule::new(
        "AIP_0148_DISPLAY_NAME",
        "`display_name` is a string",
        &[AIP],
        include_str!("aip_0148_display_name.md"),
        Check::Field(|cx, id, findings| standard::field_type(cx, id, findings, ("display_name", "string"))),
    ),
    LintRule::new(
        "AIP_0148_TITLE",
        "`title` is a string",
        &[AIP],
        include_str!("aip_0148_title.md"),
        Check::Field(|cx, id, findings| standard::field_type(cx, id, findings, ("title", "string"))),
    ),
    LintRule::new("AIP_0148_UID", "`uid` is a string", &[AIP], include_str!("aip_0148_uid.md"), Check::Field(uid)),
    LintRule::new(
        "AIP_0148_HUMAN_NAMES",
        "names of people are `given_name` and `family_name`",
        &[AIP],
        include_str!("aip_0148_human_names.md"),
        Check::Field(human_names),
    ),
    LintRule::new(
        "AIP_0148_NAME_FIRST",
        "`name` is the first field of a resource",
        &[AIP],
        include_str!("aip_0148_name_first.md"),
        Check::Message(name_first),
    ),
];

const TIMES: &[&str] = &["create_time", "update_time", "delete_time", "expire_time", "purge_time"];

fn times(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    for name in TIMES {
        standard::field_type(cx, id, findings, (name, types::TIMESTAMP));
    }
}

fn output_only(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    let name = types::name(cx, id);
    let is_set_by_server = ["create_time", "update_time", "delete_time"].contains(&name);
    let uses = imports(cx, cx.schema[id].file, BEHAVIOR_FILE);
    if is_set_by_server && uses && types::is_of_resource(cx, id) && !has(cx, id, Behavior::OutputOnly) {
        let message = format!("`{name}` of a resource is not annotated as output only");
        at_name(
            cx,
            findings,
            id,
            message,
            "add `[(google.api.field_behavior) = OUTPUT_ONLY]`: only the server sets it",
        );
    }
}

fn uid(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    if types::is_of_resource(cx, id) {
        standard::field_type(cx, id, findings, ("uid", "string"));
    }
}

fn human_names(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    let name = types::name(cx, id);
    let wanted = match name {
        "first_name" => "given_name",
        "last_name" => "family_name",
        _ => return,
    };
    let message = format!("`{name}` supposes an order of names that many cultures do not have");
    at_name(cx, findings, id, message, format!("write `{wanted}`"));
    findings.propose_name(id, wanted);
}

fn name_first(cx: &LintContext<'_>, id: MessageId, findings: &mut Findings<'_>) {
    // In APIs with `resource_name`, `name` is a title.
    let Some(resource) = resource(cx, id).filter(|_| types::find(cx, id, "resource_name").is_none()) else { return };
    let Some(name) = types::find(cx, id, &resource.name_field) else { return };
    if cx.schema[id].fields.first() != Some(&name) {
        let of = types::message_name(cx, id);
        let message = format!("`{}` is not the first field of the resource `{of}`", types::name(cx, name));
        at_name(cx, findings, name, message, "move the field to the top; its number stays");
    }
}
