//! AIP-165: criteria-based delete.

use super::methods::Verb;
use super::report::{OUTPUT, at};
use super::{methods, standard};
use crate::categories::AIP;
use crate::context::LintContext;
use crate::finding::Findings;
use crate::rule::{Check, LintRule};
use protoward_schema::MethodId;

pub(super) const RULES: &[LintRule] = &[
    LintRule::new(
        "AIP_0165_PURGE_REQUEST_NAME",
        "Purge methods have a request of their name",
        &[AIP],
        include_str!("aip_0165_purge_request_name.md"),
        Check::Method(|cx, id, findings| standard::request_name(cx, id, findings, Verb::Purge)),
    ),
    LintRule::new(
        "AIP_0165_PURGE_RESPONSE",
        "Purge methods return an operation",
        &[AIP],
        include_str!("aip_0165_purge_response.md"),
        Check::Method(response),
    ),
    LintRule::new(
        "AIP_0165_PURGE_HTTP_METHOD",
        "Purge methods are bound to POST",
        &[AIP],
        include_str!("aip_0165_purge_http_method.md"),
        Check::Method(|cx, id, findings| standard::http_method(cx, id, findings, Verb::Purge)),
    ),
    LintRule::new(
        "AIP_0165_PURGE_HTTP_BODY",
        "Purge methods have the whole request as body",
        &[AIP],
        include_str!("aip_0165_purge_http_body.md"),
        Check::Method(|cx, id, findings| standard::whole_body(cx, id, findings, Verb::Purge)),
    ),
    LintRule::new(
        "AIP_0165_PURGE_URI",
        "the path of a Purge method ends with `:purge`",
        &[AIP],
        include_str!("aip_0165_purge_uri.md"),
        Check::Method(|cx, id, findings| standard::uri_suffix(cx, id, findings, Verb::Purge, "purge")),
    ),
    LintRule::new(
        "AIP_0165_PURGE_FILTER",
        "Purge requests have a string `filter`",
        &[AIP],
        include_str!("aip_0165_purge_filter.md"),
        Check::Method(|cx, id, findings| standard::has_field(cx, id, findings, Verb::Purge, ("filter", "string"))),
    ),
    LintRule::new(
        "AIP_0165_PURGE_FORCE",
        "Purge requests have a bool `force`",
        &[AIP],
        include_str!("aip_0165_purge_force.md"),
        Check::Method(|cx, id, findings| standard::has_field(cx, id, findings, Verb::Purge, ("force", "bool"))),
    ),
];

fn response(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>) {
    if Verb::Purge.noun(cx, id).is_some() && !methods::is_long_running(cx, id) {
        let message = format!("`{}` does not return an operation", methods::name(cx, id));
        at(cx, findings, id, OUTPUT, message, "return `google.longrunning.Operation`: a purge takes time");
    }
}
