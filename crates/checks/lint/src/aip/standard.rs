//! Checks that several verbs share: the names of messages, HTTP, and the fields of requests.

use super::annotations::{
    BEHAVIOR_FILE, Behavior, CLIENT_FILE, REFERENCE, RESOURCE_FILE, SIGNATURE, has, imports, reference, resource,
    signatures,
};
use super::methods::{Route, Verb, is_long_running, name, request, resource_field, result, routes};
use super::report::{INPUT, NAME, OUTPUT, TYPE, at, at_annotation, at_name};
use super::types::{self, find, message_name};
use super::words::snake;
use crate::context::LintContext;
use crate::finding::Findings;
use protoward_http::HttpMethod;
use protoward_schema::{FieldId, MethodId};

/// Fields that an AIP describes for requests of standard methods.
const KNOWN: &[&str] = &[
    "allow_missing",
    "etag",
    "filter",
    "force",
    "name",
    "order_by",
    "page_size",
    "page_token",
    "parent",
    "read_mask",
    "request_id",
    "return_partial_success",
    "show_deleted",
    "skip",
    "update_mask",
    "validate_only",
    "view",
];

/// The request has the name of the method.
pub(super) fn request_name(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>, verb: Verb) {
    if verb.noun(cx, id).is_none() {
        return;
    }
    let name = name(cx, id);
    let input = message_name(cx, cx.schema[id].input);
    if input.strip_suffix("Request") != Some(name) {
        let message = format!("the request of `{name}` is `{input}`, and not `{name}Request`");
        at(
            cx,
            findings,
            id,
            INPUT,
            message,
            format!("declare `message {name}Request` and use it for this method only"),
        );
    }
}

/// The response, or what the operation ends with, has the name of the method.
pub(super) fn response_name(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>, verb: Verb) {
    if verb.noun(cx, id).is_none() {
        return;
    }
    let name = name(cx, id);
    let output = result(cx, id);
    if !output.is_empty() && output.strip_suffix("Response") != Some(name) {
        let message = format!("the response of `{name}` is `{output}`, and not `{name}Response`");
        at(cx, findings, id, OUTPUT, message, format!("declare `message {name}Response` and return it"));
    }
}

/// The method returns the resource, without a wrapper.
pub(super) fn response_is_resource(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>, verb: Verb) {
    let Some(noun) = verb.noun(cx, id) else { return };
    let output = result(cx, id);
    let is_wrapper = output.strip_suffix("Response") == Some(name(cx, id));
    if is_wrapper || output == "Empty" {
        let message = format!("`{}` returns `{output}`, and not the resource `{noun}`", name(cx, id));
        let help = if is_long_running(cx, id) {
            format!("set `response_type: \"{noun}\"`: clients of all APIs expect the resource itself")
        } else {
            format!("return `{noun}`: clients of all APIs expect the resource itself")
        };
        at(cx, findings, id, OUTPUT, message, help);
    }
}

/// The http rules have the HTTP method of the verb.
pub(super) fn http_method(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>, verb: Verb) {
    if verb.noun(cx, id).is_none() {
        return;
    }
    let wanted = verb.http();
    let Some(route) = routes(cx, id).into_iter().find(|route| route.verb != wanted) else { return };
    let message = format!("`{}` is bound to {}, and not to {}", name(cx, id), route.verb.name(), wanted.name());
    let help = format!("write `{}: \"{}\"`", wanted.name().to_lowercase(), route.path);
    at_rule(cx, findings, &route, message, help);
}

/// Adds a finding at the http rule of a method.
pub(super) fn at_rule(
    cx: &LintContext<'_>,
    findings: &mut Findings<'_>,
    route: &Route,
    message: impl Into<String>,
    help: impl Into<String>,
) {
    findings.push(route.rule.method, route.rule.place(cx.schema), message).help = Some(help.into());
}

/// The http rules have no body.
pub(super) fn no_body(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>, verb: Verb) {
    if verb.noun(cx, id).is_none() {
        return;
    }
    if let Some(route) = routes(cx, id).into_iter().find(|route| !route.rule.body.is_empty()) {
        let message = format!("the http rule of `{}` has a body", name(cx, id));
        let help = "remove `body`; fields that are not in the path become query parameters";
        at_rule(cx, findings, &route, message, help);
    }
}

/// The http rules have the whole request as body.
pub(super) fn whole_body(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>, verb: Verb) {
    if verb.noun(cx, id).is_none() {
        return;
    }
    let routes = routes(cx, id);
    let is_other = |route: &&Route| route.verb == HttpMethod::Post && route.rule.body != "*";
    if let Some(route) = routes.iter().find(is_other) {
        let message = format!("the http rule of `{}` does not have the whole request as body", name(cx, id));
        at_rule(cx, findings, route, message, "write `body: \"*\"`");
    }
}

/// The http rules have the resource as body.
pub(super) fn resource_body(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>, verb: Verb) {
    let Some(noun) = verb.noun(cx, id) else { return };
    let Some(field) = resource_field(cx, cx.schema[id].input, noun) else { return };
    let wanted = types::name(cx, field);
    if let Some(route) = routes(cx, id).into_iter().find(|route| route.rule.body != wanted) {
        let body = match route.rule.body.as_str() {
            "" => "no body".to_owned(),
            body => format!("the body `{body}`"),
        };
        let message = format!("the http rule of `{}` has {body}, and not the resource `{wanted}`", name(cx, id));
        at_rule(cx, findings, &route, message, format!("write `body: \"{wanted}\"`; other fields are in the query"));
    }
}

/// The paths have one variable: the given field.
pub(super) fn only_variable(
    cx: &LintContext<'_>,
    id: MethodId,
    findings: &mut Findings<'_>,
    verb: Verb,
    wanted: impl Fn(&str) -> String,
) {
    let Some(noun) = verb.noun(cx, id) else { return };
    let wanted = wanted(noun);
    let is_other = |route: &Route| {
        let variables = route.variables();
        !variables.is_empty() && variables != [wanted.as_str()]
    };
    if let Some(route) = routes(cx, id).into_iter().find(is_other) {
        let found: Vec<String> = route.variables().iter().map(|it| format!("`{it}`")).collect();
        let message =
            format!("the path of `{}` has {}, and not only the variable `{wanted}`", name(cx, id), found.join(", "));
        let help = format!("write one variable for the whole resource name, such as `{{{wanted}=shelves/*/books/*}}`");
        at_rule(cx, findings, &route, message, help);
    }
}

/// The last segment of the paths is a literal: the collection.
pub(super) fn literal_collection(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>, verb: Verb) {
    if verb.noun(cx, id).is_none() {
        return;
    }
    let is_variable = |route: &Route| {
        let end = route.template.segments().len();
        route.template.variables().iter().any(|variable| variable.segments().end == end)
    };
    if let Some(route) = routes(cx, id).into_iter().find(is_variable) {
        let message = format!("the path of `{}` does not end with the name of a collection", name(cx, id));
        let help = "write the collection as text, such as `/v1/{parent=shelves/*}/books`";
        at_rule(cx, findings, &route, message, help);
    }
}

/// The paths end with a verb after `:`.
pub(super) fn uri_suffix(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>, verb: Verb, suffix: &str) {
    if verb.noun(cx, id).is_none() {
        return;
    }
    if let Some(route) = routes(cx, id).into_iter().find(|route| route.template.verb() != Some(suffix)) {
        let message = format!("the path of `{}` does not end with `:{suffix}`", name(cx, id));
        at_rule(cx, findings, &route, message, format!("write `:{suffix}` at the end of the path"));
    }
}

/// The request has a field of a type.
pub(super) fn has_field(
    cx: &LintContext<'_>,
    id: MethodId,
    findings: &mut Findings<'_>,
    verb: Verb,
    (wanted, ty): (&str, &str),
) {
    if verb.noun(cx, id).is_none() {
        return;
    }
    let Some(input) = request(cx, id) else { return };
    field_of_type(cx, findings, input, (wanted, ty));
}

/// Reports a message that has no field of this name and type.
pub(super) fn field_of_type(
    cx: &LintContext<'_>,
    findings: &mut Findings<'_>,
    message: protoward_schema::MessageId,
    (wanted, ty): (&str, &str),
) {
    let of = message_name(cx, message);
    match find(cx, message, wanted) {
        None => {
            let words = format!("`{of}` has no field `{wanted}`");
            at_name(cx, findings, message, words, format!("add `{ty} {wanted}`"));
        }
        Some(field) if !has_type(cx, field, ty) => {
            let words = format!("`{wanted}` of `{of}` is {}, and not `{ty}`", types::described(cx, field));
            at(cx, findings, field, TYPE, words, format!("write `{ty} {wanted}`"));
        }
        Some(_) => {}
    }
}

/// A field with a standard name has the standard type.
pub(super) fn field_type(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>, (name, ty): (&str, &str)) {
    if types::name(cx, id) == name && types::owner(cx, id).is_some() && !has_type(cx, id, ty) {
        let message = format!("`{name}` is {}, and not `{ty}`", types::described(cx, id));
        at(cx, findings, id, TYPE, message, format!("write `{ty} {name}`, or choose another name"));
    }
}

/// Returns `true` for a field of a type such as `string` or `repeated string`.
pub(super) fn has_type(cx: &LintContext<'_>, field: FieldId, ty: &str) -> bool {
    match ty.strip_prefix("repeated ") {
        Some(of) => types::is_repeated(cx, field) && !types::is_map(cx, field) && types::type_name(cx, field) == of,
        None => types::is_single(cx, field, ty),
    }
}

/// A field of the request is annotated as required.
pub(super) fn is_required(
    cx: &LintContext<'_>,
    id: MethodId,
    findings: &mut Findings<'_>,
    verb: Verb,
    wanted: impl Fn(&str) -> String,
) {
    let Some((field, name)) = annotated(cx, id, verb, wanted, BEHAVIOR_FILE) else { return };
    if !has(cx, field, Behavior::Required) {
        let message = format!("`{name}` of `{}` is not annotated as required", request_of(cx, id));
        at_name(cx, findings, field, message, "add `[(google.api.field_behavior) = REQUIRED]`");
    }
}

/// A field of the request states the resource that it names.
pub(super) fn has_reference(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>, verb: Verb, wanted: &str) {
    let Some((field, name)) = annotated(cx, id, verb, |_| wanted.to_owned(), RESOURCE_FILE) else { return };
    if types::scalar(cx, field).is_some() && reference(cx, field).is_none() {
        let message = format!("`{name}` of `{}` does not state the resource that it names", request_of(cx, id));
        let key = if wanted == "parent" { "child_type" } else { "type" };
        let help = format!("add `[(google.api.resource_reference).{key} = \"library.example.com/Book\"]`");
        at_name(cx, findings, field, message, help);
    }
}

/// The reference of a field is to the resource of the method.
pub(super) fn reference_matches(
    cx: &LintContext<'_>,
    id: MethodId,
    findings: &mut Findings<'_>,
    verb: Verb,
    wanted: &str,
) {
    let Some((field, name)) = annotated(cx, id, verb, |_| wanted.to_owned(), RESOURCE_FILE) else { return };
    let Some(result) = super::methods::result_message(cx, id) else { return };
    let (Some(resource), Some(reference)) = (resource(cx, result), reference(cx, field)) else { return };
    if !reference.ty.is_empty() && reference.ty != "*" && reference.ty != resource.ty {
        let message = format!("`{name}` refers to `{}`, but the method returns `{}`", reference.ty, resource.ty);
        let help = format!("write `(google.api.resource_reference).type = \"{}\"`", resource.ty);
        at_annotation(cx, findings, field, REFERENCE, message, help);
    }
}

/// Returns a field of the request if its file uses an annotation.
fn annotated<'a>(
    cx: &LintContext<'a>,
    id: MethodId,
    verb: Verb,
    wanted: impl Fn(&str) -> String,
    file: &str,
) -> Option<(FieldId, &'a str)> {
    let wanted = wanted(verb.noun(cx, id)?);
    let input = request(cx, id)?;
    let field = find(cx, input, &wanted)?;
    imports(cx, cx.schema[input].file, file).then(|| (field, types::name(cx, field)))
}

fn request_of<'a>(cx: &LintContext<'a>, id: MethodId) -> &'a str {
    message_name(cx, cx.schema[id].input)
}

/// The request has no fields except those that an AIP describes.
pub(super) fn known_fields(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>, verb: Verb) {
    for field in others(cx, id, verb) {
        if has(cx, field, Behavior::Required) {
            continue;
        }
        let name = types::name(cx, field);
        let of = request_of(cx, id);
        let message = format!("`{name}` is not a field of a standard {} request, which `{of}` is", verb.word());
        let help = "remove the field, or write a custom method, which may have any fields";
        at_name(cx, findings, field, message, help);
    }
}

/// The request requires no fields except those that an AIP describes.
pub(super) fn other_required(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>, verb: Verb) {
    for field in others(cx, id, verb) {
        if !has(cx, field, Behavior::Required) {
            continue;
        }
        let name = types::name(cx, field);
        let of = request_of(cx, id);
        let message = format!("`{of}` requires `{name}`, which clients of a standard {} do not know", verb.word());
        let help = "make the field optional, or write a custom method, which may require any fields";
        at_name(cx, findings, field, message, help);
    }
}

/// Returns the fields of a request that no AIP describes.
fn others(cx: &LintContext<'_>, id: MethodId, verb: Verb) -> Vec<FieldId> {
    let (Some(noun), Some(input)) = (verb.noun(cx, id), request(cx, id)) else { return Vec::new() };
    let resource = snake(noun);
    let is_known = |field: FieldId| {
        let name = types::name(cx, field);
        let is_resource = types::message(cx, field).is_some_and(|message| message_name(cx, message) == noun);
        let is_id = name.strip_suffix("_id").is_some_and(|of| resource == of || resource.ends_with(&format!("_{of}")));
        KNOWN.contains(&name) || is_resource || (verb == Verb::Create && is_id)
    };
    let is_deprecated = |field: FieldId| cx.schema[field].options.deprecated() == Some(true);
    let fields = cx.schema[input].fields.iter().copied();
    fields.filter(|&field| !is_known(field) && !is_deprecated(field)).collect()
}

/// The method has exactly the given signature, or one that begins with it.
pub(super) fn signature(
    cx: &LintContext<'_>,
    id: MethodId,
    findings: &mut Findings<'_>,
    verb: Verb,
    wanted: impl Fn(&str) -> String,
) {
    let Some(noun) = verb.noun(cx, id) else { return };
    let file = cx.schema[cx.schema[id].service].file;
    let wanted = wanted(noun);
    let fields: Vec<&str> = wanted.split(',').collect();
    let has_all = fields.iter().all(|field| find(cx, cx.schema[id].input, field).is_some());
    if !imports(cx, file, CLIENT_FILE) || !has_all {
        return;
    }
    let found = signatures(cx, id);
    let fits = |text: &String| text.split(',').map(str::trim).take(fields.len()).eq(fields.iter().copied());
    if found.is_empty() {
        let message = format!("`{}` has no method signature", name(cx, id));
        let help = format!("add `option (google.api.method_signature) = \"{wanted}\";`");
        at(cx, findings, id, NAME, message, help);
    } else if !found.iter().any(fits) {
        let message = format!("no method signature of `{}` is `{wanted}`", name(cx, id));
        let help = format!("write `option (google.api.method_signature) = \"{wanted}\";`");
        at_annotation(cx, findings, id, SIGNATURE, message, help);
    }
}
