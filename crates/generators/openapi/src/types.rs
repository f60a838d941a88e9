//! Schemas of scalars, enums, and messages with a special JSON form, and declared defaults of fields as JSON.
//!
//! Source: <https://protobuf.dev/programming-guides/json/>.

use super::object::{JsonValue, Object};
use protoward_protojson::base64;
use protoward_schema::{FieldId, FieldType, Scalar, Schema};

/// Floating-point values without a JSON number.
const SPECIAL_NUMBERS: [&str; 3] = ["NaN", "Infinity", "-Infinity"];

/// The pattern of signed integers in strings, with as many digits as 64 bits have.
pub(super) const SIGNED: &str = "^(0|-?[1-9][0-9]{0,18})$";
/// The pattern of unsigned integers in strings, with as many digits as 64 bits have.
pub(super) const UNSIGNED: &str = "^(0|[1-9][0-9]{0,19})$";

/// Returns the schema of a scalar.
pub(super) fn scalar(scalar: Scalar) -> Object<'static> {
    match scalar {
        Scalar::Double => float("double"),
        Scalar::Float => float("float"),
        Scalar::Int32 | Scalar::Sint32 | Scalar::Sfixed32 => typed("integer")
            .with("format", "int32")
            .with("minimum", JsonValue::number(i32::MIN))
            .with("maximum", JsonValue::number(i32::MAX)),
        Scalar::Uint32 | Scalar::Fixed32 => typed("integer")
            .with("format", "uint32")
            .with("minimum", JsonValue::number(0))
            .with("maximum", JsonValue::number(u32::MAX)),
        // JavaScript numbers cannot represent all of these values.
        Scalar::Int64 | Scalar::Sint64 | Scalar::Sfixed64 => {
            typed("string").with("format", "int64").with("pattern", SIGNED)
        }
        Scalar::Uint64 | Scalar::Fixed64 => typed("string").with("format", "uint64").with("pattern", UNSIGNED),
        Scalar::Bool => typed("boolean"),
        Scalar::String => typed("string"),
        Scalar::Bytes => typed("string").with("format", "byte").with("contentEncoding", "base64"),
    }
}

fn float(format: &'static str) -> Object<'static> {
    let number = typed("number").with("format", format);
    let special = typed("string").with("enum", JsonValue::list(SPECIAL_NUMBERS));
    Object::of("oneOf", JsonValue::list([number, special]))
}

/// Returns the schema of a message of `google.protobuf` with a special JSON form; `None` for others.
pub(super) fn well_known(full_name: &str) -> Option<Object<'static>> {
    Some(match full_name.strip_prefix("google.protobuf.")? {
        "Timestamp" => typed("string").with("format", "date-time"),
        "Duration" => typed("string")
            .with("description", "Seconds with up to nine fractional digits, as in `3.5s`.")
            .with("pattern", r"^-?(0|[1-9][0-9]*)(\.[0-9]{1,9})?s$"),
        "FieldMask" => typed("string")
            .with("description", "Paths of fields in lowerCamelCase, separated by commas.")
            .with("pattern", r"^(\*|[A-Za-z0-9.]+(,[A-Za-z0-9.]+)*)?$"),
        "Struct" => typed("object").with("additionalProperties", true),
        "Value" => Object::of("description", "Any JSON value."),
        "ListValue" => typed("array").with("items", Object::default()),
        "Empty" => typed("object").with("additionalProperties", false),
        "DoubleValue" => nullable(scalar(Scalar::Double)),
        "FloatValue" => nullable(scalar(Scalar::Float)),
        "Int64Value" => nullable(scalar(Scalar::Int64)),
        "UInt64Value" => nullable(scalar(Scalar::Uint64)),
        "Int32Value" => nullable(scalar(Scalar::Int32)),
        "UInt32Value" => nullable(scalar(Scalar::Uint32)),
        "BoolValue" => nullable(scalar(Scalar::Bool)),
        "StringValue" => nullable(scalar(Scalar::String)),
        "BytesValue" => nullable(scalar(Scalar::Bytes)),
        _ => return None,
    })
}

/// Returns the schema of `google.protobuf.Any`.
pub(super) fn any<'a>() -> Object<'a> {
    let of = "The type of the message: a URL whose last segment is its full name.";
    let url = typed("string").with("description", of);
    typed("object")
        .with("description", "A message of any type, with its own fields and `@type`.")
        .with("properties", Object::of("@type", url))
        .with("additionalProperties", true)
        .with("if", Object::of("minProperties", JsonValue::number(1)))
        .with("then", Object::of("required", JsonValue::list(["@type"])))
}

/// Returns the schema of `google.rpc.Status`, the body of errors.
pub(super) fn status(any: &str) -> Object<'static> {
    let code = scalar(Scalar::Int32).with("description", "The code of the error: a value of `google.rpc.Code`.");
    let message = typed("string").with("description", "The error in words, for developers.");
    let details = typed("array")
        .with("description", "Messages with more about the error.")
        .with("items", Object::of("$ref", reference(any)));
    typed("object")
        .with("description", "An error.")
        .with("properties", Object::of("code", code).with("message", message).with("details", details))
}

/// Returns the reference to a component schema.
pub(super) fn reference(name: &str) -> String {
    format!("#/components/schemas/{name}")
}

/// Returns the schema of a JSON type.
pub(super) fn typed(name: &'static str) -> Object<'static> {
    Object::of("type", name)
}

/// Adds `null` to a schema.
fn nullable(mut schema: Object<'static>) -> Object<'static> {
    if let Some(JsonValue::List(variants)) = schema.get_mut("oneOf") {
        variants.push(typed("null").into());
    } else if let Some(name) = schema.get("type").cloned() {
        schema.set("type", JsonValue::list([name, "null".into()]));
    }
    schema
}

/// Removes `null` from a schema that has other types.
pub(super) fn without_null(schema: &mut Object<'_>) {
    let is_null = |value: &JsonValue<'_>| match value {
        JsonValue::Object(variant) => variant.get("type").and_then(JsonValue::text) == Some("null"),
        JsonValue::Text(name) => name == "null",
        _ => false,
    };
    for keyword in ["type", "oneOf"] {
        let Some(JsonValue::List(values)) = schema.get_mut(keyword) else { continue };
        values.retain(|value| !is_null(value));
        if values.len() == 1 {
            let only = values.remove(0);
            schema.set(keyword, only);
        }
    }
}

/// Returns the declared default of a field; `None` without one, and for a default of `bytes` that has escapes.
pub(super) fn default(schema: &Schema, field: FieldId) -> Option<JsonValue<'static>> {
    let field = &schema[field];
    let bytes = field.default.as_deref()?;
    let text = String::from_utf8_lossy(bytes).into_owned();
    Some(match field.ty {
        FieldType::Scalar(Scalar::Bytes) if text.contains('\\') => return None,
        FieldType::Scalar(Scalar::Bytes) => base64::encode(bytes).into(),
        FieldType::Scalar(Scalar::Bool) => JsonValue::Bool(text == "true"),
        FieldType::Scalar(Scalar::Double | Scalar::Float) => match text.as_str() {
            "inf" => "Infinity".into(),
            "-inf" => "-Infinity".into(),
            "nan" => "NaN".into(),
            _ => JsonValue::Number(text.into()),
        },
        FieldType::Scalar(Scalar::Int32 | Scalar::Sint32 | Scalar::Sfixed32 | Scalar::Uint32 | Scalar::Fixed32) => {
            JsonValue::Number(text.into())
        }
        // 64-bit integers are strings in JSON.
        FieldType::Scalar(
            Scalar::Int64 | Scalar::Sint64 | Scalar::Sfixed64 | Scalar::Uint64 | Scalar::Fixed64 | Scalar::String,
        )
        | FieldType::Enum(_) => text.into(),
        FieldType::Message(_) | FieldType::Group(_) => return None,
    })
}
