//! AIP-164: soft delete.

use super::methods::Verb;
use super::report::{OUTPUT, at, at_name};
use super::{methods, resources, standard, types};
use crate::categories::AIP;
use crate::context::LintContext;
use crate::finding::Findings;
use crate::rule::{Check, LintRule};
use protoward_schema::{MessageId, MethodId};
use std::collections::HashSet;

pub(super) const RULES: &[LintRule] = &[
    LintRule::new(
        "AIP_0164_UNDELETE_REQUEST_NAME",
        "Undelete methods have a request of their name",
        &[AIP],
        include_str!("aip_0164_undelete_request_name.md"),
        Check::Method(|cx, id, findings| standard::request_name(cx, id, findings, Verb::Undelete)),
    ),
    LintRule::new(
        "AIP_0164_UNDELETE_RESPONSE",
        "Undelete methods return the resource itself",
        &[AIP],
        include_str!("aip_0164_undelete_response.md"),
        Check::Method(|cx, id, findings| standard::response_is_resource(cx, id, findings, Verb::Undelete)),
    ),
    LintRule::new(
        "AIP_0164_UNDELETE_HTTP_METHOD",
        "Undelete methods are bound to POST",
        &[AIP],
        include_str!("aip_0164_undelete_http_method.md"),
        Check::Method(|cx, id, findings| standard::http_method(cx, id, findings, Verb::Undelete)),
    ),
    LintRule::new(
        "AIP_0164_UNDELETE_HTTP_BODY",
        "Undelete methods have the whole request as body",
        &[AIP],
        include_str!("aip_0164_undelete_http_body.md"),
        Check::Method(|cx, id, findings| standard::whole_body(cx, id, findings, Verb::Undelete)),
    ),
    LintRule::new(
        "AIP_0164_UNDELETE_URI",
        "the path of an Undelete method ends with `:undelete`",
        &[AIP],
        include_str!("aip_0164_undelete_uri.md"),
        Check::Method(|cx, id, findings| standard::uri_suffix(cx, id, findings, Verb::Undelete, "undelete")),
    ),
    LintRule::new(
        "AIP_0164_UNDELETE_NAME",
        "Undelete requests have a string `name`",
        &[AIP],
        include_str!("aip_0164_undelete_name.md"),
        Check::Method(|cx, id, findings| standard::has_field(cx, id, findings, Verb::Undelete, ("name", "string"))),
    ),
    LintRule::new(
        "AIP_0164_EXPIRE_TIME",
        "resources that can be undeleted state when they are gone",
        &[AIP],
        include_str!("aip_0164_expire_time.md"),
        Check::Method(expire_time),
    ),
    LintRule::new(
        "AIP_0164_DELETE_RETURNS_RESOURCE",
        "a Delete method that can be undone returns the resource",
        &[AIP],
        include_str!("aip_0164_delete_returns_resource.md"),
        Check::Module(delete_returns),
    ),
    LintRule::new(
        "AIP_0164_SHOW_DELETED",
        "lists of resources that can be undeleted have `show_deleted`",
        &[AIP],
        include_str!("aip_0164_show_deleted.md"),
        Check::Module(show_deleted),
    ),
];

fn expire_time(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>) {
    let Some(noun) = Verb::Undelete.noun(cx, id) else { return };
    let Some(message) = methods::find_message(cx, id, noun).filter(|&it| cx.has(cx.schema[it].file)) else { return };
    let has_time = ["expire_time", "purge_time"].iter().any(|name| types::find(cx, message, name).is_some());
    if !has_time {
        let words = format!("`{noun}` can be undeleted, but does not state until when");
        at_name(cx, findings, message, words, "add `google.protobuf.Timestamp expire_time`");
    }
}

/// Returns the messages that an Undelete method brings back.
fn undeletable(cx: &LintContext<'_>) -> HashSet<MessageId> {
    let message = |method: MethodId| methods::find_message(cx, method, Verb::Undelete.noun(cx, method)?);
    resources::methods(cx).into_iter().filter_map(message).collect()
}

fn delete_returns(cx: &LintContext<'_>, findings: &mut Findings<'_>) {
    let undeletable = undeletable(cx);
    for method in resources::methods(cx) {
        let Some(noun) = Verb::Delete.noun(cx, method) else { continue };
        let is_soft = methods::find_message(cx, method, noun).is_some_and(|message| undeletable.contains(&message));
        if is_soft && methods::result(cx, method) == "Empty" {
            let message =
                format!("`{}` returns nothing, but the deleted `{noun}` still exists", methods::name(cx, method));
            at(
                cx,
                findings,
                method,
                OUTPUT,
                message,
                format!("return `{noun}`, which states until when it can be undeleted"),
            );
        }
    }
}

fn show_deleted(cx: &LintContext<'_>, findings: &mut Findings<'_>) {
    let undeletable = undeletable(cx);
    for method in resources::methods(cx) {
        let (Some(_), Some(request)) = (Verb::List.noun(cx, method), methods::request(cx, method)) else { continue };
        let fields = &cx.schema[cx.schema[method].output].fields;
        let mut items = fields.iter().filter(|&&field| types::is_repeated(cx, field));
        let is_soft =
            items.any(|&field| types::message(cx, field).is_some_and(|message| undeletable.contains(&message)));
        if is_soft && types::find(cx, request, "show_deleted").is_none() {
            let of = types::message_name(cx, request);
            let message = format!("`{of}` has no `show_deleted`, by which clients find what they can undelete");
            at_name(cx, findings, request, message, "add `bool show_deleted`");
        }
    }
}
