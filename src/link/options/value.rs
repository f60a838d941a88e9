//! One value behind `=`, for a field that is no message.

use super::diagnostics;
use super::message::Value;
use super::model::{Model, Shape};
use crate::report::Diagnostic;
use crate::schema::{EnumId, FieldType, Scalar};
use crate::source::{Place, nearest};
use crate::syntax::ast::{self, ValueKind};
use crate::syntax::literal;

/// Reads the value of a field, named `name` in what is said about it. Nothing, where it has been reported as broken.
pub(super) fn simple(
    model: &Model<'_, '_>,
    shape: &Shape,
    name: &str,
    value: ast::Value,
    text: &str,
    place: Place,
) -> Result<Value, Box<Diagnostic>> {
    match shape.ty {
        FieldType::Message(_) | FieldType::Group(_) => Err(Box::new(diagnostics::aggregate_wanted(name, place))),
        FieldType::Enum(id) => match value.kind {
            ValueKind::Identifier => enum_word(model, id, name, value.span.of(text), place),
            _ => Err(Box::new(diagnostics::wrong_kind(name, place, "the name of a value of its enum"))),
        },
        FieldType::Scalar(scalar) => scalar_value(scalar, name, value, text, place),
    }
}

/// The value of an enum with this name.
pub(super) fn enum_word(
    model: &Model<'_, '_>,
    id: EnumId,
    name: &str,
    word: &str,
    place: Place,
) -> Result<Value, Box<Diagnostic>> {
    if let Some(number) = model.value_named(id, word) {
        return Ok(Value::Varint(i64::from(number) as u64));
    }
    let names = model.decls.enums[id].values.iter().map(|&value| model.value_name(value));
    let declared = model.decls.names.text(model.decls.enums[id].full_name);
    Err(Box::new(diagnostics::unknown_value(word, name, declared, place, &nearest(word, names))))
}

fn scalar_value(
    scalar: Scalar,
    name: &str,
    value: ast::Value,
    text: &str,
    place: Place,
) -> Result<Value, Box<Diagnostic>> {
    let wrong = |wanted| Err(Box::new(diagnostics::wrong_kind(name, place, wanted)));
    match scalar {
        Scalar::Bool => match (value.kind, value.span.of(text)) {
            (ValueKind::Identifier, "true") => Ok(Value::Varint(1)),
            (ValueKind::Identifier, "false") => Ok(Value::Varint(0)),
            _ => wrong("`true` or `false`"),
        },
        Scalar::String | Scalar::Bytes => match value.kind {
            ValueKind::String => Ok(Value::Bytes(literal::string(text, value.span).into())),
            _ => wrong("a string in quotes"),
        },
        Scalar::Float | Scalar::Double => match (value.kind, value.span.of(text)) {
            // `-nan` is `nan`.
            (ValueKind::Float(number), _) if number.is_nan() => Ok(float(scalar, f64::NAN)),
            (ValueKind::Float(number), _) => Ok(float(scalar, number)),
            (ValueKind::Positive(number), _) if scalar == Scalar::Float => Ok(single(number as f32)),
            (ValueKind::Positive(number), _) => Ok(double(number as f64)),
            (ValueKind::Negative(number), _) if scalar == Scalar::Float => Ok(single(number as f32)),
            (ValueKind::Negative(number), _) => Ok(double(number as f64)),
            (ValueKind::Identifier, "inf") => Ok(float(scalar, f64::INFINITY)),
            (ValueKind::Identifier, "nan") => Ok(float(scalar, f64::NAN)),
            _ => wrong("a number"),
        },
        _ => {
            let number = match value.kind {
                ValueKind::Positive(number) => i128::from(number),
                ValueKind::Negative(number) => i128::from(number),
                _ => return wrong("an integer"),
            };
            integer(scalar, number).ok_or_else(|| {
                let (least, most) = range(scalar);
                Box::new(diagnostics::out_of_range(name, scalar.keyword(), least, most, place))
            })
        }
    }
}

/// The least and the most that an integer type holds.
pub(super) const fn range(scalar: Scalar) -> (i128, u64) {
    match scalar {
        Scalar::Int32 | Scalar::Sint32 | Scalar::Sfixed32 => (i32::MIN as i128, i32::MAX as u64),
        Scalar::Int64 | Scalar::Sint64 | Scalar::Sfixed64 => (i64::MIN as i128, i64::MAX as u64),
        Scalar::Uint32 | Scalar::Fixed32 => (0, u32::MAX as u64),
        _ => (0, u64::MAX),
    }
}

/// An integer of a type, if the type holds it.
pub(super) fn integer(scalar: Scalar, number: i128) -> Option<Value> {
    let (least, most) = range(scalar);
    if number < least || number > i128::from(most) {
        return None;
    }
    Some(match scalar {
        Scalar::Fixed32 | Scalar::Sfixed32 => Value::Fixed32(number as u32),
        Scalar::Fixed64 | Scalar::Sfixed64 => Value::Fixed64(number as u64),
        Scalar::Sint32 | Scalar::Sint64 => Value::Varint(zigzag(number as i64)),
        _ => Value::Varint(number as u64),
    })
}

const fn zigzag(number: i64) -> u64 {
    ((number << 1) ^ (number >> 63)) as u64
}

/// A float of a type. What is no number keeps its sign.
pub(super) fn float(scalar: Scalar, number: f64) -> Value {
    match scalar {
        Scalar::Float if number.is_nan() => {
            single(f32::NAN.copysign(if number.is_sign_negative() { -1.0 } else { 1.0 }))
        }
        Scalar::Float => single(number as f32),
        _ => double(number),
    }
}

const fn single(number: f32) -> Value {
    Value::Fixed32(number.to_bits())
}

const fn double(number: f64) -> Value {
    Value::Fixed64(number.to_bits())
}
