//! Fields that are required, so that they can never be deleted, and fields whose name clashes with a method of generated code.

use crate::categories::{BASIC, RETIRED_RULES, SINCE_V2_RULES, STANDARD};
use crate::context::LintContext;
use crate::finding::Findings;
use crate::rule::{Check, LintRule};
use protoward_schema::{FieldId, Presence};

pub(super) const RULES: &[LintRule] = &[
    LintRule::new(
        "FIELD_NO_DESCRIPTOR",
        "fields are not named `descriptor`",
        &[],
        include_str!("field_no_descriptor.md"),
        Check::Field(is_not_descriptor),
    )
    .older(RETIRED_RULES),
    LintRule::new(
        "FIELD_NOT_REQUIRED",
        "fields are not required",
        &[BASIC, STANDARD],
        include_str!("field_not_required.md"),
        Check::Field(is_not_required),
    )
    .older(SINCE_V2_RULES),
];

fn is_not_descriptor(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    let name = cx.schema.text(cx.schema[id].name);
    if !name.trim_matches('_').eq_ignore_ascii_case("descriptor") {
        return;
    }
    let message = format!("generated code in some languages uses the name of field `{name}` for its own method");
    findings.push_with_help(id, cx.name(id), message, "choose another name");
}

fn is_not_required(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    if cx.schema[id].presence() != Presence::Required {
        return;
    }
    let name = cx.schema.text(cx.schema[id].name);
    let message = format!("field `{name}` is required, and readers refuse messages without it forever");
    let help = "make it optional and check it in the application";
    findings.push_with_help(id, cx.name(id), message, help);
}
