//! The values in rules of `buf.validate`, read from the bytes of an option: numbers that can be compared, and texts that name
//! them in messages.

use std::cmp::Ordering;

use super::{MAX_DEPTH, declared};
use protoward_schema::wire::WireReader;
use protoward_schema::{FieldType, MessageId, OptionValue, Scalar, Schema};

/// One value of a rule as source text; numbers are comparable.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ConstraintValue {
    pub(super) text: String,
    pub(super) number: Option<Number>,
    /// The bytes of a string, of bytes, and of what the schema does not declare.
    pub(super) bytes: Option<Vec<u8>>,
}

impl ConstraintValue {
    pub(super) const fn of(text: String, number: Number) -> Self {
        Self { text, number: Some(number), bytes: None }
    }

    /// Returns `true` for the zero of a number, and for an empty string.
    pub(super) fn is_zero(&self) -> bool {
        match self.number {
            Some(Number::Integer(number)) => number == 0,
            Some(Number::Float(number)) => number == 0.0,
            None => self.bytes.as_ref().is_some_and(Vec::is_empty),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Number {
    Integer(i128),
    Float(f64),
}

impl Number {
    pub(super) fn compare(self, other: Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Integer(a), Self::Integer(b)) => Some(a.cmp(&b)),
            (Self::Float(a), Self::Float(b)) => a.partial_cmp(&b),
            _ => None,
        }
    }
}

/// Returns a value that the schema does not describe.
pub(super) fn raw(bytes: &[u8]) -> ConstraintValue {
    let plural = if bytes.len() == 1 { "" } else { "s" };
    let text = format!("{} byte{plural} of an unknown form", bytes.len());
    ConstraintValue { text, number: None, bytes: Some(bytes.to_vec()) }
}

/// Returns a message with its fields, such as `{fields: "a", fields: "b"}`.
fn described(schema: &Schema, ty: MessageId, bytes: &[u8], depth: usize) -> ConstraintValue {
    if depth >= MAX_DEPTH {
        return raw(bytes);
    }
    let mut fields = Vec::new();
    for wire in WireReader::new(bytes).map_while(Result::ok) {
        let Some(field) = declared(schema, ty, i32::try_from(wire.number).unwrap_or(i32::MAX)) else {
            return raw(bytes);
        };
        let values = match (field.ty, wire.value) {
            (FieldType::Message(ty) | FieldType::Group(ty), OptionValue::Bytes(bytes) | OptionValue::Group(bytes)) => {
                vec![described(schema, ty, bytes, depth + 1)]
            }
            (ty, value) => scalars(schema, ty, value),
        };
        fields.extend(values.into_iter().map(|value| format!("{}: {}", schema.text(field.name), value.text)));
    }
    ConstraintValue { text: format!("{{{}}}", fields.join(", ")), number: None, bytes: Some(bytes.to_vec()) }
}

/// Returns a `Duration` or a `Timestamp` in nanoseconds.
pub(super) fn time(schema: &Schema, ty: MessageId, bytes: &[u8]) -> Option<ConstraintValue> {
    let name = schema.text(schema[ty].full_name);
    if !matches!(name, "google.protobuf.Duration" | "google.protobuf.Timestamp") {
        return None;
    }
    let mut seconds = 0;
    let mut nanos = 0;
    for field in WireReader::new(bytes).map_while(Result::ok) {
        match (field.number, field.value) {
            (1, OptionValue::Varint(value)) => seconds = value as i64,
            (2, OptionValue::Varint(value)) => nanos = value as i32,
            _ => {}
        }
    }
    let text = if nanos == 0 { format!("{seconds} s") } else { format!("{seconds} s and {nanos} ns") };
    Some(ConstraintValue::of(text, Number::Integer(i128::from(seconds) * 1_000_000_000 + i128::from(nanos))))
}

/// Returns the text of a CEL rule, or of any other message in a list.
pub(super) fn expression(schema: &Schema, ty: MessageId, bytes: &[u8]) -> ConstraintValue {
    let text = |name: &str| {
        let fields = WireReader::new(bytes).map_while(Result::ok);
        let named = fields.filter(|wire| {
            let field = declared(schema, ty, i32::try_from(wire.number).unwrap_or(i32::MAX));
            field.is_some_and(|field| schema.text(field.name) == name)
        });
        named.filter_map(|wire| if let OptionValue::Bytes(text) = wire.value { Some(text) } else { None }).last()
    };
    match text("expression") {
        // The error message of a CEL rule does not affect which values are valid.
        Some(expression) => cel(expression),
        None => described(schema, ty, bytes, 0),
    }
}

/// Returns a CEL expression, which has no order: another one is another constraint.
pub(super) fn cel(expression: &[u8]) -> ConstraintValue {
    ConstraintValue { text: format!("`{}`", String::from_utf8_lossy(expression)), number: None, bytes: None }
}

/// Returns the values of a scalar or an enum, packed or not.
pub(super) fn scalars(schema: &Schema, ty: FieldType, value: OptionValue<'_>) -> Vec<ConstraintValue> {
    let is_text = matches!(ty, FieldType::Scalar(Scalar::String | Scalar::Bytes));
    let OptionValue::Bytes(bytes) = value else { return vec![scalar(schema, ty, value)] };
    if is_text {
        return vec![ConstraintValue {
            text: format!("\"{}\"", String::from_utf8_lossy(bytes).escape_debug()),
            number: None,
            bytes: Some(bytes.to_vec()),
        }];
    }
    packed(ty, bytes).into_iter().map(|value| scalar(schema, ty, value)).collect()
}

fn packed(ty: FieldType, bytes: &[u8]) -> Vec<OptionValue<'static>> {
    let eight = |bytes: &[u8]| bytes.try_into().map(|bytes| OptionValue::Fixed64(u64::from_le_bytes(bytes)));
    let four = |bytes: &[u8]| bytes.try_into().map(|bytes| OptionValue::Fixed32(u32::from_le_bytes(bytes)));
    match ty {
        FieldType::Scalar(Scalar::Double | Scalar::Fixed64 | Scalar::Sfixed64) => {
            bytes.chunks(8).map_while(|bytes| eight(bytes).ok()).collect()
        }
        FieldType::Scalar(Scalar::Float | Scalar::Fixed32 | Scalar::Sfixed32) => {
            bytes.chunks(4).map_while(|bytes| four(bytes).ok()).collect()
        }
        _ => {
            let mut reader = WireReader::new(bytes);
            std::iter::from_fn(|| reader.varint().ok().map(OptionValue::Varint)).collect()
        }
    }
}

fn scalar(schema: &Schema, ty: FieldType, value: OptionValue<'_>) -> ConstraintValue {
    let integer = |number: i128| ConstraintValue::of(number.to_string(), Number::Integer(number));
    let float = |number: f64| ConstraintValue::of(number.to_string(), Number::Float(number));
    let zigzag = |raw: u64| (raw >> 1) as i64 ^ -((raw & 1) as i64);
    match (ty, value) {
        (FieldType::Enum(id), OptionValue::Varint(raw)) => {
            let number = raw as i32;
            let named = schema[id].values.iter().find(|&&value| schema[value].number == number);
            let text = named.map_or_else(|| number.to_string(), |&value| schema.text(schema[value].name).to_owned());
            ConstraintValue::of(text, Number::Integer(number.into()))
        }
        (FieldType::Scalar(Scalar::Bool), OptionValue::Varint(raw)) => {
            ConstraintValue::of((raw != 0).to_string(), Number::Integer((raw != 0).into()))
        }
        (FieldType::Scalar(Scalar::Sint32 | Scalar::Sint64), OptionValue::Varint(raw)) => integer(zigzag(raw).into()),
        (FieldType::Scalar(Scalar::Uint32 | Scalar::Uint64), OptionValue::Varint(raw)) => integer(raw.into()),
        (_, OptionValue::Varint(raw)) => integer((raw as i64).into()),
        (FieldType::Scalar(Scalar::Double), OptionValue::Fixed64(raw)) => float(f64::from_bits(raw)),
        (FieldType::Scalar(Scalar::Sfixed64), OptionValue::Fixed64(raw)) => integer((raw as i64).into()),
        (_, OptionValue::Fixed64(raw)) => integer(raw.into()),
        (FieldType::Scalar(Scalar::Float), OptionValue::Fixed32(raw)) => float(f32::from_bits(raw).into()),
        (FieldType::Scalar(Scalar::Sfixed32), OptionValue::Fixed32(raw)) => integer((raw as i32).into()),
        (_, OptionValue::Fixed32(raw)) => integer(raw.into()),
        (_, OptionValue::Bytes(bytes) | OptionValue::Group(bytes)) => raw(bytes),
    }
}
