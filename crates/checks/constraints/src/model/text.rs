//! Values of rules in messages to people.

use crate::cel::value::Reading;
use protoward_dynamic::{Content, DynamicValue};
use protoward_schema::FieldType;

/// Maximum length of a shown value.
const MAX_SHOWN: usize = 400;

/// Returns the value of a rule, such as `5`, `"[a-z]+"` or `1, 2`.
pub(super) fn shown(reading: Reading<'_>, ty: FieldType, content: &Content) -> String {
    let text = match content {
        Content::One(value) => one(reading, ty, value),
        Content::Many(values) => values.iter().map(|value| one(reading, ty, value)).collect::<Vec<_>>().join(", "),
        Content::Map(_) => String::new(),
    };
    shortened(text)
}

fn shortened(text: String) -> String {
    match text.char_indices().nth(MAX_SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

fn one(reading: Reading<'_>, ty: FieldType, value: &DynamicValue) -> String {
    match value {
        DynamicValue::Double(value) => value.to_string(),
        DynamicValue::Float(value) => value.to_string(),
        DynamicValue::Int(value) => value.to_string(),
        DynamicValue::Uint(value) => value.to_string(),
        DynamicValue::Bool(value) => value.to_string(),
        DynamicValue::Text(text) => format!("\"{}\"", String::from_utf8_lossy(text).escape_debug()),
        DynamicValue::Bytes(bytes) => format!("\"{}\"", bytes.escape_ascii()),
        DynamicValue::Enum(number) => {
            let name = if let FieldType::Enum(id) = ty { reading.codec.value_name(id, *number) } else { None };
            name.map_or_else(|| number.to_string(), str::to_owned)
        }
        DynamicValue::Message(message) => {
            let text = reading.codec.to_json(message).unwrap_or_default();
            text.trim_matches('"').to_owned()
        }
    }
}
