//! Options of messages, fields and enums, as keywords of their schemas.

use super::super::object::{JsonValue, Object};
use super::{GNOSTIC, OPENAPIV2, first};
use protoward_dynamic::Codec;
use protoward_schema::Element;
use protoward_schema::annotations::Annotation;
use protoward_values::parse_yaml;

const FIELD: [Annotation; 2] = [
    Annotation { name: "openapi.v3.property", number: GNOSTIC },
    Annotation { name: "grpc.gateway.protoc_gen_openapiv2.options.openapiv2_field", number: OPENAPIV2 },
];
const MESSAGE: [Annotation; 2] = [
    Annotation { name: "openapi.v3.schema", number: GNOSTIC },
    Annotation { name: "grpc.gateway.protoc_gen_openapiv2.options.openapiv2_schema", number: OPENAPIV2 },
];
const ENUM: [Annotation; 1] =
    [Annotation { name: "grpc.gateway.protoc_gen_openapiv2.options.openapiv2_enum", number: OPENAPIV2 }];

/// Keywords that are the same in an option and in a schema.
const SAME: [&str; 8] =
    ["title", "description", "format", "pattern", "readOnly", "writeOnly", "deprecated", "externalDocs"];
/// Keywords with a number, which is a string in the JSON of 64-bit integers.
const NUMBERS: [&str; 9] = [
    "multipleOf",
    "maximum",
    "minimum",
    "maxLength",
    "minLength",
    "maxItems",
    "minItems",
    "maxProperties",
    "minProperties",
];

/// Adds the options of a field, a message or an enum to its schema.
pub(in super::super) fn add(codec: &Codec<'_>, element: impl Into<Element>, schema: &mut Object<'_>) {
    let element = element.into();
    let options = match element {
        Element::Field(_) => &FIELD[..],
        Element::Message(_) => &MESSAGE[..],
        Element::Enum(_) => &ENUM[..],
        _ => return,
    };
    let Some(mut found) = first(codec, options, element) else { return };
    // The options of openapiv2 for a message are in an object of their own.
    if let Some(JsonValue::Object(inner)) = found.remove("jsonSchema") {
        found.extend(inner);
    }
    for key in SAME {
        found.remove(key).into_iter().for_each(|value| schema.set(key, value));
    }
    for key in NUMBERS {
        if let Some(JsonValue::Number(number) | JsonValue::Text(number)) = found.remove(key) {
            schema.set(key, JsonValue::Number(number));
        }
    }
    for (flag, bound) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
        if found.remove(flag) == Some(JsonValue::Bool(true)) {
            schema.remove(bound).into_iter().for_each(|number| schema.set(flag, number));
        }
    }
    if found.remove("uniqueItems") == Some(JsonValue::Bool(true)) {
        schema.set("uniqueItems", true);
    }
    if found.remove("nullable") == Some(JsonValue::Bool(true)) {
        nullable(schema);
    }
    found.remove("default").and_then(value).into_iter().for_each(|default| schema.set("default", default));
    if let Some(example) = found.remove("example").and_then(value) {
        schema.set("examples", JsonValue::List(vec![example]));
    }
}

fn nullable(schema: &mut Object<'_>) {
    if let Some(JsonValue::Text(name)) = schema.get("type").cloned() {
        schema.set("type", JsonValue::list([JsonValue::Text(name), "null".into()]));
    }
}

/// Returns a value in an option: a text in JSON or YAML, or an object of gnostic with the kind of its value as key.
fn value(value: JsonValue<'static>) -> Option<JsonValue<'static>> {
    match value {
        JsonValue::Text(text) => Some(parsed(&text)),
        JsonValue::Object(mut object) => match object.remove("yaml") {
            Some(yaml) => yaml.text().map(parsed),
            None => ["number", "boolean", "string"].iter().find_map(|key| object.remove(key)),
        },
        other => Some(other),
    }
}

fn parsed(text: &str) -> JsonValue<'static> {
    parse_yaml(text.as_bytes()).map_or_else(|_| text.to_owned().into(), JsonValue::from)
}
