//! AIP-134: Update methods.

use super::methods::Verb;
use super::report::at_name;
use super::{methods, standard, types, words};
use crate::categories::{AIP, AIP_GOOGLE};
use crate::context::LintContext;
use crate::finding::Findings;
use crate::rule::{Check, LintRule};
use protoward_http::HttpMethod;
use protoward_schema::{FieldId, MethodId};

pub(super) const RULES: &[LintRule] = &[
    LintRule::new(
        "AIP_0134_REQUEST_NAME",
        "Update methods have a request of their name",
        &[AIP],
        include_str!("aip_0134_request_name.md"),
        Check::Method(|cx, id, findings| standard::request_name(cx, id, findings, Verb::Update)),
    ),
    LintRule::new(
        "AIP_0134_RESPONSE_RESOURCE",
        "Update methods return the resource itself",
        &[AIP],
        include_str!("aip_0134_response_resource.md"),
        Check::Method(|cx, id, findings| standard::response_is_resource(cx, id, findings, Verb::Update)),
    ),
    LintRule::new(
        "AIP_0134_HTTP_METHOD",
        "Update methods are bound to PATCH",
        &[AIP],
        include_str!("aip_0134_http_method.md"),
        Check::Method(|cx, id, findings| standard::http_method(cx, id, findings, Verb::Update)),
    ),
    LintRule::new(
        "AIP_0134_HTTP_BODY",
        "Update methods have the resource as body",
        &[AIP],
        include_str!("aip_0134_http_body.md"),
        Check::Method(|cx, id, findings| standard::resource_body(cx, id, findings, Verb::Update)),
    ),
    LintRule::new(
        "AIP_0134_URI_NAME",
        "the path of an Update method has only the name of the resource",
        &[AIP],
        include_str!("aip_0134_uri_name.md"),
        Check::Method(uri_name),
    ),
    LintRule::new(
        "AIP_0134_RESOURCE_FIELD",
        "Update requests have a field for the resource",
        &[AIP],
        include_str!("aip_0134_resource_field.md"),
        Check::Method(resource_field),
    ),
    LintRule::new(
        "AIP_0134_RESOURCE_REQUIRED",
        "the resource of an Update request is annotated as required",
        &[AIP],
        include_str!("aip_0134_resource_required.md"),
        Check::Method(|cx, id, findings| standard::is_required(cx, id, findings, Verb::Update, words::snake)),
    ),
    LintRule::new(
        "AIP_0134_UPDATE_MASK",
        "Update requests have an update mask",
        &[AIP],
        include_str!("aip_0134_update_mask.md"),
        Check::Method(update_mask),
    ),
    LintRule::new(
        "AIP_0134_UPDATE_MASK_TYPE",
        "`update_mask` is a field mask",
        &[AIP],
        include_str!("aip_0134_update_mask_type.md"),
        Check::Field(update_mask_type),
    ),
    LintRule::new(
        "AIP_0134_ALLOW_MISSING_TYPE",
        "`allow_missing` is a bool",
        &[AIP],
        include_str!("aip_0134_allow_missing_type.md"),
        Check::Field(allow_missing_type),
    ),
    LintRule::new(
        "AIP_0134_KNOWN_FIELDS",
        "Update requests have only the fields of the standard",
        &[AIP],
        include_str!("aip_0134_known_fields.md"),
        Check::Method(|cx, id, findings| standard::known_fields(cx, id, findings, Verb::Update)),
    ),
    LintRule::new(
        "AIP_0134_OTHER_REQUIRED",
        "Update requests require no other fields",
        &[AIP],
        include_str!("aip_0134_other_required.md"),
        Check::Method(|cx, id, findings| standard::other_required(cx, id, findings, Verb::Update)),
    ),
    LintRule::new(
        "AIP_0134_METHOD_SIGNATURE",
        "Update methods have a method signature of resource and mask",
        &[AIP_GOOGLE],
        include_str!("aip_0134_method_signature.md"),
        Check::Method(|cx, id, findings| {
            standard::signature(cx, id, findings, Verb::Update, |noun| format!("{},update_mask", words::snake(noun)))
        }),
    ),
];

/// The request has a field of the resource.
fn resource_field(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>) {
    let (Some(noun), Some(input)) = (Verb::Update.noun(cx, id), methods::request(cx, id)) else { return };
    let is_declared = methods::find_message(cx, id, noun).is_some();
    if is_declared && methods::resource_field(cx, input, noun).is_none() {
        let message = format!("`{}` has no field for the resource `{noun}`", types::message_name(cx, input));
        at_name(cx, findings, input, message, format!("add `{noun} {}`", words::snake(noun)));
    }
}

/// The path takes the name from the resource, whatever its field is called.
fn uri_name(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>) {
    standard::only_variable(cx, id, findings, Verb::Update, |noun| {
        let field = methods::resource_field(cx, cx.schema[id].input, noun);
        let name = field.map_or_else(|| words::snake(noun), |field| types::name(cx, field).to_owned());
        format!("{name}.name")
    });
}

/// A request with a resource that is bound to PATCH, or to nothing, has a mask. PUT replaces the whole resource.
fn update_mask(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>) {
    let (Some(noun), Some(input)) = (Verb::Update.noun(cx, id), methods::request(cx, id)) else { return };
    let is_put = methods::routes(cx, id).iter().any(|route| route.verb == HttpMethod::Put);
    let has_resource = methods::resource_field(cx, input, noun).is_some();
    if has_resource && !is_put && types::find(cx, input, "update_mask").is_none() {
        let message = format!("`{}` has no field `update_mask`", types::message_name(cx, input));
        let help = "add `google.protobuf.FieldMask update_mask`, so that old clients keep fields that they do not know";
        at_name(cx, findings, input, message, help);
    }
}

fn update_mask_type(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    standard::field_type(cx, id, findings, ("update_mask", types::FIELD_MASK));
}

fn allow_missing_type(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    standard::field_type(cx, id, findings, ("allow_missing", "bool"));
}
