//! AIP-233: batch Create.

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
        "AIP_0233_REQUEST_NAME",
        "batch Create methods have a request of their name",
        &[AIP],
        include_str!("aip_0233_request_name.md"),
        Check::Method(|cx, id, findings| standard::request_name(cx, id, findings, Verb::BatchCreate)),
    ),
    LintRule::new(
        "AIP_0233_HTTP_METHOD",
        "batch Create methods are bound to POST",
        &[AIP],
        include_str!("aip_0233_http_method.md"),
        Check::Method(|cx, id, findings| standard::http_method(cx, id, findings, Verb::BatchCreate)),
    ),
    LintRule::new(
        "AIP_0233_URI_SUFFIX",
        "the path of a batch Create method ends with `:batchCreate`",
        &[AIP],
        include_str!("aip_0233_uri_suffix.md"),
        Check::Method(|cx, id, findings| standard::uri_suffix(cx, id, findings, Verb::BatchCreate, "batchCreate")),
    ),
    LintRule::new(
        "AIP_0233_HTTP_BODY",
        "batch Create methods have the whole request as body",
        &[AIP],
        include_str!("aip_0233_http_body.md"),
        Check::Method(|cx, id, findings| standard::whole_body(cx, id, findings, Verb::BatchCreate)),
    ),
    LintRule::new(
        "AIP_0233_RESPONSE_NAME",
        "batch Create methods have a response of their name",
        &[AIP],
        include_str!("aip_0233_response_name.md"),
        Check::Method(|cx, id, findings| standard::response_name(cx, id, findings, Verb::BatchCreate)),
    ),
    LintRule::new(
        "AIP_0233_REQUESTS",
        "batch Create requests have a list of requests",
        &[AIP],
        include_str!("aip_0233_requests.md"),
        Check::Method(requests),
    ),
];

fn requests(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>) {
    if Verb::BatchCreate.noun(cx, id).is_none() {
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
