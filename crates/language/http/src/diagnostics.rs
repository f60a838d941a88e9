//! Diagnostics of HTTP rules. A rule of a service YAML has its place in the message, since only the schema is a
//! source.

use protoward_http_template::{TemplateError, Variable};

use super::binding::dotted;
use super::rule::{Rule, place_of};
use super::{Binding, HttpMethod};
use protoward_schema::{FieldId, MessageId, Schema};
use protoward_source::{Approximate, Code, Diagnostic, nearest};

/// A rule of `google.api.http` that cannot be used.
const HTTP: Code = Code::new("http-rule");

/// A field name that a rule uses and a message lacks.
pub(super) struct Missing<'a> {
    /// The message without the field.
    pub(super) message: MessageId,
    pub(super) name: &'a str,
}

fn error(schema: &Schema, rule: &Rule, words: impl std::fmt::Display) -> Diagnostic {
    Diagnostic::error(HTTP, prefixed(schema, rule, words))
}

fn warning(schema: &Schema, rule: &Rule, words: impl std::fmt::Display) -> Diagnostic {
    Diagnostic::warning(HTTP, prefixed(schema, rule, words))
}

/// Returns the message of a diagnostic. It starts with the place in the service YAML, which labels cannot have.
fn prefixed(schema: &Schema, rule: &Rule, words: impl std::fmt::Display) -> String {
    let origin = rule.origin.as_ref().map(|place| format!("{place}: ")).unwrap_or_default();
    format!("{origin}the http rule of `{}` {words}", schema.full_name(rule.method.into()))
}

/// Adds the location of the rule, narrowed to a text in it.
fn at(diagnostic: Diagnostic, schema: &Schema, rule: &Rule, label: &str, text: &str) -> Approximate {
    Approximate::new(diagnostic.label(rule.place(schema), label)).narrowed(text)
}

pub(super) fn no_pattern(schema: &Schema, rule: &Rule) -> Approximate {
    let diagnostic = error(schema, rule, "has no pattern")
        .label(rule.place(schema), "neither `get`, `put`, `post`, `delete`, `patch` nor `custom`")
        .help("add the HTTP method and its path, as in `get: \"/v1/books/{id}\"`");
    Approximate::new(diagnostic)
}

pub(super) fn no_kind(schema: &Schema, rule: &Rule) -> Approximate {
    let diagnostic = error(schema, rule, "has a custom pattern without `kind`")
        .label(rule.place(schema), "missing `kind`")
        .help("add the HTTP method, as in `custom: { kind: \"HEAD\" path: \"/v1/books\" }`");
    Approximate::new(diagnostic)
}

pub(super) fn nested(schema: &Schema, rule: &Rule) -> Approximate {
    let diagnostic = error(schema, rule, "has nested `additional_bindings`")
        .help("list all bindings in the `additional_bindings` of the outermost rule");
    at(diagnostic, schema, rule, "only one level deep", rule.pattern.as_ref().map_or("", |(_, path)| path))
}

pub(super) fn template(schema: &Schema, rule: &Rule, template: &str, error: &TemplateError) -> Approximate {
    let diagnostic = self::error(schema, rule, format_args!("has an invalid path template: {error}"));
    let range = error.range();
    at(diagnostic.help(error.help()), schema, rule, "in this template", template).within(range)
}

pub(super) fn departure(schema: &Schema, rule: &Rule, template: &str, error: &TemplateError) -> Approximate {
    let diagnostic = warning(schema, rule, format_args!("has a path template that other tools may reject: {error}"));
    at(diagnostic.help(error.help()), schema, rule, "in this template", template).within(error.range())
}

pub(super) fn no_field(
    schema: &Schema,
    rule: &Rule,
    variable: &Variable,
    template: &str,
    missing: &Missing<'_>,
) -> Approximate {
    let &Missing { message, name } = missing;
    let of = schema.full_name(message.into());
    let diagnostic = error(schema, rule, format_args!("refers to the unknown field `{}`", variable.dotted()));
    let diagnostic = diagnostic.help(known(schema, message, name));
    at(diagnostic, schema, rule, &format!("`{of}` has no field `{name}`"), template).within(variable.span())
}

pub(super) fn repeated(
    schema: &Schema,
    rule: &Rule,
    variable: &Variable,
    template: &str,
    field: FieldId,
) -> Approximate {
    let what = if is_map(schema, field) { "map" } else { "repeated" };
    let words = format_args!("binds the {what} field `{}` in its path", variable.dotted()).to_string();
    let help = "a variable has one value; move the field to the query or the body, or bind another field";
    let diagnostic = error(schema, rule, words).help(help);
    let mut problem = at(diagnostic, schema, rule, "not allowed in a path", template).within(variable.span());
    problem.diagnostic = problem.diagnostic.label(schema.place(field), format!("{what} field"));
    problem
}

pub(super) fn message(
    schema: &Schema,
    rule: &Rule,
    variable: &Variable,
    template: &str,
    field: FieldId,
) -> Approximate {
    let diagnostic = error(schema, rule, format_args!("binds the message field `{}` in its path", variable.dotted()));
    let inner = schema[field].ty.message().and_then(|message| schema[message].fields.first().copied());
    let inner = inner.map_or_else(|| "field".to_owned(), |inner| schema.text(schema[inner].name).to_owned());
    let help = format!("bind a field of the message, as in `{{{}.{inner}}}`", variable.dotted());
    let mut problem =
        at(diagnostic.help(help), schema, rule, "not allowed in a path", template).within(variable.span());
    problem.diagnostic = problem.diagnostic.label(schema.place(field), "message field");
    problem
}

pub(super) fn no_message(
    schema: &Schema,
    rule: &Rule,
    variable: &Variable,
    template: &str,
    field: FieldId,
) -> Approximate {
    let name = schema.text(schema[field].name);
    let words = format!("refers to `{}`, but `{name}` is not a message", variable.dotted());
    let diagnostic = error(schema, rule, words).help(format!("bind the field itself: `{{{name}}}`"));
    let mut problem = at(diagnostic, schema, rule, "not a field of a message", template).within(variable.span());
    problem.diagnostic = problem.diagnostic.label(schema.place(field), "not a message field");
    problem
}

pub(super) fn no_body(schema: &Schema, rule: &Rule, input: MessageId) -> Approximate {
    let name = &rule.body;
    let of = schema.full_name(input.into());
    let diagnostic = error(schema, rule, format_args!("has the body `{name}`, which is not a field of `{of}`"));
    let help = if name.contains('.') {
        "a body is a field of the request, not a nested field; use the outer field, or `*`".to_owned()
    } else {
        format!("{}`*` selects all fields that the path does not bind", sentence(known(schema, input, name)))
    };
    at(diagnostic.help(help), schema, rule, "not a field of the request", name)
}

pub(super) fn no_response_body(schema: &Schema, rule: &Rule, output: MessageId) -> Approximate {
    let name = &rule.response_body;
    let of = schema.full_name(output.into());
    let diagnostic =
        error(schema, rule, format_args!("has the response body `{name}`, which is not a field of `{of}`"));
    let help = sentence(known(schema, output, name)) + "without `response_body`, the whole response is the body";
    at(diagnostic.help(help), schema, rule, "not a field of the response", name)
}

pub(super) fn body_of(schema: &Schema, rule: &Rule, verb: &HttpMethod) -> Approximate {
    let words = format!("has a body for {}, which many clients and proxies do not send", verb.name());
    let help = "remove `body`, so that the fields become query parameters, or use `post` (https://google.aip.dev/127)";
    at(warning(schema, rule, words).help(help), schema, rule, "body", &rule.body)
}

/// Returns the warning about a rule whose request has no fields in JSON. Servers that set fields one by one serve such a rule.
pub(super) fn no_fields(schema: &Schema, rule: &Rule, message: MessageId) -> Approximate {
    let diagnostic = warning(schema, rule, without_fields(schema, message)).help(WHOLE_BODY);
    at(diagnostic, schema, rule, NAMES_FIELDS, rule.pattern.as_ref().map_or("", |(_, path)| path))
}

/// Returns the error about a binding as [`no_fields`], for servers that cannot serve it.
pub(super) fn no_fields_of(schema: &Schema, binding: &Binding, message: MessageId) -> Approximate {
    let method = schema.full_name(binding.method.into());
    let words = format!("the http rule of `{method}` {}", without_fields(schema, message));
    let diagnostic = Diagnostic::error(HTTP, words).help(WHOLE_BODY);
    Approximate::new(diagnostic.label(place_of(schema, binding.method), NAMES_FIELDS)).narrowed(&binding.path)
}

const NAMES_FIELDS: &str = "the path, the query or `body` names fields";
const WHOLE_BODY: &str = "use `body: \"*\"` and no such field in the path, or a message of your own";

fn without_fields(schema: &Schema, message: MessageId) -> String {
    format!("takes fields of `{}`, which its JSON does not have", schema.full_name(message.into()))
}

pub(super) fn unsendable(schema: &Schema, rule: &Rule, path: &[FieldId]) -> Approximate {
    let words = format!("omits the field `{}`, which cannot be a query parameter", dotted(schema, path));
    let diagnostic = warning(schema, rule, words)
        .label(rule.place(schema), "in neither the path nor the body")
        .help("query parameters are scalars, enums, and lists of them; use a rule with a `body`");
    Approximate::new(match path.last() {
        Some(&field) => diagnostic.label(schema.place(field), "the field"),
        None => diagnostic,
    })
}

pub(super) fn too_many_parameters(schema: &Schema, rule: &Rule) -> Approximate {
    let diagnostic = error(schema, rule, "has too many query parameters")
        .label(rule.place(schema), "all fields of the messages in the request")
        .help("use a rule with a `body`, so that messages are sent as JSON");
    Approximate::new(diagnostic)
}

pub(super) fn duplicate(schema: &Schema, first: &Binding, again: &Binding) -> Approximate {
    let name = |binding: &Binding| schema.full_name(binding.method.into());
    let verb = again.verb.name();
    let words = if first.method == again.method {
        format!("duplicate binding of `{}` to {verb} {}", name(again), again.template.shape())
    } else {
        format!("`{}` and `{}` are both bound to {verb} {}", name(first), name(again), again.template.shape())
    };
    let diagnostic = Diagnostic::error(HTTP, words)
        .label(place_of(schema, again.method), format!("{verb} {}, again", again.path))
        .help("change one of the paths or HTTP methods: only one method can answer a request");
    let mut problem = Approximate::new(diagnostic).narrowed(&again.path);
    let label = format!("{verb} {}, first", first.path);
    problem.diagnostic = problem.diagnostic.label(place_of(schema, first.method), label);
    problem.narrowed(&first.path)
}

fn is_map(schema: &Schema, field: FieldId) -> bool {
    schema[field].ty.message().is_some_and(|message| schema.is_map_entry(message))
}

/// Returns a sentence with a separator.
fn sentence(words: String) -> String {
    if words.ends_with('?') { words + " " } else { words + "; " }
}

/// Returns a proposal for an unknown field name.
fn known(schema: &Schema, message: MessageId, name: &str) -> String {
    let names: Vec<&str> = schema[message].fields.iter().map(|&field| schema.text(schema[field].name)).collect();
    match (nearest(name, names.iter().copied()).first(), names.as_slice()) {
        (Some(near), _) => format!("did you mean `{near}`?"),
        (None, []) => format!("`{}` has no fields", schema.full_name(message.into())),
        (None, names) => {
            const MOST: usize = 8;
            let shown: Vec<String> = names.iter().take(MOST).map(|name| format!("`{name}`")).collect();
            let more = if names.len() > MOST { ", …" } else { "" };
            format!("its fields are {}{more}", shown.join(", "))
        }
    }
}
