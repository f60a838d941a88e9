//! Option values other than messages: words, numbers and strings, converted to the type of the field.

use std::borrow::Cow;

use super::diagnostics;
use super::message::{Message, MessageValue};
use super::model::{Model, OptionsContext};
use super::shapes::Shape;
use protoward_schema::{EnumId, FieldType, Scalar};
use protoward_source::Diagnostic;
use protoward_syntax::ast::{self, Span, ValueKind};
use protoward_syntax::literal;

/// Converts the value of a field. `name` is the field name for diagnostics.
pub(super) fn simple<'c>(
    cx: OptionsContext<'c, '_, '_>,
    shape: &Shape<'_>,
    name: &str,
    value: ast::OptionValue,
) -> Result<MessageValue<'c>, Box<Diagnostic>> {
    let written = value.span.of(cx.text);
    let wrong = |wanted| Err(Box::new(diagnostics::wrong_kind(name, cx.place(value.span), wanted, written)));
    match shape.ty {
        FieldType::Message(_) | FieldType::Group(_) => {
            Err(Box::new(diagnostics::expected_aggregate(name, cx.place(value.span))))
        }
        FieldType::Enum(id) => match value.kind {
            ValueKind::Identifier => enum_word(cx, id, name, value.span),
            _ => {
                let values: Vec<&str> = cx.model.enumeration(id).names().collect();
                let place = cx.place(value.span);
                let declared = cx.model.enum_full_name(id);
                Err(Box::new(diagnostics::expected_value_name(name, place, declared, &values, written)))
            }
        },
        FieldType::Scalar(scalar) => match scalar_value(scalar, value, cx.text) {
            Ok(value) => Ok(value),
            Err(InvalidValue::Kind(wanted)) => wrong(wanted),
            Err(InvalidValue::Range) => {
                let (least, most) = range(scalar);
                let place = cx.place(value.span);
                Err(Box::new(diagnostics::out_of_range(name, scalar.keyword(), least, most, place)))
            }
        },
    }
}

/// Converts an identifier to an enum value.
pub(super) fn enum_word<'c>(
    cx: OptionsContext<'c, '_, '_>,
    id: EnumId,
    name: &str,
    span: Span,
) -> Result<MessageValue<'c>, Box<Diagnostic>> {
    let word = span.of(cx.text);
    let shape = cx.model.enumeration(id);
    if let Some(number) = shape.number(word) {
        return Ok(MessageValue::Varint(i64::from(number) as u64));
    }
    let declared = cx.model.enum_full_name(id);
    let values = shape.names().collect::<Vec<_>>();
    Err(Box::new(diagnostics::unknown_value(word, name, declared, cx.place(span), &values)))
}

/// The reason why a value is invalid.
enum InvalidValue {
    /// A different kind of value is expected.
    Kind(&'static str),
    Range,
}

fn scalar_value<'t>(scalar: Scalar, value: ast::OptionValue, text: &'t str) -> Result<MessageValue<'t>, InvalidValue> {
    match scalar {
        Scalar::Bool => match (value.kind, value.span.of(text)) {
            (ValueKind::Identifier, "true") => Ok(MessageValue::Varint(1)),
            (ValueKind::Identifier, "false") => Ok(MessageValue::Varint(0)),
            _ => Err(InvalidValue::Kind("`true` or `false`")),
        },
        Scalar::String | Scalar::Bytes => match value.kind {
            ValueKind::String => Ok(MessageValue::Bytes(literal::string(text, value.span))),
            _ => Err(InvalidValue::Kind(diagnostics::A_STRING)),
        },
        Scalar::Float | Scalar::Double => match (value.kind, value.span.of(text)) {
            // protoc reads `-nan` as `nan`.
            (ValueKind::Float(number), _) if number.is_nan() => Ok(float(scalar, f64::NAN)),
            (ValueKind::Float(number), _) => Ok(float(scalar, number)),
            (ValueKind::Positive(number), _) if scalar == Scalar::Float => Ok(single(number as f32)),
            (ValueKind::Positive(number), _) => Ok(double(number as f64)),
            (ValueKind::Negative(number), _) if scalar == Scalar::Float => Ok(single(number as f32)),
            (ValueKind::Negative(number), _) => Ok(double(number as f64)),
            (ValueKind::Identifier, "inf") => Ok(float(scalar, f64::INFINITY)),
            (ValueKind::Identifier, "nan") => Ok(float(scalar, f64::NAN)),
            _ => Err(InvalidValue::Kind("a number")),
        },
        _ => {
            let number = match value.kind {
                ValueKind::Positive(number) => i128::from(number),
                // Unsigned types do not accept `-0` either.
                ValueKind::Negative(_) if range(scalar).0 == 0 => return Err(InvalidValue::Range),
                ValueKind::Negative(number) => i128::from(number),
                _ => return Err(InvalidValue::Kind("an integer")),
            };
            integer(scalar, number).ok_or(InvalidValue::Range)
        }
    }
}

/// Returns the smallest and the largest value of an integer type.
pub(super) const fn range(scalar: Scalar) -> (i128, u64) {
    match scalar {
        Scalar::Int32 | Scalar::Sint32 | Scalar::Sfixed32 => (i32::MIN as i128, i32::MAX as u64),
        Scalar::Int64 | Scalar::Sint64 | Scalar::Sfixed64 => (i64::MIN as i128, i64::MAX as u64),
        Scalar::Uint32 | Scalar::Fixed32 => (0, u32::MAX as u64),
        _ => (0, u64::MAX),
    }
}

/// Converts an integer to a type; `None` if the integer is out of range.
pub(super) fn integer<'m>(scalar: Scalar, number: i128) -> Option<MessageValue<'m>> {
    let (least, most) = range(scalar);
    if number < least || number > i128::from(most) {
        return None;
    }
    Some(match scalar {
        Scalar::Fixed32 | Scalar::Sfixed32 => MessageValue::Fixed32(number as u32),
        Scalar::Fixed64 | Scalar::Sfixed64 => MessageValue::Fixed64(number as u64),
        Scalar::Sint32 | Scalar::Sint64 => MessageValue::Varint(zigzag(number as i64)),
        _ => MessageValue::Varint(number as u64),
    })
}

const fn zigzag(number: i64) -> u64 {
    ((number << 1) ^ (number >> 63)) as u64
}

/// Converts a float to a type. NaN keeps its sign.
pub(super) fn float<'m>(scalar: Scalar, number: f64) -> MessageValue<'m> {
    match scalar {
        Scalar::Float if number.is_nan() => {
            single(f32::NAN.copysign(if number.is_sign_negative() { -1.0 } else { 1.0 }))
        }
        Scalar::Float => single(number as f32),
        _ => double(number),
    }
}

const fn single<'m>(number: f32) -> MessageValue<'m> {
    MessageValue::Fixed32(number.to_bits())
}

const fn double<'m>(number: f64) -> MessageValue<'m> {
    MessageValue::Fixed64(number.to_bits())
}

/// Returns the default value of an unset field.
pub(super) fn zero<'m>(model: &Model<'_, '_>, ty: FieldType) -> MessageValue<'m> {
    match ty {
        FieldType::Message(_) | FieldType::Group(_) => MessageValue::Message(Message::default()),
        FieldType::Enum(id) => MessageValue::Varint(i64::from(model.enumeration(id).first) as u64),
        FieldType::Scalar(Scalar::String | Scalar::Bytes) => MessageValue::Bytes(Cow::default()),
        FieldType::Scalar(Scalar::Double) => MessageValue::Fixed64(0),
        FieldType::Scalar(Scalar::Float) => MessageValue::Fixed32(0),
        FieldType::Scalar(scalar) => integer(scalar, 0).unwrap_or(MessageValue::Varint(0)),
    }
}
