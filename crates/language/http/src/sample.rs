//! Sample values for paths, queries and bodies of requests.

use super::value::is_repeated;
use super::{FieldPath, Parameter, parameter};
use protoward_schema::{EnumValueId, FieldId, FieldType, MessageId, Scalar, Schema, Shape};

/// Returns a URL parameter value for a field; `None` if any text is valid, or none.
pub fn text(schema: &Schema, field: FieldId) -> Option<String> {
    let text = match parameter(schema, field)? {
        Parameter::Scalar(Scalar::Bool) => "true".to_owned(),
        Parameter::Scalar(Scalar::Bytes) => "aGk=".to_owned(),
        Parameter::Scalar(_) => return None,
        Parameter::Enum(id) => {
            let values = &schema[id].values;
            let other = values.iter().find(|&&value| schema[value].number != 0);
            schema.text(schema[*other.or(values.first())?].name).to_owned()
        }
        Parameter::WellKnown(id) => match well_known(schema, id) {
            "Timestamp" => "2030-01-02T03:04:05Z".to_owned(),
            "Duration" => "3s".to_owned(),
            "FieldMask" => "name".to_owned(),
            "BoolValue" => "true".to_owned(),
            "BytesValue" => "aGk=".to_owned(),
            _ => return None,
        },
    };
    Some(text)
}

/// Returns whether a text is a valid parameter value for a scalar or enum field.
pub fn accepts(schema: &Schema, field: FieldId, text: &str) -> bool {
    match parameter(schema, field) {
        Some(Parameter::Scalar(scalar)) => scalar_takes(scalar, text),
        Some(Parameter::Enum(id)) => {
            let is_name = |&value: &EnumValueId| schema.text(schema[value].name) == text;
            text.parse::<i32>().is_ok() || schema[id].values.iter().any(is_name)
        }
        Some(Parameter::WellKnown(id)) => match well_known(schema, id) {
            "BoolValue" => scalar_takes(Scalar::Bool, text),
            "Int32Value" => scalar_takes(Scalar::Int32, text),
            "UInt32Value" => scalar_takes(Scalar::Uint32, text),
            "Int64Value" => scalar_takes(Scalar::Int64, text),
            "UInt64Value" => scalar_takes(Scalar::Uint64, text),
            "FloatValue" | "DoubleValue" => scalar_takes(Scalar::Double, text),
            "BytesValue" => scalar_takes(Scalar::Bytes, text),
            "Timestamp" => text.contains('T') && text.contains(':'),
            "Duration" => text.strip_suffix('s').is_some_and(|seconds| seconds.parse::<f64>().is_ok()),
            _ => true,
        },
        None => false,
    }
}

fn scalar_takes(scalar: Scalar, text: &str) -> bool {
    match scalar {
        Scalar::String => true,
        Scalar::Bool => matches!(text, "true" | "false"),
        Scalar::Bytes => text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/-_=".contains(&byte)),
        Scalar::Double | Scalar::Float => text.parse::<f64>().is_ok(),
        Scalar::Int32 | Scalar::Sint32 | Scalar::Sfixed32 => text.parse::<i32>().is_ok(),
        Scalar::Uint32 | Scalar::Fixed32 => text.parse::<u32>().is_ok(),
        Scalar::Int64 | Scalar::Sint64 | Scalar::Sfixed64 => text.parse::<i64>().is_ok(),
        Scalar::Uint64 | Scalar::Fixed64 => text.parse::<u64>().is_ok(),
    }
}

/// Returns the JSON value of a parameter text.
pub fn json_of_text(schema: &Schema, field: FieldId, text: &str) -> String {
    let is_bool = match parameter(schema, field) {
        Some(Parameter::Scalar(Scalar::Bool)) => true,
        Some(Parameter::WellKnown(id)) => well_known(schema, id) == "BoolValue",
        _ => false,
    };
    if is_bool && matches!(text, "true" | "false") { text.to_owned() } else { quoted(text) }
}

/// Returns the JSON value of a field, with the brackets of a list or map. `inner` is the JSON of a message in the
/// field; without it, a sample is used.
pub fn json(schema: &Schema, field: FieldId, inner: Option<&str>) -> String {
    let value = |field: FieldId| inner.map_or_else(|| one(schema, field), str::to_owned);
    match schema.shape(field) {
        Shape::Map { key, value: half } => {
            let key = match schema[key].ty {
                FieldType::Scalar(Scalar::Bool) => "true",
                FieldType::Scalar(Scalar::String) => "key",
                _ => "1",
            };
            format!("{{\"{key}\":{}}}", value(half))
        }
        _ if is_repeated(schema, field) => format!("[{}]", value(field)),
        _ => value(field),
    }
}

/// Returns a single sample value.
fn one(schema: &Schema, field: FieldId) -> String {
    match parameter(schema, field) {
        Some(_) => json_of_text(schema, field, &text(schema, field).unwrap_or_else(|| "1".to_owned())),
        None => schema[field].ty.message().map_or_else(|| "{}".to_owned(), |id| message(schema, id)),
    }
}

/// Returns the JSON of a message with one field.
fn message(schema: &Schema, id: MessageId) -> String {
    special(schema, id).map_or_else(
        || field_of(schema, id, &[]).map_or_else(|| "{}".to_owned(), |path| nested(schema, &path)),
        str::to_owned,
    )
}

/// Returns the JSON of a message with a special JSON form.
fn special(schema: &Schema, id: MessageId) -> Option<&'static str> {
    match well_known(schema, id) {
        "ListValue" => Some("[1]"),
        "Struct" => Some("{\"key\":1}"),
        "Value" => Some("1"),
        "Any" => Some("{}"),
        _ => None,
    }
}

/// Returns the path of a field that the body can set, excluding the `bound` fields of the path.
pub fn field_of(schema: &Schema, id: MessageId, bound: &[FieldPath]) -> Option<FieldPath> {
    field_below(schema, id, bound, &mut FieldPath::new())
}

fn field_below(schema: &Schema, id: MessageId, bound: &[FieldPath], path: &mut FieldPath) -> Option<FieldPath> {
    const DEEPEST: usize = 4;
    let within = |field: FieldId| path.iter().copied().chain([field]).collect::<FieldPath>();
    let open = || schema[id].fields.iter().copied().filter(|&field| !bound.contains(&within(field)));
    if let Some(plain) = open().find(|&field| parameter(schema, field).is_some()) {
        return Some(within(plain));
    }
    let messages: Vec<FieldId> = open().collect();
    for field in messages {
        path.push(field);
        let inner = schema[field].ty.message().filter(|&id| special(schema, id).is_none());
        let inner = inner.filter(|_| !is_repeated(schema, field));
        let found = match inner {
            Some(inner) if path.len() < DEEPEST => field_below(schema, inner, bound, path),
            _ => Some(path.clone()),
        };
        // A message without fields counts itself.
        let found = found.or_else(|| (!bound.iter().any(|it| it.starts_with(path))).then(|| path.clone()));
        path.pop();
        if found.is_some() {
            return found;
        }
    }
    None
}

/// Returns nested JSON objects for a field path.
pub fn nested(schema: &Schema, path: &[FieldId]) -> String {
    let inner = path.iter().enumerate().rev().fold(None, |inner: Option<String>, (at, &field)| {
        let is_message = parameter(schema, field).is_none() && at + 1 == path.len();
        let empty = schema[field].ty.message().filter(|&id| is_message && special(schema, id).is_none());
        let value = json(schema, field, inner.as_deref().or(empty.map(|_| "{}")));
        Some(object(schema, field, &value))
    });
    inner.unwrap_or_else(|| "{}".to_owned())
}

/// Returns an object with one key.
pub fn object(schema: &Schema, field: FieldId, json: &str) -> String {
    format!("{{{}:{json}}}", quoted(&schema.json_name(field)))
}

fn well_known(schema: &Schema, id: MessageId) -> &str {
    schema.text(schema[id].full_name).strip_prefix("google.protobuf.").unwrap_or_default()
}

/// Returns a text as a JSON string, with quotes.
pub fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            control if u32::from(control) < 0x20 => quoted.push_str(&format!("\\u{:04x}", u32::from(control))),
            letter => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}
