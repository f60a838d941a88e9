//! Conversions between types.

use std::sync::Arc;

use crate::times;
use crate::tree::{Expr, Literal, NodeKind};
use crate::value::Value;

/// The names of the conversions.
pub(crate) const NAMES: [&str; 8] = ["bool", "bytes", "double", "duration", "int", "string", "timestamp", "uint"];

/// Converts a value; `None` if it has no such conversion.
pub(crate) fn convert<O: Clone>(name: &str, value: &Value<O>) -> Option<Value<O>> {
    match name {
        "bool" => bool_of(value),
        "bytes" => bytes_of(value),
        "double" => double_of(value),
        "duration" => duration_of(value),
        "int" => int_of(value),
        "string" => text_of(value).map(Value::from),
        "timestamp" => timestamp_of(value),
        "uint" => uint_of(value),
        _ => None,
    }
}

impl Expr {
    /// Returns `true` for a conversion of a literal that has no result, such as `duration('x')`.
    #[must_use]
    pub fn is_failing_conversion(&self) -> bool {
        literal_conversion(self).is_err()
    }
}

/// Returns the value of a literal, or of a conversion of one such as `duration('1s')`; `None` for other expressions.
///
/// # Errors
/// Fails if the conversion has no result.
fn literal_conversion(node: &Expr) -> Result<Option<Value<()>>, ()> {
    match &node.kind {
        NodeKind::Literal(literal) => Ok(Some(match literal {
            Literal::Null => Value::Null,
            Literal::Bool(value) => Value::Bool(*value),
            Literal::Int(value) => Value::Int(*value),
            Literal::Uint(value) => Value::Uint(*value),
            Literal::Double(value) => Value::Double(*value),
            Literal::Text(text) => text.as_str().into(),
            Literal::Bytes(bytes) => Value::Bytes(bytes.as_slice().into()),
        })),
        NodeKind::Call(call) if NAMES.contains(&call.function.as_str()) => {
            let [argument] = call.arguments.as_slice() else { return Ok(None) };
            let Some(value) = literal_conversion(argument)? else { return Ok(None) };
            convert(&call.function, &value).map(Some).ok_or(())
        }
        _ => Ok(None),
    }
}

fn bool_of<O: Clone>(value: &Value<O>) -> Option<Value<O>> {
    match value {
        Value::Bool(_) => Some(value.clone()),
        Value::Text(text) => match &**text {
            "1" | "t" | "T" | "true" | "TRUE" | "True" => Some(Value::Bool(true)),
            "0" | "f" | "F" | "false" | "FALSE" | "False" => Some(Value::Bool(false)),
            _ => None,
        },
        _ => None,
    }
}

fn bytes_of<O: Clone>(value: &Value<O>) -> Option<Value<O>> {
    match value {
        Value::Bytes(_) => Some(value.clone()),
        Value::Text(text) => Some(Value::Bytes(Arc::from(text.as_bytes()))),
        _ => None,
    }
}

fn double_of<O: Clone>(value: &Value<O>) -> Option<Value<O>> {
    match value {
        Value::Double(_) => Some(value.clone()),
        Value::Int(value) => Some(Value::Double(*value as f64)),
        Value::Uint(value) => Some(Value::Double(*value as f64)),
        Value::Text(text) => text.parse().ok().map(Value::Double),
        _ => None,
    }
}

fn duration_of<O: Clone>(value: &Value<O>) -> Option<Value<O>> {
    match value {
        Value::Duration(_) => Some(value.clone()),
        Value::Text(text) => times::parse_duration(text).map(Value::Duration),
        _ => None,
    }
}

fn timestamp_of<O: Clone>(value: &Value<O>) -> Option<Value<O>> {
    match value {
        Value::Timestamp(_) => Some(value.clone()),
        Value::Int(seconds) => times::checked_timestamp(times::nanoseconds(*seconds, 0)).map(Value::Timestamp),
        Value::Text(text) => times::parse_timestamp(text).map(Value::Timestamp),
        _ => None,
    }
}

fn int_of<O>(value: &Value<O>) -> Option<Value<O>> {
    let number = match value {
        Value::Int(value) => Some(*value),
        Value::Uint(value) => i64::try_from(*value).ok(),
        // The limits are those of `cel-go`: both bounds are excluded.
        Value::Double(value) => (*value > i64::MIN as f64 && *value < i64::MAX as f64).then_some(*value as i64),
        Value::Text(text) => text.parse().ok(),
        Value::Duration(nanos) => Some(*nanos),
        Value::Timestamp(nanos) => i64::try_from(nanos.div_euclid(1_000_000_000)).ok(),
        _ => None,
    };
    number.map(Value::Int)
}

fn uint_of<O>(value: &Value<O>) -> Option<Value<O>> {
    let number = match value {
        Value::Uint(value) => Some(*value),
        Value::Int(value) => u64::try_from(*value).ok(),
        Value::Double(value) => (*value >= 0.0 && *value < u64::MAX as f64).then_some(*value as u64),
        Value::Text(text) => text.parse().ok(),
        _ => None,
    };
    number.map(Value::Uint)
}

/// Returns a value as text.
pub(super) fn text_of<O>(value: &Value<O>) -> Option<String> {
    match value {
        Value::Text(text) => Some(text.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Int(value) => Some(value.to_string()),
        Value::Uint(value) => Some(value.to_string()),
        Value::Double(value) => Some(value.to_string()),
        Value::Bytes(bytes) => String::from_utf8(bytes.to_vec()).ok(),
        Value::Duration(nanos) => Some(times::show_duration(*nanos)),
        Value::Timestamp(nanos) => times::show_timestamp(*nanos),
        _ => None,
    }
}
