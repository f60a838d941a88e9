//! AIP-146: generic fields.

use super::report::{TYPE, at};
use super::types;
use crate::categories::AIP;
use crate::context::LintContext;
use crate::finding::Findings;
use crate::rule::{Check, LintRule};
use protoward_schema::FieldId;

pub(super) const RULES: &[LintRule] = &[LintRule::new(
    "AIP_0146_ANY",
    "fields have a type of their own instead of `google.protobuf.Any`",
    &[AIP],
    include_str!("aip_0146_any.md"),
    Check::Field(any),
)];

fn any(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    if types::type_name(cx, id) == "google.protobuf.Any"
        && (types::is_of_request(cx, id) || types::is_of_resource(cx, id))
    {
        let message =
            format!("`{}` can hold any message, so that clients do not know what to send", types::name(cx, id));
        at(cx, findings, id, TYPE, message, "use a `oneof` of the messages, or `google.protobuf.Struct` for free data");
    }
}
