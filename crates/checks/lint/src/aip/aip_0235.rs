//! AIP-235: batch Delete.

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
        "AIP_0235_REQUEST_NAME",
        "batch Delete methods have a request of their name",
        &[AIP],
        include_str!("aip_0235_request_name.md"),
        Check::Method(|cx, id, findings| standard::request_name(cx, id, findings, Verb::BatchDelete)),
    ),
    LintRule::new(
        "AIP_0235_HTTP_METHOD",
        "batch Delete methods are bound to POST",
        &[AIP],
        include_str!("aip_0235_http_method.md"),
        Check::Method(|cx, id, findings| standard::http_method(cx, id, findings, Verb::BatchDelete)),
    ),
    LintRule::new(
        "AIP_0235_URI_SUFFIX",
        "the path of a batch Delete method ends with `:batchDelete`",
        &[AIP],
        include_str!("aip_0235_uri_suffix.md"),
        Check::Method(|cx, id, findings| standard::uri_suffix(cx, id, findings, Verb::BatchDelete, "batchDelete")),
    ),
    LintRule::new(
        "AIP_0235_HTTP_BODY",
        "batch Delete methods have the whole request as body",
        &[AIP],
        include_str!("aip_0235_http_body.md"),
        Check::Method(|cx, id, findings| standard::whole_body(cx, id, findings, Verb::BatchDelete)),
    ),
    LintRule::new(
        "AIP_0235_REQUESTS",
        "batch Delete requests have a list of names or requests",
        &[AIP],
        include_str!("aip_0235_requests.md"),
        Check::Method(requests),
    ),
];

fn requests(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>) {
    if Verb::BatchDelete.noun(cx, id).is_none() {
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
