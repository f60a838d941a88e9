//! AIP-234: batch Update.

use super::methods::Verb;
use super::report::at_name;
use super::{methods, standard, types};
use crate::categories::AIP;
use crate::context::LintContext;
use crate::finding::Findings;
use crate::rule::{Check, LintRule};
use protoward_schema::MethodId;

pub(super) const RULES: &[LintRule] = &[
    LintRule::new(
        "AIP_0234_REQUEST_NAME",
        "batch Update methods have a request of their name",
        &[AIP],
        include_str!("aip_0234_request_name.md"),
        Check::Method(|cx, id, findings| standard::request_name(cx, id, findings, Verb::BatchUpdate)),
    ),
    LintRule::new(
        "AIP_0234_HTTP_METHOD",
        "batch Update methods are bound to POST",
        &[AIP],
        include_str!("aip_0234_http_method.md"),
        Check::Method(|cx, id, findings| standard::http_method(cx, id, findings, Verb::BatchUpdate)),
    ),
    LintRule::new(
        "AIP_0234_URI_SUFFIX",
        "the path of a batch Update method ends with `:batchUpdate`",
        &[AIP],
        include_str!("aip_0234_uri_suffix.md"),
        Check::Method(|cx, id, findings| standard::uri_suffix(cx, id, findings, Verb::BatchUpdate, "batchUpdate")),
    ),
    LintRule::new(
        "AIP_0234_HTTP_BODY",
        "batch Update methods have the whole request as body",
        &[AIP],
        include_str!("aip_0234_http_body.md"),
        Check::Method(|cx, id, findings| standard::whole_body(cx, id, findings, Verb::BatchUpdate)),
    ),
    LintRule::new(
        "AIP_0234_RESPONSE_NAME",
        "batch Update methods have a response of their name",
        &[AIP],
        include_str!("aip_0234_response_name.md"),
        Check::Method(|cx, id, findings| standard::response_name(cx, id, findings, Verb::BatchUpdate)),
    ),
    LintRule::new(
        "AIP_0234_REQUESTS",
        "batch Update requests have a list of requests",
        &[AIP],
        include_str!("aip_0234_requests.md"),
        Check::Method(requests),
    ),
];

fn requests(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>) {
    if Verb::BatchUpdate.noun(cx, id).is_none() {
        return;
    }
    let Some(input) = methods::request(cx, id) else { return };
    let has_list =
        ["requests"].iter().any(|name| types::find(cx, input, name).is_some_and(|field| types::is_repeated(cx, field)));
    if !has_list {
        let of = types::message_name(cx, input);
        let message = format!("`{of}` has no list of requests");
        at_name(cx, findings, input, message, "add `repeated … requests` of the requests of the standard method");
    }
}
