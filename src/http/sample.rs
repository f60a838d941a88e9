//! Values that a person might send.

use super::value::is_repeated;
use super::{Parameter, parameter};
use crate::schema::{FieldId, FieldType, MessageId, Scalar, Schema, Shape};

/// A value of a field as a text of a URL; `None` where any text will do, or none.
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

/// The JSON of the text of a parameter: texts that are truth values are none of strings.
pub fn json_of_text(schema: &Schema, field: FieldId, text: &str) -> String {
    let is_bool = match parameter(schema, field) {
        Some(Parameter::Scalar(Scalar::Bool)) => true,
        Some(Parameter::WellKnown(id)) => well_known(schema, id) == "BoolValue",
        _ => false,
    };
    if is_bool && matches!(text, "true" | "false") { text.to_owned() } else { quoted(text) }
}

/// The JSON of what a field holds: the value, around which are the brackets of its list or map. `inner` is the JSON of
/// one message in it; without that, a value is made up.
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

/// One value.
fn one(schema: &Schema, field: FieldId) -> String {
    match parameter(schema, field) {
        Some(_) => json_of_text(schema, field, &text(schema, field).unwrap_or_else(|| "1".to_owned())),
        None => schema[field].ty.message().map_or_else(|| "{}".to_owned(), |id| message(schema, id, &[])),
    }
}

/// The JSON of a message with one field, which is not one of `without`.
pub fn message(schema: &Schema, id: MessageId, without: &[FieldId]) -> String {
    match well_known(schema, id) {
        "ListValue" => return "[1]".to_owned(),
        "Struct" => return "{\"key\":1}".to_owned(),
        "Value" => return "1".to_owned(),
        "Any" => return "{}".to_owned(),
        _ => {}
    }
    let fields = schema[id].fields.iter().filter(|field| !without.contains(field));
    let plain = fields.clone().find(|&&field| parameter(schema, field).is_some());
    match plain {
        Some(&field) => object(schema, field, &json(schema, field, None)),
        None => {
            let messages = fields.map(|&field| object(schema, field, &json(schema, field, Some("{}"))));
            messages.into_iter().next().unwrap_or_else(|| "{}".to_owned())
        }
    }
}

/// An object with one key.
pub fn object(schema: &Schema, field: FieldId, json: &str) -> String {
    format!("{{{}:{json}}}", quoted(&schema.json_name(field)))
}

fn well_known(schema: &Schema, id: MessageId) -> &str {
    schema.text(schema[id].full_name).strip_prefix("google.protobuf.").unwrap_or_default()
}

/// A string of JSON.
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
