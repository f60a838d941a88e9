//! AIP-131: Get methods.

use super::methods::Verb;
use super::standard;
use crate::categories::{AIP, AIP_GOOGLE};
use crate::rule::{Check, LintRule};

pub(super) const RULES: &[LintRule] = &[
    LintRule::new(
        "AIP_0131_REQUEST_NAME",
        "Get methods have a request of their name",
        &[AIP],
        include_str!("aip_0131_request_name.md"),
        Check::Method(|cx, id, findings| standard::request_name(cx, id, findings, Verb::Get)),
    ),
    LintRule::new(
        "AIP_0131_RESPONSE_RESOURCE",
        "Get methods return the resource itself",
        &[AIP],
        include_str!("aip_0131_response_resource.md"),
        Check::Method(|cx, id, findings| standard::response_is_resource(cx, id, findings, Verb::Get)),
    ),
    LintRule::new(
        "AIP_0131_HTTP_METHOD",
        "Get methods are bound to GET",
        &[AIP],
        include_str!("aip_0131_http_method.md"),
        Check::Method(|cx, id, findings| standard::http_method(cx, id, findings, Verb::Get)),
    ),
    LintRule::new(
        "AIP_0131_HTTP_BODY",
        "Get methods have no body",
        &[AIP],
        include_str!("aip_0131_http_body.md"),
        Check::Method(|cx, id, findings| standard::no_body(cx, id, findings, Verb::Get)),
    ),
    LintRule::new(
        "AIP_0131_URI_NAME",
        "the path of a Get method has only the variable `name`",
        &[AIP],
        include_str!("aip_0131_uri_name.md"),
        Check::Method(|cx, id, findings| standard::only_variable(cx, id, findings, Verb::Get, |_| "name".to_owned())),
    ),
    LintRule::new(
        "AIP_0131_NAME_FIELD",
        "Get requests have a string `name`",
        &[AIP],
        include_str!("aip_0131_name_field.md"),
        Check::Method(|cx, id, findings| standard::has_field(cx, id, findings, Verb::Get, ("name", "string"))),
    ),
    LintRule::new(
        "AIP_0131_NAME_REQUIRED",
        "`name` of a Get request is annotated as required",
        &[AIP],
        include_str!("aip_0131_name_required.md"),
        Check::Method(|cx, id, findings| standard::is_required(cx, id, findings, Verb::Get, |_| "name".to_owned())),
    ),
    LintRule::new(
        "AIP_0131_NAME_REFERENCE",
        "`name` of a Get request states the resource",
        &[AIP],
        include_str!("aip_0131_name_reference.md"),
        Check::Method(|cx, id, findings| standard::has_reference(cx, id, findings, Verb::Get, "name")),
    ),
    LintRule::new(
        "AIP_0131_REFERENCE_MATCHES",
        "`name` of a Get request refers to the resource that the method returns",
        &[AIP],
        include_str!("aip_0131_reference_matches.md"),
        Check::Method(|cx, id, findings| standard::reference_matches(cx, id, findings, Verb::Get, "name")),
    ),
    LintRule::new(
        "AIP_0131_KNOWN_FIELDS",
        "Get requests have only the fields of the standard",
        &[AIP],
        include_str!("aip_0131_known_fields.md"),
        Check::Method(|cx, id, findings| standard::known_fields(cx, id, findings, Verb::Get)),
    ),
    LintRule::new(
        "AIP_0131_OTHER_REQUIRED",
        "Get requests require no field besides the name",
        &[AIP],
        include_str!("aip_0131_other_required.md"),
        Check::Method(|cx, id, findings| standard::other_required(cx, id, findings, Verb::Get)),
    ),
    LintRule::new(
        "AIP_0131_METHOD_SIGNATURE",
        "Get methods have the method signature `name`",
        &[AIP_GOOGLE],
        include_str!("aip_0131_method_signature.md"),
        Check::Method(|cx, id, findings| standard::signature(cx, id, findings, Verb::Get, |_| "name".to_owned())),
    ),
];
