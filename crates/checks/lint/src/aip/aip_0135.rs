//! AIP-135: Delete methods.

use super::methods::Verb;
use super::report::{OUTPUT, at, at_name};
use super::{annotations, methods, resources, standard, types};
use crate::categories::{AIP, AIP_GOOGLE};
use crate::context::LintContext;
use crate::finding::Findings;
use crate::rule::{Check, LintRule};
use protoward_schema::MethodId;
use std::collections::HashSet;

pub(super) const RULES: &[LintRule] = &[
    LintRule::new(
        "AIP_0135_REQUEST_NAME",
        "Delete methods have a request of their name",
        &[AIP],
        include_str!("aip_0135_request_name.md"),
        Check::Method(|cx, id, findings| standard::request_name(cx, id, findings, Verb::Delete)),
    ),
    LintRule::new(
        "AIP_0135_RESPONSE",
        "Delete methods return nothing, or the deleted resource",
        &[AIP],
        include_str!("aip_0135_response.md"),
        Check::Method(response),
    ),
    LintRule::new(
        "AIP_0135_HTTP_METHOD",
        "Delete methods are bound to DELETE",
        &[AIP],
        include_str!("aip_0135_http_method.md"),
        Check::Method(|cx, id, findings| standard::http_method(cx, id, findings, Verb::Delete)),
    ),
    LintRule::new(
        "AIP_0135_HTTP_BODY",
        "Delete methods have no body",
        &[AIP],
        include_str!("aip_0135_http_body.md"),
        Check::Method(|cx, id, findings| standard::no_body(cx, id, findings, Verb::Delete)),
    ),
    LintRule::new(
        "AIP_0135_URI_NAME",
        "the path of a Delete method has only the variable `name`",
        &[AIP],
        include_str!("aip_0135_uri_name.md"),
        Check::Method(|cx, id, findings| {
            standard::only_variable(cx, id, findings, Verb::Delete, |_| "name".to_owned())
        }),
    ),
    LintRule::new(
        "AIP_0135_NAME_FIELD",
        "Delete requests have a string `name`",
        &[AIP],
        include_str!("aip_0135_name_field.md"),
        Check::Method(|cx, id, findings| standard::has_field(cx, id, findings, Verb::Delete, ("name", "string"))),
    ),
    LintRule::new(
        "AIP_0135_NAME_REQUIRED",
        "`name` of a Delete request is annotated as required",
        &[AIP],
        include_str!("aip_0135_name_required.md"),
        Check::Method(|cx, id, findings| standard::is_required(cx, id, findings, Verb::Delete, |_| "name".to_owned())),
    ),
    LintRule::new(
        "AIP_0135_NAME_REFERENCE",
        "`name` of a Delete request states the resource",
        &[AIP],
        include_str!("aip_0135_name_reference.md"),
        Check::Method(|cx, id, findings| standard::has_reference(cx, id, findings, Verb::Delete, "name")),
    ),
    LintRule::new(
        "AIP_0135_KNOWN_FIELDS",
        "Delete requests have only the fields of the standard",
        &[AIP],
        include_str!("aip_0135_known_fields.md"),
        Check::Method(|cx, id, findings| standard::known_fields(cx, id, findings, Verb::Delete)),
    ),
    LintRule::new(
        "AIP_0135_OTHER_REQUIRED",
        "Delete requests require no field besides the name",
        &[AIP],
        include_str!("aip_0135_other_required.md"),
        Check::Method(|cx, id, findings| standard::other_required(cx, id, findings, Verb::Delete)),
    ),
    LintRule::new(
        "AIP_0135_FORCE",
        "a resource with children is deleted only by `force`",
        &[AIP],
        include_str!("aip_0135_force.md"),
        Check::Module(force),
    ),
    LintRule::new(
        "AIP_0135_METHOD_SIGNATURE",
        "Delete methods have the method signature `name`",
        &[AIP_GOOGLE],
        include_str!("aip_0135_method_signature.md"),
        Check::Method(|cx, id, findings| standard::signature(cx, id, findings, Verb::Delete, |_| "name".to_owned())),
    ),
];

/// The method returns `google.protobuf.Empty`, or the resource if it is only marked as deleted.
fn response(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>) {
    let Some(noun) = Verb::Delete.noun(cx, id) else { return };
    let name = methods::name(cx, id);
    let result = methods::result(cx, id);
    let is_resource = methods::result_message(cx, id).is_some_and(|message| annotations::is_resource(cx, message));
    if !result.is_empty() && result != "Empty" && result != noun && !is_resource {
        let message = format!("`{name}` returns `{result}`, and neither `google.protobuf.Empty` nor `{noun}`");
        let help = format!("return `google.protobuf.Empty`, or `{noun}` if it can be undeleted");
        at(cx, findings, id, OUTPUT, message, help);
    }
}

/// If a pattern of one resource begins with that of another one, a request to delete the latter has `bool force`.
fn force(cx: &LintContext<'_>, findings: &mut Findings<'_>) {
    let all = resources::of_module(cx);
    let parents: HashSet<String> =
        all.iter().flat_map(|it| &it.resource.patterns).filter_map(|it| parent(it)).collect();
    for method in resources::methods(cx) {
        let Some(noun) = Verb::Delete.noun(cx, method) else { continue };
        let (Some(request), Some(message)) = (methods::request(cx, method), methods::find_message(cx, method, noun))
        else {
            continue;
        };
        let Some(resource) = annotations::resource(cx, message) else { continue };
        let has_children = resource.patterns.iter().any(|pattern| parents.contains(&resources::shape(pattern)));
        if has_children && types::find(cx, request, "force").is_none() {
            let words =
                format!("`{noun}` can have children, but `{}` has no `force`", types::message_name(cx, request));
            at_name(
                cx,
                findings,
                request,
                words,
                "add `bool force`, by which clients agree to delete the children too",
            );
        }
    }
}

/// Returns the pattern of the parent, without the names of variables.
fn parent(pattern: &str) -> Option<String> {
    let (rest, last) = pattern.rsplit_once('/')?;
    // A singleton is deleted with its parent, and needs no agreement.
    let rest = if last.starts_with('{') { rest.rsplit_once('/')?.0 } else { return None };
    Some(resources::shape(rest))
}
