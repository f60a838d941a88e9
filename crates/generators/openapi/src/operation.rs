//! An operation: one binding of a method, with its parameters, bodies and errors. A method has one for each binding.

use super::comments::{description, summary};
use super::object::{JsonValue, Object};
use super::parameters::parameters;
use super::paths::Path;
use super::schemas::Schemas;
use super::{masks, options};
use protoward_http::{Binding, Body, HttpMethod};
use protoward_schema::{FieldId, MessageId, Presence, Schema};

const JSON: &str = "application/json";
const JSON_LINES: &str = "application/x-ndjson";
const EVENTS: &str = "text/event-stream";
/// The reference to the [`error`] response.
const ERROR: &str = "#/components/responses/Error";

/// Returns the operation of a binding. `operation` has its id and its tag.
pub(super) fn operation<'a>(
    schemas: &mut Schemas<'a>,
    binding: &'a Binding,
    path: &Path,
    mut operation: Object<'a>,
) -> Object<'a> {
    let schema = schemas.schema;
    let comment = description(schema, binding.method);
    let summary = comment.as_deref().and_then(summary);
    operation.set("summary", summary.unwrap_or_else(|| words(schema.name(binding.method.into()))));
    comment.into_iter().for_each(|comment| operation.set("description", comment));
    if is_deprecated(schema, binding) {
        operation.set("deprecated", true);
    }
    options::add_to_operation(schemas.codec, binding.method, &mut operation);
    let parameters = parameters(schemas, binding, path);
    if !parameters.is_empty() {
        operation.set("parameters", JsonValue::list(parameters));
    }
    if let Some(body) = request(schemas, binding) {
        operation.set("requestBody", body);
    }
    let failed = || Object::of("$ref", ERROR);
    let responses = Object::of("200", response(schemas, binding)).with("4XX", failed()).with("default", failed());
    operation.set("responses", responses);
    operation.set("x-http-template", binding.path.as_str());
    operation
}

fn is_deprecated(schema: &Schema, binding: &Binding) -> bool {
    let service = &schema[schema[binding.method].service];
    let flags = [
        schema[binding.method].options.deprecated(),
        service.options.deprecated(),
        schema[service.file].options.deprecated(),
    ];
    flags.contains(&Some(true))
}

fn request<'a>(schemas: &mut Schemas<'a>, binding: &Binding) -> Option<Object<'a>> {
    let schema = schemas.schema;
    let method = &schema[binding.method];
    let part = match binding.body {
        Body::None => return None,
        Body::All => BodyContent::Message(method.input),
        Body::Field(field) => part(schema, field),
    };
    let mut body = Object::default();
    if let Body::Field(field) = binding.body {
        description(schema, field).into_iter().for_each(|comment| body.set("description", comment));
    }
    let content = match part {
        BodyContent::Message(id) if is_http_body(schema, id) => any_content(),
        BodyContent::Message(id) => {
            let of = message_in_body(schemas, binding, id);
            Object::of(if method.client_streaming { JSON_LINES } else { JSON }, Object::of("schema", of))
        }
        BodyContent::Field(field) => {
            let (mut of, _) = schemas.property(field);
            of.remove("description");
            Object::of(JSON, Object::of("schema", of))
        }
    };
    let body = body.with("content", content);
    Some(if is_body_required(schemas, binding) { body.with("required", true) } else { body })
}

/// Returns the schema of a message in the body. `*` omits the fields bound by the path. A message field is a
/// reference, unless it requires fields that the path binds, which are then omitted too.
fn message_in_body<'s>(schemas: &mut Schemas<'s>, binding: &Binding, id: MessageId) -> Object<'s> {
    let bound = bound_in_body(binding);
    if binding.body == Body::All {
        return if bound.is_empty() { schemas.message(id) } else { schemas.object(id, &bound) };
    }
    let required: Vec<FieldId> =
        schemas.schema[id].fields.iter().copied().filter(|&field| is_required(schemas, field)).collect();
    let is_partial = is_partial(schemas.schema, binding);
    // A message without a required field of proto2 is not valid, even as a part.
    let is_left = |field: &FieldId| !is_partial || schemas.schema[*field].presence() == Presence::Required;
    let left: Vec<String> = required.iter().filter(|field| is_left(field)).map(|&it| schemas.field_name(it)).collect();
    let is_bound = bound.iter().filter_map(|path| path.last()).any(|&field| is_required(schemas, field));
    if left.len() == required.len() && !is_bound {
        return schemas.message(id);
    }
    let mut object = schemas.object(id, &bound);
    if let Some(JsonValue::List(mut names)) = object.remove("required") {
        names.retain(|name| name.text().is_some_and(|name| left.iter().any(|left| left == name)));
        if !names.is_empty() {
            object.set("required", JsonValue::List(names));
        }
    }
    object
}

/// Returns `true` if the body contains only the fields to change: a `PATCH` with a field mask, which defaults to the
/// fields in the body.
fn is_partial(schema: &Schema, binding: &Binding) -> bool {
    let mut fields = schema[schema[binding.method].input].fields.iter();
    binding.verb == HttpMethod::Patch && fields.any(|&field| masks::is_update_mask(schema, field))
}

/// Returns `true` if the body is required, because a required field would be missing without it.
fn is_body_required(schemas: &Schemas<'_>, binding: &Binding) -> bool {
    let method = &schemas.schema[binding.method];
    if method.client_streaming {
        return false;
    }
    match binding.body {
        Body::None => false,
        Body::Field(field) => is_required(schemas, field),
        Body::All => {
            let is_bound = |field: FieldId| binding.variables.iter().any(|path| path.first() == Some(&field));
            let mut fields = schemas.schema[method.input].fields.iter();
            fields.any(|&field| !is_bound(field) && is_required(schemas, field))
        }
    }
}

fn is_required(schemas: &Schemas<'_>, field: FieldId) -> bool {
    schemas.annotate(field, &mut Object::default())
}

/// Returns the paths of fields from the body message that the path binds.
fn bound_in_body(binding: &Binding) -> Vec<&[FieldId]> {
    let bound = |path: &'_ [FieldId]| -> Option<usize> {
        match (binding.body, path) {
            (Body::All, _) => Some(0),
            (Body::Field(body), [first, _, ..]) if *first == body => Some(1),
            _ => None,
        }
    };
    binding.variables.iter().filter_map(|path| path.get(bound(path)?..)).collect()
}

fn response<'a>(schemas: &mut Schemas<'a>, binding: &Binding) -> Object<'a> {
    let schema = schemas.schema;
    let method = &schema[binding.method];
    let part = binding.response_body.map_or(BodyContent::Message(method.output), |field| part(schema, field));
    let comment = match part {
        // The comments of well-known types describe the type, not the response.
        BodyContent::Message(id) if schema.text(schema[id].full_name).starts_with("google.protobuf.") => None,
        BodyContent::Message(id) => description(schema, id),
        BodyContent::Field(field) => description(schema, field),
    };
    let words = comment.and_then(|comment| summary(&comment));
    let words = words.unwrap_or_else(|| "OK".to_owned());
    let content = match part {
        BodyContent::Message(id) if is_http_body(schema, id) => any_content(),
        BodyContent::Message(id) => contents(schemas.message(id), method.server_streaming),
        BodyContent::Field(field) => {
            let (mut of, _) = schemas.property(field);
            of.remove("description");
            contents(of, method.server_streaming)
        }
    };
    let is_raw = matches!(part, BodyContent::Message(id) if is_http_body(schema, id));
    let words = match (method.server_streaming, is_raw) {
        (false, _) => words,
        (true, true) => format!("{words}\n\nA stream: the content of all messages, one after the other."),
        (true, false) => format!("{words}\n\nA stream: each line, or the data of each event, is one message."),
    };
    Object::of("description", words).with("content", content)
}

fn contents(of: Object<'_>, is_stream: bool) -> Object<'_> {
    let media = Object::of("schema", of);
    if is_stream { Object::of(JSON_LINES, media.clone()).with(EVENTS, media) } else { Object::of(JSON, media) }
}

/// Returns the response of every operation that fails.
pub(super) fn error<'a>(schemas: &mut Schemas<'a>) -> Object<'a> {
    let media = Object::of("schema", schemas.error());
    Object::of("description", "Error").with("content", Object::of(JSON, media))
}

/// The content of a body: a message, or a field of another type.
enum BodyContent {
    Message(MessageId),
    Field(FieldId),
}

fn part(schema: &Schema, field: FieldId) -> BodyContent {
    let is_single = matches!(schema.shape(field), protoward_schema::Shape::Single(_));
    match schema[field].ty.message().filter(|_| is_single) {
        Some(message) => BodyContent::Message(message),
        None => BodyContent::Field(field),
    }
}

/// Returns `true` for a raw body with its own content type.
fn is_http_body(schema: &Schema, message: MessageId) -> bool {
    schema.text(schema[message].full_name) == "google.api.HttpBody"
}

/// Returns content of any type.
fn any_content() -> Object<'static> {
    Object::of("*/*", Object::of("schema", Object::default()))
}

/// Returns the words of a method name: `List books` for `ListBooks`.
fn words(name: &str) -> String {
    let mut words = String::new();
    let mut characters = name.chars().peekable();
    let mut before = None;
    while let Some(character) = characters.next() {
        let is_next_lower = characters.peek().is_some_and(char::is_ascii_lowercase);
        let is_start = character.is_ascii_uppercase()
            && (before.is_some_and(|before: char| before.is_ascii_lowercase()) || before.is_some() && is_next_lower);
        match character {
            '_' => words.push(' '),
            _ if is_start => {
                words.push(' ');
                // An abbreviation keeps its letters: `GetIAMPolicy`.
                words.push(if is_next_lower { character.to_ascii_lowercase() } else { character });
            }
            _ => words.push(character),
        }
        before = Some(character);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_the_names_of_methods() {
        for (name, expected) in [
            ("ListBooks", "List books"),
            ("GetIAMPolicy", "Get IAM policy"),
            ("Get", "Get"),
            ("get_book", "get book"),
            ("HTTPGet", "HTTP get"),
            ("ListV2Books", "List V2 books"),
        ] {
            assert_eq!(words(name), expected);
        }
    }
}
