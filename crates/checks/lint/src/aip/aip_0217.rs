//! AIP-217: unreachable resources.

use super::report::at_name;
use super::{methods, standard, types};
use crate::categories::AIP;
use crate::context::LintContext;
use crate::finding::Findings;
use crate::rule::{Check, LintRule};
use protoward_schema::{FieldId, MethodId};

pub(super) const RULES: &[LintRule] = &[
    LintRule::new(
        "AIP_0217_UNREACHABLE_TYPE",
        "`unreachable` is a list of strings",
        &[AIP],
        include_str!("aip_0217_unreachable_type.md"),
        Check::Field(unreachable),
    ),
    LintRule::new(
        "AIP_0217_PARTIAL_SUCCESS",
        "`return_partial_success` needs `unreachable` in the response",
        &[AIP],
        include_str!("aip_0217_partial_success.md"),
        Check::Method(partial),
    ),
];

fn unreachable(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    if types::is_of_response(cx, id) {
        standard::field_type(cx, id, findings, ("unreachable", "repeated string"));
    }
}

fn partial(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>) {
    let (Some(request), Some(response)) = (methods::request(cx, id), methods::response(cx, id)) else { return };
    let asks = types::find(cx, request, "return_partial_success").is_some();
    if asks && types::find(cx, response, "unreachable").is_none() {
        let of = types::message_name(cx, response);
        let message = format!("`{of}` has no field `unreachable`, but the request allows partial results");
        at_name(cx, findings, response, message, "add `repeated string unreachable`, which names what is missing");
    }
}
