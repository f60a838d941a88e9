//! Declared defaults of fields, of proto2 and of editions, as JSON.

use super::object::JsonValue;
use protoward_protojson::base64;
use protoward_schema::{FieldId, FieldType, Scalar, Schema};

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
