//! AIP-133: Create methods.

use super::methods::Verb;
use super::report::at_name;
use super::{annotations, methods, standard, types, words};
use crate::categories::{AIP, AIP_GOOGLE};
use crate::context::LintContext;
use crate::finding::Findings;
use crate::rule::{Check, LintRule};
use protoward_schema::{FieldId, MethodId};

pub(super) const RULES: &[LintRule] = &[
    LintRule::new(
        "AIP_0133_REQUEST_NAME",
        "Create methods have a request of their name",
        &[AIP],
        include_str!("aip_0133_request_name.md"),
        Check::Method(|cx, id, findings| standard::request_name(cx, id, findings, Verb::Create)),
    ),
    LintRule::new(
        "AIP_0133_RESPONSE_RESOURCE",
        "Create methods return the resource itself",
        &[AIP],
        include_str!("aip_0133_response_resource.md"),
        Check::Method(|cx, id, findings| standard::response_is_resource(cx, id, findings, Verb::Create)),
    ),
    LintRule::new(
        "AIP_0133_HTTP_METHOD",
        "Create methods are bound to POST",
        &[AIP],
        include_str!("aip_0133_http_method.md"),
        Check::Method(|cx, id, findings| standard::http_method(cx, id, findings, Verb::Create)),
    ),
    LintRule::new(
        "AIP_0133_HTTP_BODY",
        "Create methods have the resource as body",
        &[AIP],
        include_str!("aip_0133_http_body.md"),
        Check::Method(|cx, id, findings| standard::resource_body(cx, id, findings, Verb::Create)),
    ),
    LintRule::new(
        "AIP_0133_URI_PARENT",
        "the path of a Create method has only the variable `parent`",
        &[AIP],
        include_str!("aip_0133_uri_parent.md"),
        Check::Method(|cx, id, findings| {
            standard::only_variable(cx, id, findings, Verb::Create, |_| "parent".to_owned())
        }),
    ),
    LintRule::new(
        "AIP_0133_URI_COLLECTION",
        "the path of a Create method ends with the collection",
        &[AIP],
        include_str!("aip_0133_uri_collection.md"),
        Check::Method(|cx, id, findings| standard::literal_collection(cx, id, findings, Verb::Create)),
    ),
    LintRule::new(
        "AIP_0133_RESOURCE_FIELD",
        "Create requests have a field for the resource",
        &[AIP],
        include_str!("aip_0133_resource_field.md"),
        Check::Method(resource_field),
    ),
    LintRule::new(
        "AIP_0133_RESOURCE_ID_FIELD",
        "Create requests have a field for the ID of the resource",
        &[AIP],
        include_str!("aip_0133_resource_id_field.md"),
        Check::Method(resource_id_field),
    ),
    LintRule::new(
        "AIP_0133_RESOURCE_REQUIRED",
        "the resource of a Create request is annotated as required",
        &[AIP],
        include_str!("aip_0133_resource_required.md"),
        Check::Method(|cx, id, findings| standard::is_required(cx, id, findings, Verb::Create, words::snake)),
    ),
    LintRule::new(
        "AIP_0133_PARENT_REQUIRED",
        "`parent` of a Create request is annotated as required",
        &[AIP],
        include_str!("aip_0133_parent_required.md"),
        Check::Method(|cx, id, findings| {
            standard::is_required(cx, id, findings, Verb::Create, |_| "parent".to_owned())
        }),
    ),
    LintRule::new(
        "AIP_0133_PARENT_REFERENCE",
        "`parent` of a Create request states the resource",
        &[AIP],
        include_str!("aip_0133_parent_reference.md"),
        Check::Method(|cx, id, findings| standard::has_reference(cx, id, findings, Verb::Create, "parent")),
    ),
    LintRule::new(
        "AIP_0133_KNOWN_FIELDS",
        "Create requests have only the fields of the standard",
        &[AIP],
        include_str!("aip_0133_known_fields.md"),
        Check::Method(|cx, id, findings| standard::known_fields(cx, id, findings, Verb::Create)),
    ),
    LintRule::new(
        "AIP_0133_OTHER_REQUIRED",
        "Create requests require no other fields",
        &[AIP],
        include_str!("aip_0133_other_required.md"),
        Check::Method(|cx, id, findings| standard::other_required(cx, id, findings, Verb::Create)),
    ),
    LintRule::new(
        "AIP_0133_METHOD_SIGNATURE",
        "Create methods have a method signature of parent and resource",
        &[AIP_GOOGLE],
        include_str!("aip_0133_method_signature.md"),
        Check::Method(signature),
    ),
];

/// The request has a field of the resource.
fn resource_field(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>) {
    let (Some(noun), Some(input)) = (Verb::Create.noun(cx, id), methods::request(cx, id)) else { return };
    let is_declared = methods::find_message(cx, id, noun).is_some();
    if is_declared && methods::resource_field(cx, input, noun).is_none() {
        let message = format!("`{}` has no field for the resource `{noun}`", types::message_name(cx, input));
        at_name(cx, findings, input, message, format!("add `{noun} {}`", words::snake(noun)));
    }
}

/// The request has the ID of the resource. The resource is one that the method returns, with an annotation.
fn resource_id_field(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>) {
    let (Some(noun), Some(input)) = (Verb::Create.noun(cx, id), methods::request(cx, id)) else { return };
    let Some(message) = methods::find_message(cx, id, noun) else { return };
    let has_id = |field: &FieldId| {
        let name = types::name(cx, *field);
        let of = name.strip_suffix("_id").filter(|_| name != "request_id");
        of.is_some_and(|of| words::snake(noun).ends_with(of))
    };
    if annotations::is_resource(cx, message) && !cx.schema[input].fields.iter().any(has_id) {
        let words = words::snake(noun);
        let message = format!("`{}` has no field for the ID of the new {noun}", types::message_name(cx, input));
        at_name(cx, findings, input, message, format!("add `string {words}_id`, which clients can repeat safely"));
    }
}

fn signature(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>) {
    let has_parent = types::find(cx, cx.schema[id].input, "parent").is_some();
    standard::signature(cx, id, findings, Verb::Create, |noun| {
        if has_parent { format!("parent,{}", words::snake(noun)) } else { words::snake(noun) }
    });
}
