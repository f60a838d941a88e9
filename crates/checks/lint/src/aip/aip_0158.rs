//! AIP-158: pagination.

use super::annotations::{BEHAVIOR, Behavior, has};
use super::methods::Verb;
use super::report::{TYPE, at, at_annotation, at_name};
use super::{methods, standard, types};
use crate::categories::AIP;
use crate::context::LintContext;
use crate::finding::Findings;
use crate::rule::{Check, LintRule};
use protoward_schema::{FieldId, MessageId, MethodId};

pub(super) const RULES: &[LintRule] = &[
    LintRule::new(
        "AIP_0158_PAGE_SIZE",
        "List requests have `page_size`",
        &[AIP],
        include_str!("aip_0158_page_size.md"),
        Check::Method(page_size),
    ),
    LintRule::new(
        "AIP_0158_PAGE_TOKEN",
        "List requests have `page_token`",
        &[AIP],
        include_str!("aip_0158_page_token.md"),
        Check::Method(page_token),
    ),
    LintRule::new(
        "AIP_0158_NEXT_PAGE_TOKEN",
        "List responses have `next_page_token`",
        &[AIP],
        include_str!("aip_0158_next_page_token.md"),
        Check::Method(next_page_token),
    ),
    LintRule::new(
        "AIP_0158_PAGE_SIZE_TYPE",
        "`page_size` is an int32",
        &[AIP],
        include_str!("aip_0158_page_size_type.md"),
        Check::Field(size_type),
    ),
    LintRule::new(
        "AIP_0158_PAGE_TOKEN_TYPE",
        "page tokens are strings",
        &[AIP],
        include_str!("aip_0158_page_token_type.md"),
        Check::Field(token_type),
    ),
    LintRule::new(
        "AIP_0158_OPTIONAL",
        "`page_size` and `page_token` are not required",
        &[AIP],
        include_str!("aip_0158_optional.md"),
        Check::Field(optional),
    ),
    LintRule::new(
        "AIP_0158_UNARY",
        "responses with pages are not streamed",
        &[AIP],
        include_str!("aip_0158_unary.md"),
        Check::Method(unary),
    ),
    LintRule::new(
        "AIP_0158_ITEMS_FIRST",
        "the items of a page are the first field, with number 1",
        &[AIP],
        include_str!("aip_0158_items_first.md"),
        Check::Message(items_first),
    ),
    LintRule::new(
        "AIP_0158_TOTAL_SIZE_TYPE",
        "`total_size` is an integer",
        &[AIP],
        include_str!("aip_0158_total_size_type.md"),
        Check::Field(total_size),
    ),
];

/// Reports a missing field of a List request or response. A field of another type has its own rule.
fn missing(cx: &LintContext<'_>, findings: &mut Findings<'_>, message: Option<MessageId>, field: (&str, &str)) {
    let Some(message) = message.filter(|&message| types::find(cx, message, field.0).is_none()) else { return };
    let words =
        format!("`{}` has no `{}`, so that its lists cannot be divided", types::message_name(cx, message), field.0);
    let help = format!("add `{} {}` now: pages cannot be added later without breaking clients", field.1, field.0);
    at_name(cx, findings, message, words, help);
}

fn page_size(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>) {
    if Verb::List.noun(cx, id).is_some() {
        missing(cx, findings, methods::request(cx, id), ("page_size", "int32"));
    }
}

fn page_token(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>) {
    if Verb::List.noun(cx, id).is_some() {
        missing(cx, findings, methods::request(cx, id), ("page_token", "string"));
    }
}

/// Methods whose request has a token need a token for the next page in the response, whatever their verb.
fn next_page_token(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>) {
    let has_token = types::find(cx, cx.schema[id].input, "page_token").is_some();
    if Verb::List.noun(cx, id).is_some() || has_token {
        missing(cx, findings, methods::response(cx, id), ("next_page_token", "string"));
    }
}

fn size_type(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    if types::is_of_request(cx, id) {
        standard::field_type(cx, id, findings, ("page_size", "int32"));
    }
}

fn token_type(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    standard::field_type(cx, id, findings, ("page_token", "string"));
    standard::field_type(cx, id, findings, ("next_page_token", "string"));
}

fn optional(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    let name = types::name(cx, id);
    if ["page_size", "page_token"].contains(&name) && has(cx, id, Behavior::Required) {
        let message = format!("`{name}` is required");
        let help = "remove `REQUIRED`: without the field, the server sends the first page of a usual size";
        at_annotation(cx, findings, id, BEHAVIOR, message, help);
    }
}

fn unary(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>) {
    let method = &cx.schema[id];
    if method.server_streaming && types::find(cx, method.output, "next_page_token").is_some() {
        let message = format!("`{}` streams its response, and divides it into pages", methods::name(cx, id));
        at_name(cx, findings, id, message, "remove `stream`: a page is one message");
    }
}

fn items_first(cx: &LintContext<'_>, id: MessageId, findings: &mut Findings<'_>) {
    if types::find(cx, id, "next_page_token").is_none() || !types::message_name(cx, id).ends_with("Response") {
        return;
    }
    let fields = &cx.schema[id].fields;
    let Some(items) = fields.iter().copied().find(|&field| types::is_repeated(cx, field)) else { return };
    let is_first = fields.first() == Some(&items) && cx.schema[items].number.0 == 1;
    if !is_first {
        let name = types::name(cx, items);
        let of = types::message_name(cx, id);
        let message = format!("the items of a page, `{name}`, are not the first field of `{of}` with number 1");
        at_name(cx, findings, items, message, "declare the items first, with number 1, in a new message or version");
    }
}

fn total_size(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    let is_int = types::is_single(cx, id, "int32") || types::is_single(cx, id, "int64");
    if types::name(cx, id) == "total_size" && types::is_of_response(cx, id) && !is_int {
        let message = format!("`total_size` is {}, and not `int32`", types::described(cx, id));
        at(cx, findings, id, TYPE, message, "write `int32 total_size`, or `int64` for very large collections");
    }
}
