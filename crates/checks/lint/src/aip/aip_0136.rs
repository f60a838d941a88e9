//! AIP-136: custom methods.

use super::annotations::is_resource;
use super::methods::{Route, Verb};
use super::report::{INPUT, OUTPUT, at, at_name};
use super::{methods, standard, types, words};
use crate::categories::AIP;
use crate::context::LintContext;
use crate::finding::Findings;
use crate::rule::{Check, LintRule};
use protoward_http::HttpMethod;
use protoward_schema::MethodId;

pub(super) const RULES: &[LintRule] = &[
    LintRule::new(
        "AIP_0136_NO_PREPOSITIONS",
        "methods have no prepositions in their names",
        &[AIP],
        include_str!("aip_0136_no_prepositions.md"),
        Check::Method(no_prepositions),
    ),
    LintRule::new(
        "AIP_0136_HTTP_METHOD",
        "custom methods are bound to POST or GET",
        &[AIP],
        include_str!("aip_0136_http_method.md"),
        Check::Method(http_method),
    ),
    LintRule::new(
        "AIP_0136_HTTP_BODY",
        "custom methods with POST have the whole request as body",
        &[AIP],
        include_str!("aip_0136_http_body.md"),
        Check::Method(http_body),
    ),
    LintRule::new(
        "AIP_0136_URI_SUFFIX",
        "the path of a custom method ends with its verb",
        &[AIP],
        include_str!("aip_0136_uri_suffix.md"),
        Check::Method(uri_suffix),
    ),
    LintRule::new(
        "AIP_0136_URI_VERB",
        "the verb in the path of a custom method is that of its name",
        &[AIP],
        include_str!("aip_0136_uri_verb.md"),
        Check::Method(uri_verb),
    ),
    LintRule::new(
        "AIP_0136_VERB_CAMEL_CASE",
        "the verb in the path of a custom method is in camelCase",
        &[AIP],
        include_str!("aip_0136_verb_camel_case.md"),
        Check::Method(camel_case),
    ),
    LintRule::new(
        "AIP_0136_REQUEST_NAME",
        "custom methods have a request of their name",
        &[AIP],
        include_str!("aip_0136_request_name.md"),
        Check::Method(request_name),
    ),
    LintRule::new(
        "AIP_0136_RESPONSE_NAME",
        "custom methods have a response of their name",
        &[AIP],
        include_str!("aip_0136_response_name.md"),
        Check::Method(response_name),
    ),
];

/// The verbs of other patterns, which have their own rules.
const OTHERS: &[Verb] = &[
    Verb::BatchGet,
    Verb::BatchCreate,
    Verb::BatchUpdate,
    Verb::BatchDelete,
    Verb::Undelete,
    Verb::Purge,
    Verb::Rollback,
];

fn is_custom(cx: &LintContext<'_>, id: MethodId) -> bool {
    !methods::is_standard(cx, id) && !OTHERS.iter().any(|verb| verb.noun(cx, id).is_some())
}

fn no_prepositions(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>) {
    let name = methods::name(cx, id);
    let snake = words::snake(name);
    let parts: Vec<&str> = snake.split('_').collect();
    if let Some(word) = words::preposition(&parts) {
        let message = format!("the name of `{name}` has the preposition `{word}`");
        at_name(cx, findings, id, message, "name the method with a verb and a noun; what it is for can be a field");
    }
}

/// Returns the http rules of a custom method.
fn custom(cx: &LintContext<'_>, id: MethodId) -> Vec<Route> {
    if is_custom(cx, id) { methods::routes(cx, id) } else { Vec::new() }
}

fn http_method(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>) {
    let is_other = |route: &Route| matches!(route.verb, HttpMethod::Patch | HttpMethod::Delete);
    if let Some(route) = custom(cx, id).into_iter().find(is_other) {
        let message = format!("the custom method `{}` is bound to {}", methods::name(cx, id), route.verb.name());
        standard::at_rule(cx, findings, &route, message, "use `post`, or `get` if the method has no effects");
    }
}

fn http_body(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>) {
    let is_partial = |route: &Route| route.verb == HttpMethod::Post && route.rule.body != "*";
    let raw = |id: MethodId| types::is_message(cx, cx.schema[id].input, "google.api.HttpBody");
    if let Some(route) = custom(cx, id).into_iter().find(is_partial).filter(|_| !raw(id)) {
        let message = format!("the body of `{}` is not the whole request", methods::name(cx, id));
        standard::at_rule(cx, findings, &route, message, "write `body: \"*\"`");
    }
}

fn uri_suffix(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>) {
    if let Some(route) = custom(cx, id).into_iter().find(|route| route.template.verb().is_none()) {
        let name = methods::name(cx, id);
        let verb = words::snake(name);
        let verb = verb.split('_').next().unwrap_or_default();
        let message = format!("the path of the custom method `{name}` has no verb");
        standard::at_rule(cx, findings, &route, message, format!("write `:{verb}` at the end of the path"));
    }
}

/// The name of the method and the verb of the path begin with the same word. The path may leave out the noun.
fn uri_verb(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>) {
    let name = methods::name(cx, id);
    let plain = words::plain(name);
    let first = |name: &str| words::snake(name).split('_').next().unwrap_or_default().to_owned();
    let is_same = |verb: &str| first(verb) == first(name) || plain.starts_with(&words::plain(verb));
    let is_other = |route: &Route| route.template.verb().is_some_and(|verb| !is_same(verb));
    if let Some(route) = custom(cx, id).into_iter().find(is_other) {
        let verb = route.template.verb().unwrap_or_default();
        let message = format!("the path of `{name}` has the verb `{verb}`, and the name another one");
        standard::at_rule(cx, findings, &route, message, "use the same verb in the name and in the path");
    }
}

fn camel_case(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>) {
    let is_other = |route: &Route| route.template.verb().is_some_and(|verb| !words::is_camel(verb));
    if let Some(route) = methods::routes(cx, id).into_iter().find(is_other) {
        let verb = route.template.verb().unwrap_or_default();
        let message = format!("the verb `{verb}` in the path of `{}` is not in camelCase", methods::name(cx, id));
        standard::at_rule(cx, findings, &route, message, "begin with a lower-case letter, without separators");
    }
}

fn request_name(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>) {
    let name = methods::name(cx, id);
    let input = types::message_name(cx, cx.schema[id].input);
    let is_raw = types::is_message(cx, cx.schema[id].input, "google.api.HttpBody");
    if is_custom(cx, id) && !is_raw && input.strip_suffix("Request") != Some(name) {
        let message = format!("the request of `{name}` is `{input}`, and not `{name}Request`");
        at(
            cx,
            findings,
            id,
            INPUT,
            message,
            format!("declare `message {name}Request`, which can grow with the method"),
        );
    }
}

/// The response has the name of the method, or is a resource, an operation or nothing.
fn response_name(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>) {
    if !is_custom(cx, id) || methods::is_long_running(cx, id) {
        return;
    }
    let output = cx.schema[id].output;
    let name = methods::name(cx, id);
    let response = types::message_name(cx, output);
    let is_own = response.strip_suffix("Response") == Some(name);
    let is_resource = is_resource(cx, output) || name.ends_with(response);
    let full_name = cx.schema.text(cx.schema[output].full_name);
    // Some APIs have an operation of their own, which AIP-151 is about.
    let is_standard = ["google.api.HttpBody", types::EMPTY].contains(&full_name) || response == "Operation";
    if !is_own && !is_resource && !is_standard {
        let message = format!("the response of `{name}` is `{response}`: neither `{name}Response` nor a resource");
        at(
            cx,
            findings,
            id,
            OUTPUT,
            message,
            format!("declare `message {name}Response`, which can grow with the method"),
        );
    }
}
