//! AIP-154: resource freshness.

use super::annotations::is_resource;
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
        "AIP_0154_ETAG_TYPE",
        "`etag` is a string",
        &[AIP],
        include_str!("aip_0154_etag_type.md"),
        Check::Field(|cx, id, findings| standard::field_type(cx, id, findings, ("etag", "string"))),
    ),
    LintRule::new(
        "AIP_0154_ETAG_IN_RESOURCE",
        "a request has an `etag` only if the resource has one",
        &[AIP],
        include_str!("aip_0154_etag_in_resource.md"),
        Check::Method(in_resource),
    ),
];

fn in_resource(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>) {
    let Some(noun) = Verb::Delete.noun(cx, id) else { return };
    let (Some(request), Some(message)) = (methods::request(cx, id), methods::find_message(cx, id, noun)) else {
        return;
    };
    let Some(etag) = types::find(cx, request, "etag") else { return };
    if is_resource(cx, message) && types::find(cx, message, "etag").is_none() {
        let words = format!("`{}` asks for an `etag`, but `{noun}` has none", types::message_name(cx, request));
        at_name(cx, findings, etag, words, format!("add `string etag` to `{noun}`, from which clients take the value"));
    }
}
