//! Scalars by the kind of their field. A wrapper, whose Rust type is that of its value, has the JSON of its value.

use protoward_protojson::base64;
use serde::ser::{Error as _, Serializer};

use crate::json::context::Context;
use crate::json::descriptor::{Field, Kind};
use crate::json::enumeration::write_number;
use crate::json::visit::{FieldValue, Mismatch};

/// Writes a scalar. Where its type is known, one arm remains.
#[inline(always)]
pub(in crate::json) fn scalar<S: Serializer>(
    value: FieldValue<'_>,
    field: &'static Field,
    context: Context,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match value {
        FieldValue::Bool(value) => serializer.serialize_bool(value),
        FieldValue::I32(number) => match field.kind {
            Kind::Enum(of) => write_number(of, number, context, serializer),
            Kind::Null => serializer.serialize_unit(),
            _ => serializer.serialize_i32(number),
        },
        FieldValue::U32(value) => serializer.serialize_u32(value),
        // 64 bits are a string in JSON.
        FieldValue::I64(value) => serializer.serialize_str(itoa::Buffer::new().format(value)),
        FieldValue::U64(value) => serializer.serialize_str(itoa::Buffer::new().format(value)),
        FieldValue::F32(value) if value.is_finite() => serializer.serialize_f32(value),
        FieldValue::F32(value) => serializer.serialize_str(name(value.into())),
        FieldValue::F64(value) if value.is_finite() => serializer.serialize_f64(value),
        FieldValue::F64(value) => serializer.serialize_str(name(value)),
        FieldValue::Str(text) => serializer.serialize_str(text),
        FieldValue::Bytes(bytes) => match field.kind {
            Kind::String => match std::str::from_utf8(bytes) {
                Ok(text) => serializer.serialize_str(text),
                Err(_) => Err(S::Error::custom("JSON cannot hold text that is not UTF-8")),
            },
            _ => serializer.serialize_str(&base64::encode(bytes)),
        },
        FieldValue::Absent | FieldValue::Empty | FieldValue::Parts => Err(S::Error::custom(Mismatch)),
    }
}

/// Returns the name of a number that is not finite.
fn name(value: f64) -> &'static str {
    match value {
        _ if value.is_nan() => "NaN",
        _ if value > 0.0 => "Infinity",
        _ => "-Infinity",
    }
}
