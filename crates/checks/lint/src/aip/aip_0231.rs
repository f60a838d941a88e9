//! AIP-231: batch Get.

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
        "AIP_0231_REQUEST_NAME",
        "batch Get methods have a request of their name",
        &[AIP],
        include_str!("aip_0231_request_name.md"),
        Check::Method(|cx, id, findings| standard::request_name(cx, id, findings, Verb::BatchGet)),
    ),
    LintRule::new(
        "AIP_0231_HTTP_METHOD",
        "batch Get methods are bound to GET",
        &[AIP],
        include_str!("aip_0231_http_method.md"),
        Check::Method(|cx, id, findings| standard::http_method(cx, id, findings, Verb::BatchGet)),
    ),
    LintRule::new(
        "AIP_0231_URI_SUFFIX",
        "the path of a batch Get method ends with `:batchGet`",
        &[AIP],
        include_str!("aip_0231_uri_suffix.md"),
        Check::Method(|cx, id, findings| standard::uri_suffix(cx, id, findings, Verb::BatchGet, "batchGet")),
    ),
    LintRule::new(
        "AIP_0231_HTTP_BODY",
        "batch Get methods have no body",
        &[AIP],
        include_str!("aip_0231_http_body.md"),
        Check::Method(|cx, id, findings| standard::no_body(cx, id, findings, Verb::BatchGet)),
    ),
    LintRule::new(
        "AIP_0231_RESPONSE_NAME",
        "batch Get methods have a response of their name",
        &[AIP],
        include_str!("aip_0231_response_name.md"),
        Check::Method(|cx, id, findings| standard::response_name(cx, id, findings, Verb::BatchGet)),
    ),
    LintRule::new(
        "AIP_0231_REQUESTS",
        "batch Get requests have a list of names or requests",
        &[AIP],
        include_str!("aip_0231_requests.md"),
        Check::Method(requests),
    ),
];

fn requests(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>) {
    if Verb::BatchGet.noun(cx, id).is_none() {
        return;
    }
    let Some(input) = methods::request(cx, id) else { return };
    let has_list = ["names", "requests"]
        .iter()
        .any(|name| types::find(cx, input, name).is_some_and(|field| types::is_repeated(cx, field)));
    if !has_list {
        let of = types::message_name(cx, input);
        let message = format!("`{of}` has no list of names or requests");
        at_name(cx, findings, input, message, "add `repeated string names`");
    }
}
