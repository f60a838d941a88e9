//! Options of messages, fields and enums, as keywords of their schemas.

use super::super::integers;
use super::super::object::{JsonValue, Object};
use super::super::types::{SIGNED, UNSIGNED};
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
const NUMBERS: [&str; 6] = ["maxLength", "minLength", "maxItems", "minItems", "maxProperties", "minProperties"];
/// Keywords with a number that are for numbers.
const BOUNDS: [&str; 3] = ["multipleOf", "maximum", "minimum"];

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
        number(&mut found, key).into_iter().for_each(|number| schema.set(key, number));
    }
    bounds(&mut found, schema);
    if found.remove("uniqueItems") == Some(JsonValue::Bool(true)) {
        schema.set("uniqueItems", true);
    }
    if found.remove("nullable") == Some(JsonValue::Bool(true)) {
        nullable(schema);
    }
    let value_of =
        |option: Option<JsonValue<'static>>| option.and_then(|option| value(option, has_type(schema, "string")));
    let [default, example] = ["default", "example"].map(|key| value_of(found.remove(key)));
    default.into_iter().for_each(|default| schema.set("default", default));
    example.into_iter().for_each(|example| schema.set("examples", JsonValue::List(vec![example])));
}

/// Adds the bounds of numbers. Those of 64-bit integers, which are strings in JSON, become a pattern, unless there is one.
fn bounds(found: &mut Object<'static>, schema: &mut Object<'_>) {
    let mut options = Object::default();
    for key in BOUNDS {
        number(found, key).into_iter().for_each(|number| options.set(key, number));
    }
    for (flag, bound) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
        if found.remove(flag) == Some(JsonValue::Bool(true)) {
            options.remove(bound).into_iter().for_each(|number| options.set(flag, number));
        }
    }
    if !has_type(schema, "string") {
        return schema.extend(options);
    }
    let (least, most) = match schema.get("pattern").and_then(JsonValue::text) {
        Some(SIGNED) => (i128::from(i64::MIN), i128::from(i64::MAX)),
        Some(UNSIGNED) => (0, i128::from(u64::MAX)),
        _ => return,
    };
    options.remove("multipleOf");
    if options.is_empty() {
        return;
    }
    let bound = |key: &str| match options.get(key) {
        Some(JsonValue::Number(number)) => number.parse::<f64>().ok(),
        _ => None,
    };
    // Casts of floats to integers end at the limits of the type.
    let low = [bound("minimum").map(f64::ceil), bound("exclusiveMinimum").map(|above| above.floor() + 1.0)];
    let high = [bound("maximum").map(f64::floor), bound("exclusiveMaximum").map(|below| below.ceil() - 1.0)];
    let low = low.into_iter().flatten().fold(least, |least, low| least.max(low as i128));
    let high = high.into_iter().flatten().fold(most, |most, high| most.min(high as i128));
    integers::pattern(&[low..=high]).into_iter().for_each(|pattern| schema.set("pattern", pattern));
}

/// Removes a number from the options.
fn number(found: &mut Object<'static>, key: &str) -> Option<JsonValue<'static>> {
    match found.remove(key)? {
        JsonValue::Number(number) | JsonValue::Text(number) => Some(JsonValue::Number(number)),
        _ => None,
    }
}

/// Returns `true` if a type is that of a schema, or one of several.
fn has_type(schema: &Object<'_>, name: &str) -> bool {
    match schema.get("type") {
        Some(JsonValue::List(types)) => types.iter().any(|of| of.text() == Some(name)),
        of => of.and_then(JsonValue::text) == Some(name),
    }
}

fn nullable(schema: &mut Object<'_>) {
    if let Some(JsonValue::Text(name)) = schema.get("type").cloned() {
        schema.set("type", JsonValue::list([JsonValue::Text(name), "null".into()]));
    }
}

/// Returns a value in an option: a text in JSON or YAML, or an object of gnostic with the kind of its value as key. The value of
/// a string is a string, even if it looks like a number.
fn value(value: JsonValue<'static>, is_string: bool) -> Option<JsonValue<'static>> {
    match value {
        JsonValue::Text(text) => Some(parsed(&text, is_string)),
        JsonValue::Object(mut object) => match object.remove("yaml") {
            Some(yaml) => yaml.text().map(|text| parsed(text, is_string)),
            None => {
                let value = ["number", "boolean", "string"].iter().find_map(|key| object.remove(key))?;
                Some(match value {
                    JsonValue::Number(number) if is_string => JsonValue::Text(number),
                    value => value,
                })
            }
        },
        other => Some(other),
    }
}

fn parsed(text: &str, is_string: bool) -> JsonValue<'static> {
    match parse_yaml(text.as_bytes()).map(JsonValue::from) {
        Ok(JsonValue::Number(_) | JsonValue::Bool(_)) if is_string => text.to_owned().into(),
        Ok(value) => value,
        Err(_) => text.to_owned().into(),
    }
}
