//! Messages that expressions make, such as `shop.v1.Item{count: 1}`.

use super::field_types;
use super::value::{Reading, Value};
use protoward_cel::{Problem, times};
use protoward_dynamic::{Content, DynamicValue, Message};
use protoward_schema::{FieldId, FieldType, MessageId, Scalar, Shape};
use std::collections::BTreeMap;

/// The nanoseconds of a second.
const NANOS: i64 = 1_000_000_000;

/// Makes a message of a type. Its value is that of a field with the message.
///
/// # Errors
/// Fails for a value that a field does not take, and for a message that expressions know as something else, such as a `Struct`.
pub(super) fn make(reading: Reading<'_>, name: &str, fields: &[(&str, Value)]) -> Result<Value, Problem> {
    let schema = reading.schema;
    let unknown = || Problem::Unknown(format!("the expression makes a message of type `{name}`"));
    let ty = schema.find_message(name).filter(|_| !is_dynamic(name)).ok_or_else(unknown)?;
    let mut message = Message::new(ty);
    for (field, value) in fields {
        let no_field = || Problem::NoField(name.to_owned(), (*field).to_owned());
        let id = field_types::field(schema, ty, field).ok_or_else(no_field)?;
        if let Some(content) = content(reading, id, value)? {
            reading.codec.put(&mut message, id, content);
        }
    }
    Ok(reading.message(&message))
}

/// Returns `true` for well-known types whose contents have types of their own.
fn is_dynamic(name: &str) -> bool {
    let rest = name.strip_prefix("google.protobuf.").unwrap_or_default();
    matches!(rest, "Any" | "ListValue" | "Struct" | "Value")
}

/// Returns the content of a field; `None` for a value that leaves it unset.
fn content(reading: Reading<'_>, field: FieldId, value: &Value) -> Result<Option<Content>, Problem> {
    Ok(match (reading.schema.shape(field), value) {
        (Shape::Single(_), Value::Null) => None,
        (Shape::Single(_), value) => Some(Content::One(element(reading, field, value)?)),
        (Shape::Repeated { .. }, Value::List(values)) => {
            let values = values.iter().map(|value| element(reading, field, value)).collect::<Result<Vec<_>, _>>()?;
            if values.is_empty() { None } else { Some(Content::Many(values)) }
        }
        (Shape::Map { key, value: of }, Value::Map(entries)) => {
            let mut map = BTreeMap::new();
            for (held_key, held) in entries.iter() {
                let held_key = element(reading, key, held_key)?.into_key().ok_or_else(|| wrong(reading, field))?;
                map.insert(held_key, element(reading, of, held)?);
            }
            if map.is_empty() { None } else { Some(Content::Map(map)) }
        }
        _ => return Err(wrong(reading, field)),
    })
}

/// Returns one value of a field.
fn element(reading: Reading<'_>, field: FieldId, value: &Value) -> Result<DynamicValue, Problem> {
    let schema = reading.schema;
    match (schema[field].ty, value) {
        (FieldType::Scalar(of), value) => scalar(of, value).unwrap_or_else(|| Err(wrong(reading, field))),
        (FieldType::Enum(_), Value::Int(number)) => {
            i32::try_from(*number).map(DynamicValue::Enum).map_err(|_| Problem::Overflow)
        }
        (FieldType::Message(ty) | FieldType::Group(ty), value) => {
            of_message(reading, ty, value)?.map(DynamicValue::Message).ok_or_else(|| wrong(reading, field))
        }
        _ => Err(wrong(reading, field)),
    }
}

/// Returns a scalar; `None` for a value of another type.
fn scalar(of: Scalar, value: &Value) -> Option<Result<DynamicValue, Problem>> {
    let is_small = matches!(of, Scalar::Int32 | Scalar::Sint32 | Scalar::Sfixed32 | Scalar::Uint32 | Scalar::Fixed32);
    let fits = |fits: bool, value: DynamicValue| if fits || !is_small { Ok(value) } else { Err(Problem::Overflow) };
    Some(match (of, value) {
        (Scalar::Double, Value::Double(value)) => Ok(DynamicValue::Double(*value)),
        #[expect(clippy::cast_possible_truncation, reason = "a float is the nearest one")]
        (Scalar::Float, Value::Double(value)) => Ok(DynamicValue::Float(*value as f32)),
        (Scalar::Bool, Value::Bool(value)) => Ok(DynamicValue::Bool(*value)),
        (Scalar::String, Value::Text(text)) => Ok(DynamicValue::Text(text.as_bytes().to_vec())),
        (Scalar::Bytes, Value::Bytes(bytes)) => Ok(DynamicValue::Bytes(bytes.to_vec())),
        (Scalar::Uint32 | Scalar::Uint64 | Scalar::Fixed32 | Scalar::Fixed64, Value::Uint(value)) => {
            fits(u32::try_from(*value).is_ok(), DynamicValue::Uint(*value))
        }
        (
            Scalar::Int32 | Scalar::Int64 | Scalar::Sint32 | Scalar::Sint64 | Scalar::Sfixed32 | Scalar::Sfixed64,
            Value::Int(value),
        ) => fits(i32::try_from(*value).is_ok(), DynamicValue::Int(*value)),
        _ => return None,
    })
}

/// Returns a message; `None` for a value of another type.
fn of_message(reading: Reading<'_>, ty: MessageId, value: &Value) -> Result<Option<Message>, Problem> {
    let part = |message: &mut Message, name: &str, value: &Value| {
        let Some(field) = field_types::field(reading.schema, ty, name) else { return Ok(()) };
        if let Some(content) = content(reading, field, value)? {
            reading.codec.put(message, field, content);
        }
        Ok(())
    };
    let mut message = Message::new(ty);
    match value {
        Value::Object(object) => return Ok(Some(object.message.as_ref()).filter(|it| it.ty == ty).cloned()),
        Value::Duration(nanos) => {
            part(&mut message, "seconds", &Value::Int(nanos / NANOS))?;
            part(&mut message, "nanos", &Value::Int(nanos % NANOS))?;
        }
        Value::Timestamp(nanos) => {
            let rest = nanos.rem_euclid(NANOS.into());
            part(&mut message, "seconds", &Value::Int(times::seconds(*nanos)))?;
            part(&mut message, "nanos", &Value::Int(i64::try_from(rest).unwrap_or(0)))?;
        }
        value => part(&mut message, "value", value)?,
    }
    Ok(Some(message))
}

fn wrong(reading: Reading<'_>, field: FieldId) -> Problem {
    let name = reading.schema.full_name(field.into());
    Problem::OfCaller { message: format!("the field `{name}` does not take this value"), help: None }
}
