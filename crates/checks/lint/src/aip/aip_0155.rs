//! AIP-155: request identification.

use super::annotations::{BEHAVIOR, Behavior, UUID4, format, has};
use super::report::{at_annotation, at_name};
use super::{standard, types};
use crate::categories::{AIP, AIP_GOOGLE};
use crate::context::LintContext;
use crate::finding::Findings;
use crate::rule::{Check, LintRule};
use protoward_schema::FieldId;

pub(super) const RULES: &[LintRule] = &[
    LintRule::new(
        "AIP_0155_REQUEST_ID_TYPE",
        "`request_id` is a string",
        &[AIP],
        include_str!("aip_0155_request_id_type.md"),
        Check::Field(ty),
    ),
    LintRule::new(
        "AIP_0155_REQUEST_ID_FORMAT",
        "`request_id` has the format of a UUID",
        &[AIP_GOOGLE],
        include_str!("aip_0155_request_id_format.md"),
        Check::Field(uuid),
    ),
    LintRule::new(
        "AIP_0155_NOT_IN_RESOURCE",
        "resources have no `request_id`",
        &[AIP],
        include_str!("aip_0155_not_in_resource.md"),
        Check::Field(in_resource),
    ),
    LintRule::new(
        "AIP_0155_OPTIONAL",
        "`request_id` is not required",
        &[AIP],
        include_str!("aip_0155_optional.md"),
        Check::Field(optional),
    ),
];

fn ty(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    if types::is_of_request(cx, id) {
        standard::field_type(cx, id, findings, ("request_id", "string"));
    }
}

fn uuid(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    let is_id = types::name(cx, id) == "request_id" && types::is_single(cx, id, "string");
    if is_id && types::is_of_request(cx, id) && format(cx, id) != Some(UUID4) {
        let message = "`request_id` does not have the format `UUID4`";
        at_name(
            cx,
            findings,
            id,
            message,
            "add `[(google.api.field_info).format = UUID4]`; client libraries then fill it",
        );
    }
}

fn in_resource(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    if types::name(cx, id) == "request_id" && types::is_of_resource(cx, id) {
        let message = "a resource has a `request_id`, which is that of a request";
        at_name(cx, findings, id, message, "move the field to the requests that are identified by it");
    }
}

fn optional(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    if types::name(cx, id) == "request_id" && types::is_of_request(cx, id) && has(cx, id, Behavior::Required) {
        let message = "`request_id` is required";
        at_annotation(cx, findings, id, BEHAVIOR, message, "remove `REQUIRED`: a request without it may be repeated");
    }
}
