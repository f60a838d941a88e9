//! AIP-127: HTTP and gRPC transcoding.

use super::methods::Verb;
use super::report::{at, at_name};
use super::{methods, standard, types};
use crate::categories::AIP;
use crate::context::LintContext;
use crate::finding::Findings;
use crate::rule::{Check, LintRule};
use protoward_http::{Binding, HttpMethod};
use protoward_schema::{FieldId, FileId, MethodId, ServiceId};
use protoward_source::{Approximate, Severity};
use std::collections::BTreeMap;

pub(super) const RULES: &[LintRule] = &[
    LintRule::new(
        "AIP_0127_HTTP_RULE_VALID",
        "http rules can be followed",
        &[AIP],
        include_str!("aip_0127_http_rule_valid.md"),
        Check::File(valid),
    ),
    LintRule::new(
        "AIP_0127_HTTP_RULE_UNIQUE",
        "each request belongs to one method",
        &[AIP],
        include_str!("aip_0127_http_rule_unique.md"),
        Check::Module(distinct),
    ),
    LintRule::new(
        "AIP_0127_HTTP_RULE",
        "methods of an HTTP API have an http rule",
        &[AIP],
        include_str!("aip_0127_http_rule.md"),
        Check::Method(rule),
    ),
    LintRule::new(
        "AIP_0127_BIDI_STREAM",
        "streams in both directions have no http rule",
        &[AIP],
        include_str!("aip_0127_bidi_stream.md"),
        Check::Method(bidi_stream),
    ),
    LintRule::new(
        "AIP_0127_NO_PUT",
        "http rules have neither PUT nor custom methods",
        &[AIP],
        include_str!("aip_0127_no_put.md"),
        Check::Method(no_put),
    ),
    LintRule::new(
        "AIP_0127_SAME_BODY",
        "all bindings of a method have the same body",
        &[AIP],
        include_str!("aip_0127_same_body.md"),
        Check::Method(same_body),
    ),
    LintRule::new(
        "AIP_0127_WHOLE_NAME",
        "a variable of a path holds the whole resource name",
        &[AIP],
        include_str!("aip_0127_whole_name.md"),
        Check::Method(whole_name),
    ),
    LintRule::new(
        "AIP_0127_JSON_NAME",
        "fields keep their derived JSON name",
        &[AIP],
        include_str!("aip_0127_json_name.md"),
        Check::Field(json_name),
    ),
];

/// Reports the rules that `protoward-http` refuses.
fn valid(cx: &LintContext<'_>, id: FileId, findings: &mut Findings<'_>) {
    for &service in &cx.schema[id].services {
        for &method in &cx.schema[service].methods {
            if protoward_http::rules(cx.schema, method).is_empty() {
                continue;
            }
            let all = protoward_http::bindings_of(cx.schema, method);
            for problem in all.problems {
                if problem.diagnostic.severity == Severity::Error {
                    add(cx, findings, method, &problem);
                }
            }
        }
    }
}

fn distinct(cx: &LintContext<'_>, findings: &mut Findings<'_>) {
    let mut packages: BTreeMap<&str, Vec<ServiceId>> = BTreeMap::new();
    for &file in cx.files {
        packages.entry(cx.schema.package(file)).or_default().extend(&cx.schema[file].services);
    }
    for services in packages.into_values() {
        let all = protoward_http::bindings(cx.schema, &services).bindings;
        let all: Vec<&Binding> = all.iter().collect();
        for problem in protoward_http::duplicates(cx.schema, &all) {
            let Some(method) = method_at(cx, &services, &problem) else { continue };
            add(cx, findings, method, &problem);
        }
    }
}

/// Returns the method whose rule a diagnostic is about.
fn method_at(cx: &LintContext<'_>, services: &[ServiceId], problem: &Approximate) -> Option<MethodId> {
    let place = problem.diagnostic.place()?;
    let mut methods = services.iter().flat_map(|&service| cx.schema[service].methods.iter().copied());
    methods.find(|&method| protoward_http::rules(cx.schema, method).iter().any(|rule| rule.place(cx.schema) == place))
}

/// Adds a diagnostic of `protoward-http` as a finding.
fn add(cx: &LintContext<'_>, findings: &mut Findings<'_>, method: MethodId, problem: &Approximate) {
    let exact = problem.exact(cx.sources, |source| source);
    let Some(place) = exact.place() else { return };
    let finding = findings.push(method, place, exact.message);
    finding.labels = exact.labels;
    finding.help = exact.help;
}

/// Returns `true` if a service has http rules.
fn has_rules(cx: &LintContext<'_>, service: ServiceId) -> bool {
    cx.schema[service].methods.iter().any(|&method| !protoward_http::rules(cx.schema, method).is_empty())
}

fn rule(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>) {
    let method = &cx.schema[id];
    let is_bidi = method.client_streaming && method.server_streaming;
    if !is_bidi && protoward_http::rules(cx.schema, id).is_empty() && has_rules(cx, method.service) {
        let message = format!("`{}` has no http rule, but other methods of the service have", methods::name(cx, id));
        at_name(cx, findings, id, message, "add `option (google.api.http)`, so that HTTP clients can call it");
    }
}

fn bidi_stream(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>) {
    let method = &cx.schema[id];
    if let (true, true, [rule, ..]) =
        (method.client_streaming, method.server_streaming, &protoward_http::rules(cx.schema, id)[..])
    {
        let message = format!("`{}` streams in both directions, which HTTP/1.1 cannot do", methods::name(cx, id));
        findings.push(id, rule.place(cx.schema), message).help =
            Some("remove the http rule, and offer a method that does not stream".to_owned());
    }
}

fn no_put(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>) {
    let is_other = |verb: &HttpMethod| matches!(verb, HttpMethod::Put | HttpMethod::Custom(_));
    // AIP-134 allows PUT for resources that are always replaced as a whole, and has its own rule.
    let is_update = Verb::Update.noun(cx, id).is_some();
    if let Some(route) = methods::routes(cx, id).into_iter().find(|route| is_other(&route.verb) && !is_update) {
        let message = format!("`{}` is bound to {}", methods::name(cx, id), route.verb.name());
        standard::at_rule(cx, findings, &route, message, "use `get`, `post`, `patch` or `delete`");
    }
}

fn same_body(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>) {
    let mut all = methods::routes(cx, id);
    all.retain(|route| !route.verb.has_no_body());
    let Some((first, rest)) = all.split_first() else { return };
    if let Some(other) = rest.iter().find(|route| route.rule.body != first.rule.body) {
        let message = format!("the bindings of `{}` have different bodies", methods::name(cx, id));
        let help = format!("write `body: \"{}\"` in all of them", first.rule.body);
        standard::at_rule(cx, findings, other, message, help);
    }
}

/// Reports a path with two or more variables for IDs, such as `/v1/shelves/{shelf}/books/{book}`.
fn whole_name(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>) {
    let is_in_parts = |route: &methods::Route| {
        let single = route.template.variables().iter().filter(|variable| !variable.is_multi_segment());
        single.count() > 1
    };
    if let Some(route) = methods::routes(cx, id).into_iter().find(is_in_parts) {
        let message = format!("the path of `{}` has one variable for each ID", methods::name(cx, id));
        let help = "write one variable for the whole resource name, such as `{name=shelves/*/books/*}`";
        standard::at_rule(cx, findings, &route, message, help);
    }
}

fn json_name(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    let field = &cx.schema[id];
    let name = types::name(cx, id);
    let wanted = protoward_schema::default_json_name(name);
    let is_derived = field.json_name_made || field.json_name.is_none_or(|json| cx.schema.text(json) == wanted);
    if !is_derived && !field.is_extension() {
        let message = format!("`{name}` has the JSON name `{}`, and not `{wanted}`", cx.schema.json_name(id));
        at(cx, findings, id, &[10], message, "remove `json_name`, so that clients can derive one name from the other");
    }
}
