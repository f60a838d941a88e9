//! AIP-214: resource expiration.

use super::annotations::{BEHAVIOR_FILE, Behavior, has, imports};
use super::report::at_name;
use super::{standard, types};
use crate::categories::AIP;
use crate::context::LintContext;
use crate::finding::Findings;
use crate::rule::{Check, LintRule};
use protoward_schema::FieldId;

pub(super) const RULES: &[LintRule] = &[
    LintRule::new(
        "AIP_0214_EXPIRE_TIME_NAME",
        "the time of an expiration is `expire_time`",
        &[AIP],
        include_str!("aip_0214_expire_time_name.md"),
        Check::Field(expire_time),
    ),
    LintRule::new(
        "AIP_0214_TTL_TYPE",
        "`ttl` is a duration",
        &[AIP],
        include_str!("aip_0214_ttl_type.md"),
        Check::Field(ttl),
    ),
    LintRule::new(
        "AIP_0214_TTL_INPUT_ONLY",
        "`ttl` of a resource is input only",
        &[AIP],
        include_str!("aip_0214_ttl_input_only.md"),
        Check::Field(input_only),
    ),
];

const NAMES: &[&str] =
    &["expiration_time", "expiry_time", "expires_at", "expiration", "expiry", "expires", "expire_at", "expired_time"];

fn expire_time(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    let name = types::name(cx, id);
    if types::type_name(cx, id) == types::TIMESTAMP && NAMES.contains(&name) {
        let message = format!("the time of an expiration is called `{name}`");
        at_name(cx, findings, id, message, "write `expire_time`, as in all APIs");
        findings.propose_name(id, "expire_time");
    }
}

fn ttl(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    standard::field_type(cx, id, findings, ("ttl", types::DURATION));
}

fn input_only(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    let is_ttl = types::name(cx, id) == "ttl" && types::is_single(cx, id, types::DURATION);
    let has_time = types::find_in_owner(cx, id, "expire_time").is_some();
    let uses = imports(cx, cx.schema[id].file, BEHAVIOR_FILE);
    if is_ttl && has_time && uses && types::is_of_resource(cx, id) && !has(cx, id, Behavior::InputOnly) {
        let help = "add `[(google.api.field_behavior) = INPUT_ONLY]`: responses have `expire_time`";
        at_name(cx, findings, id, "`ttl` is not annotated as input only", help);
    }
}
