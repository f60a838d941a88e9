//! Conversions between types. One that fails is an error of the value, and not of the expression.

use super::super::evaluation::{Evaluated, error};
use super::super::times;
use super::super::value::Value;
use std::sync::Arc;

/// Converts a value; `None` if the name is not one of a conversion.
pub(super) fn call(name: &str, arguments: &[Value]) -> Option<Evaluated> {
    let [value] = arguments else { return None };
    let converted = match name {
        "dyn" => Some(value.clone()),
        "type" => Some(Value::Type(Arc::from(value.type_name()))),
        "bool" => bool_of(value),
        "bytes" => bytes_of(value),
        "double" => double_of(value),
        "duration" => duration_of(value),
        "int" => int_of(value),
        "string" => text_of(value).map(Value::text),
        "timestamp" => timestamp_of(value),
        "uint" => uint_of(value),
        _ => return None,
    };
    let refused = || error(format!("this value of type `{}` cannot be converted with `{name}`", value.type_name()));
    Some(converted.map_or_else(refused, Ok))
}

fn bool_of(value: &Value) -> Option<Value> {
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

fn bytes_of(value: &Value) -> Option<Value> {
    match value {
        Value::Bytes(_) => Some(value.clone()),
        Value::Text(text) => Some(Value::Bytes(Arc::from(text.as_bytes()))),
        _ => None,
    }
}

fn double_of(value: &Value) -> Option<Value> {
    match value {
        Value::Double(_) => Some(value.clone()),
        Value::Int(value) => Some(Value::Double(*value as f64)),
        Value::Uint(value) => Some(Value::Double(*value as f64)),
        Value::Text(text) => text.parse().ok().map(Value::Double),
        _ => None,
    }
}

fn duration_of(value: &Value) -> Option<Value> {
    match value {
        Value::Duration(_) => Some(value.clone()),
        Value::Text(text) => times::parse_duration(text).map(Value::Duration),
        _ => None,
    }
}

fn timestamp_of(value: &Value) -> Option<Value> {
    match value {
        Value::Timestamp(_) => Some(value.clone()),
        Value::Int(seconds) => Some(Value::Timestamp(times::nanoseconds(*seconds, 0))),
        Value::Text(text) => times::parse_timestamp(text).map(Value::Timestamp),
        _ => None,
    }
}

fn int_of(value: &Value) -> Option<Value> {
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

fn uint_of(value: &Value) -> Option<Value> {
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
pub(super) fn text_of(value: &Value) -> Option<String> {
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
