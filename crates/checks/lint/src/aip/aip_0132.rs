//! AIP-132: List methods.

use super::methods::Verb;
use super::report::at_name;
use super::{methods, standard, types, words};
use crate::categories::{AIP, AIP_GOOGLE};
use crate::context::LintContext;
use crate::finding::Findings;
use crate::rule::{Check, LintRule};
use protoward_schema::{FieldId, MethodId};

pub(super) const RULES: &[LintRule] = &[
    LintRule::new(
        "AIP_0132_REQUEST_NAME",
        "List methods have a request of their name",
        &[AIP],
        include_str!("aip_0132_request_name.md"),
        Check::Method(|cx, id, findings| standard::request_name(cx, id, findings, Verb::List)),
    ),
    LintRule::new(
        "AIP_0132_RESPONSE_NAME",
        "List methods have a response of their name",
        &[AIP],
        include_str!("aip_0132_response_name.md"),
        Check::Method(|cx, id, findings| standard::response_name(cx, id, findings, Verb::List)),
    ),
    LintRule::new(
        "AIP_0132_HTTP_METHOD",
        "List methods are bound to GET",
        &[AIP],
        include_str!("aip_0132_http_method.md"),
        Check::Method(|cx, id, findings| standard::http_method(cx, id, findings, Verb::List)),
    ),
    LintRule::new(
        "AIP_0132_HTTP_BODY",
        "List methods have no body",
        &[AIP],
        include_str!("aip_0132_http_body.md"),
        Check::Method(|cx, id, findings| standard::no_body(cx, id, findings, Verb::List)),
    ),
    LintRule::new(
        "AIP_0132_URI_PARENT",
        "the path of a List method has only the variable `parent`",
        &[AIP],
        include_str!("aip_0132_uri_parent.md"),
        Check::Method(|cx, id, findings| {
            standard::only_variable(cx, id, findings, Verb::List, |_| "parent".to_owned())
        }),
    ),
    LintRule::new(
        "AIP_0132_URI_COLLECTION",
        "the path of a List method ends with the collection",
        &[AIP],
        include_str!("aip_0132_uri_collection.md"),
        Check::Method(|cx, id, findings| standard::literal_collection(cx, id, findings, Verb::List)),
    ),
    LintRule::new(
        "AIP_0132_PARENT_REQUIRED",
        "`parent` of a List request is annotated as required",
        &[AIP],
        include_str!("aip_0132_parent_required.md"),
        Check::Method(|cx, id, findings| standard::is_required(cx, id, findings, Verb::List, |_| "parent".to_owned())),
    ),
    LintRule::new(
        "AIP_0132_PARENT_REFERENCE",
        "`parent` of a List request states the resource",
        &[AIP],
        include_str!("aip_0132_parent_reference.md"),
        Check::Method(|cx, id, findings| standard::has_reference(cx, id, findings, Verb::List, "parent")),
    ),
    LintRule::new(
        "AIP_0132_KNOWN_FIELDS",
        "List requests have only the fields of the standard",
        &[AIP],
        include_str!("aip_0132_known_fields.md"),
        Check::Method(|cx, id, findings| standard::known_fields(cx, id, findings, Verb::List)),
    ),
    LintRule::new(
        "AIP_0132_OTHER_REQUIRED",
        "List requests require no field besides the parent",
        &[AIP],
        include_str!("aip_0132_other_required.md"),
        Check::Method(|cx, id, findings| standard::other_required(cx, id, findings, Verb::List)),
    ),
    LintRule::new(
        "AIP_0132_RESPONSE_ITEMS",
        "List responses have one repeated field of resources",
        &[AIP],
        include_str!("aip_0132_response_items.md"),
        Check::Method(response_items),
    ),
    LintRule::new(
        "AIP_0132_ORDER_BY_TYPE",
        "`order_by` is a string",
        &[AIP],
        include_str!("aip_0132_order_by_type.md"),
        Check::Field(order_by_type),
    ),
    LintRule::new(
        "AIP_0132_SHOW_DELETED_TYPE",
        "`show_deleted` is a bool",
        &[AIP],
        include_str!("aip_0132_show_deleted_type.md"),
        Check::Field(show_deleted_type),
    ),
    LintRule::new(
        "AIP_0132_METHOD_SIGNATURE",
        "List methods have the method signature `parent`",
        &[AIP_GOOGLE],
        include_str!("aip_0132_method_signature.md"),
        Check::Method(|cx, id, findings| standard::signature(cx, id, findings, Verb::List, |_| "parent".to_owned())),
    ),
];

/// The response has one repeated field of messages, and lists of strings such as `unreachable`.
fn response_items(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>) {
    let (Some(noun), Some(response)) = (Verb::List.noun(cx, id), methods::response(cx, id)) else { return };
    let lists = cx.schema[response].fields.iter().copied().filter(|&field| types::is_repeated(cx, field));
    let lists: Vec<FieldId> = lists.filter(|&field| types::name(cx, field) != "unreachable").collect();
    let of = types::message_name(cx, response);
    if lists.is_empty() {
        let message = format!("`{of}` has no repeated field with the {}", words::snake(noun).replace('_', " "));
        at_name(cx, findings, response, message, "add a repeated field of the resource as the first field");
    }
    for &field in lists.iter().skip(1) {
        let name = types::name(cx, field);
        let message = format!("`{of}` has a second list, `{name}`, which pages do not divide");
        at_name(cx, findings, field, message, "return each list from its own List method");
    }
}

/// Returns `true` for a field of a request for a list. Other messages describe queries in their own ways.
fn is_of_list(cx: &LintContext<'_>, id: FieldId) -> bool {
    types::owner(cx, id).is_some_and(|message| {
        let name = types::message_name(cx, message);
        name.ends_with("Request") && (name.starts_with("List") || name.starts_with("Search"))
    })
}

fn order_by_type(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    if is_of_list(cx, id) {
        standard::field_type(cx, id, findings, ("order_by", "string"));
    }
}

fn show_deleted_type(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    if is_of_list(cx, id) {
        standard::field_type(cx, id, findings, ("show_deleted", "bool"));
    }
}
