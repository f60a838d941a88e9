//! The new handling of requests that the old bindings of a method answered.

use std::collections::BTreeSet;

use super::bindings::Bindings;
use super::fields::{is_same_field, is_same_path};
use super::probes;
use crate::comparison::{Comparison, Pair};
use crate::spot::ElementPlace;
use protoward_http::{Binding, Body, FieldPath, RouteResult, SampleRequest, package, sample};
use protoward_schema::annotations::Annotation;
use protoward_schema::{FieldId, MethodId, Presence, Schema, Shape};

/// A request that an old binding answered, and its handling in the new version.
#[derive(Clone, Debug)]
pub(crate) struct RequestOutcome<'a> {
    pub(crate) pair: Pair<MethodId>,
    pub(crate) old: &'a Binding,
    pub(crate) verb: String,
    pub(crate) path: String,
    pub(crate) now: NewHandling<'a>,
}

/// The handling of a request in the new version.
#[derive(Clone, Debug)]
pub(crate) enum NewHandling<'a> {
    /// Not routed, with the HTTP methods that the path supports.
    Nobody(Vec<String>),
    /// Routed to another method; the old one has no binding for the path.
    Another(&'a Binding),
    /// Routed to another method, whose binding precedes that of the old method.
    Shadowed { by: &'a Binding, own: &'a Binding },
    /// Routed to the same method by this binding.
    Same(&'a Binding),
    /// Routed to the same method, but the path sets other fields or other values.
    Rebound(&'a Binding),
}

/// Returns the new handling of the requests of a method: for each binding, the simplest request per outcome.
pub(crate) fn fates<'a>(cx: &'a Comparison<'_>, pair: Pair<MethodId>) -> Vec<RequestOutcome<'a>> {
    cx.rest().old.of_method(pair.old).flat_map(|old| of_binding(cx, pair, old)).collect()
}

/// Returns the new handling of requests as [`fates`] does, or nothing for a method whose HTTP API is the same in both versions.
pub(crate) fn changed_fates<'a>(cx: &'a Comparison<'_>, pair: Pair<MethodId>) -> Vec<RequestOutcome<'a>> {
    if cx.rest().is_same_api(pair) { Vec::new() } else { fates(cx, pair) }
}

fn of_binding<'a>(cx: &'a Comparison<'_>, pair: Pair<MethodId>, old: &'a Binding) -> Vec<RequestOutcome<'a>> {
    let rest = cx.rest();
    let was = package(cx.old, pair.old);
    let is = package(cx.new, pair.new);
    let mut fates: Vec<RequestOutcome<'a>> = Vec::new();
    let mut seen = BTreeSet::new();
    for verb in verbs(rest, Pair { old: was, new: is }, old) {
        let rivals = rest.new.of_package(is).filter(|rival| rival.verb.is_any() || rival.verb.name() == verb);
        let rivals: Vec<_> =
            if rest.is_unchanged(was, is) { Vec::new() } else { rivals.map(|rival| &rival.template).collect() };
        for path in probes::paths(&old.template, &rivals, |segment| sample_at(cx.old, old, segment)) {
            let RouteResult::Found(binding, values) = rest.old.find(was, &verb, &path) else { continue };
            let is_read = |(path, value): &(FieldPath, String)| {
                path.last().is_some_and(|&field| sample::accepts(cx.old, field, value))
            };
            if binding != old || !values.iter().all(is_read) {
                continue;
            }
            let request = Request { package: is, verb: &verb, path: &path, values: &values };
            let now = now(cx, pair.new, request);
            if seen.insert(now.key()) {
                fates.push(RequestOutcome { pair, old, verb: verb.clone(), path, now });
            }
        }
    }
    fates
}

/// Returns the HTTP methods of a binding that can lead to different results.
fn verbs(rest: &Bindings, packages: Pair<&str>, binding: &Binding) -> Vec<String> {
    if !binding.verb.is_any() {
        return vec![binding.verb.name().to_owned()];
    }
    let known =
        rest.old.of_package(packages.old).chain(rest.new.of_package(packages.new)).map(|binding| binding.verb.name());
    let usual = ["GET", "POST", "PUT", "PATCH", "DELETE"].into_iter();
    let mut seen = BTreeSet::new();
    usual.chain(known).filter(|verb| *verb != "*" && seen.insert(*verb)).map(str::to_owned).collect()
}

/// Returns a sample value for the variable at a segment of a template if its type restricts the text.
fn sample_at(schema: &Schema, binding: &Binding, segment: usize) -> Option<String> {
    let variables = binding.template.variables().iter().zip(&binding.variables);
    let mut of_segment = variables.filter(|(variable, _)| variable.segments() == (segment..segment + 1));
    of_segment.next().and_then(|(_, path)| sample::text(schema, *path.last()?))
}

/// A request to the new server, with the values that the old binding captures from the path.
#[derive(Clone, Copy)]
struct Request<'r> {
    package: &'r str,
    verb: &'r str,
    path: &'r str,
    values: &'r [(FieldPath, String)],
}

fn now<'a>(cx: &'a Comparison<'_>, method: MethodId, request: Request<'_>) -> NewHandling<'a> {
    let Request { package, verb, path, values } = request;
    let new = &cx.rest().new;
    match new.find(package, verb, path) {
        RouteResult::Found(binding, found) if binding.method == method => {
            if has_same_values(cx, values, &found) {
                NewHandling::Same(binding)
            } else {
                NewHandling::Rebound(binding)
            }
        }
        RouteResult::Found(by, _) => match new.of_method(method).find(|own| own.answers(verb, path)) {
            Some(own) => NewHandling::Shadowed { by, own },
            None => NewHandling::Another(by),
        },
        RouteResult::MethodNotAllowed(verbs) => NewHandling::Nobody(verbs),
        RouteResult::NotFound | RouteResult::Malformed => NewHandling::Nobody(Vec::new()),
    }
}

/// Returns `true` if a path sets the same fields to the same values. An empty string counts as unset, unless the
/// field has explicit presence.
fn has_same_values(cx: &Comparison<'_>, old: &[(FieldPath, String)], new: &[(FieldPath, String)]) -> bool {
    let old: Vec<_> = old.iter().filter(|(path, value)| is_set(cx.old, path, value)).collect();
    let new: Vec<_> = new.iter().filter(|(path, value)| is_set(cx.new, path, value)).collect();
    let is_there = |(path, value): &&(FieldPath, String)| {
        new.iter().any(|(other, found)| found == value && is_same_path(cx.old, path, cx.new, other))
    };
    old.len() == new.len() && old.iter().all(is_there)
}

fn is_set(schema: &Schema, path: &[FieldId], value: &str) -> bool {
    let keeps_nothing = |&field: &FieldId| schema.shape(field) == Shape::Single(Presence::Implicit);
    !(value.is_empty() && path.len() == 1 && path.iter().all(keeps_nothing))
}

impl NewHandling<'_> {
    /// Returns a key that is equal for outcomes reported together.
    fn key(&self) -> (u8, Option<(MethodId, usize)>) {
        let place = |binding: &Binding| Some((binding.method, binding.position));
        match self {
            Self::Nobody(_) => (0, None),
            Self::Another(binding) => (1, Some((binding.method, 0))),
            Self::Shadowed { by, .. } => (2, Some((by.method, 0))),
            Self::Same(binding) => (3, place(binding)),
            Self::Rebound(binding) => (4, place(binding)),
        }
    }
}

impl RequestOutcome<'_> {
    /// Returns the request, with a body if the old binding has one.
    pub(crate) fn call(&self, schema: &Schema) -> SampleRequest {
        let body = body(schema, self.old);
        SampleRequest { verb: self.verb.clone(), path: self.path.clone(), query: Vec::new(), body, answer: None }
    }
}

/// Returns a sample body for a binding.
fn body(schema: &Schema, binding: &Binding) -> Option<String> {
    match binding.body {
        Body::None => None,
        Body::Field(field) => Some(sample::json(schema, field, None)),
        Body::All => {
            let path = sample::field_of(schema, schema[binding.method].input, &binding.variables);
            Some(path.map_or_else(|| "{}".to_owned(), |path| sample::nested(schema, &path)))
        }
    }
}

/// Returns a query parameter with a value that differs from those in paths.
pub(crate) fn sample_query(schema: &Schema, path: &[FieldId]) -> (String, String) {
    let name = path.iter().map(|&field| schema.json_name(field)).collect::<Vec<_>>().join(".");
    let value = path.last().and_then(|&field| sample::text(schema, field));
    (name, value.unwrap_or_else(|| "99".to_owned()))
}

/// Returns the new fields that correspond to a path of fields in the old request.
pub(crate) fn counterpart(cx: &Comparison<'_>, pair: Pair<MethodId>, path: &[FieldId]) -> Option<FieldPath> {
    let mut message = Some(cx.new[pair.new].input);
    path.iter()
        .map(|&was| {
            let found = cx.new[message?].fields.iter().copied().find(|&is| is_same_field(cx.old, was, cx.new, is))?;
            message = cx.new[found].ty.message();
            Some(found)
        })
        .collect()
}

const HTTP: Annotation = Annotation { name: "google.api.http", number: 72_295_728 };

/// Returns the places of the HTTP rules of a method.
pub(crate) fn spots(cx: &Comparison<'_>, pair: Pair<MethodId>) -> (ElementPlace, ElementPlace) {
    let was = parts(cx.old, pair.old);
    (option_spot(cx, pair.new), cx.was_any(pair.old, &was.iter().map(Vec::as_slice).collect::<Vec<_>>()))
}

/// Returns the place of the HTTP rule of the new method.
pub(crate) fn option_spot(cx: &Comparison<'_>, method: MethodId) -> ElementPlace {
    let now = parts(cx.new, method);
    cx.now_any(method, &now.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

/// Returns the paths of the option and of its parts, because it may be written as a whole or field by field.
fn parts(schema: &Schema, id: MethodId) -> Vec<Vec<i32>> {
    let option = HTTP.path(schema, id.into());
    let parts: Vec<_> = (2..=12).map(|part| [&option[..], &[part]].concat()).collect();
    std::iter::once(option).chain(parts).collect()
}
