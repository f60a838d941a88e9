//! Conversions between types.

use protoward_cel_functions::{conversions, times};

use crate::tree::{Expr, NodeKind};
use crate::value::Value;

/// The names of the conversions.
pub(crate) const NAMES: [&str; 8] = ["bool", "bytes", "double", "duration", "int", "string", "timestamp", "uint"];

/// Converts a value; `None` if it has no such conversion.
pub(crate) fn convert<O: Clone>(name: &str, value: &Value<O>) -> Option<Value<O>> {
    match (name, value) {
        ("bool", Value::Bool(_))
        | ("bytes", Value::Bytes(_))
        | ("double", Value::Double(_))
        | ("duration", Value::Duration(_))
        | ("int", Value::Int(_))
        | ("timestamp", Value::Timestamp(_))
        | ("uint", Value::Uint(_)) => Some(value.clone()),
        ("bool", Value::Text(text)) => conversions::bool_of_text(text).map(Value::Bool),
        ("bytes", Value::Text(text)) => Some(Value::Bytes(text.as_bytes().into())),
        ("double", Value::Int(value)) => Some(Value::Double(*value as f64)),
        ("double", Value::Uint(value)) => Some(Value::Double(*value as f64)),
        ("double", Value::Text(text)) => text.parse().ok().map(Value::Double),
        ("duration", Value::Text(text)) => times::parse_duration(text).map(Value::Duration),
        ("int", value) => int_of(value).map(Value::Int),
        ("string", value) => text_of(value).map(Value::from),
        ("timestamp", Value::Int(seconds)) => {
            times::checked_timestamp(times::nanoseconds(*seconds, 0)).map(Value::Timestamp)
        }
        ("timestamp", Value::Text(text)) => times::parse_timestamp(text).map(Value::Timestamp),
        ("uint", value) => uint_of(value).map(Value::Uint),
        _ => None,
    }
}

fn int_of<O>(value: &Value<O>) -> Option<i64> {
    match value {
        Value::Uint(value) => i64::try_from(*value).ok(),
        Value::Double(value) => conversions::int_of_double(*value),
        Value::Text(text) => text.parse().ok(),
        Value::Duration(nanos) => Some(*nanos),
        Value::Timestamp(nanos) => Some(times::seconds(*nanos)),
        _ => None,
    }
}

fn uint_of<O>(value: &Value<O>) -> Option<u64> {
    match value {
        Value::Int(value) => u64::try_from(*value).ok(),
        Value::Double(value) => conversions::uint_of_double(*value),
        Value::Text(text) => text.parse().ok(),
        _ => None,
    }
}

/// Returns a value as text.
pub(super) fn text_of<O>(value: &Value<O>) -> Option<String> {
    match value {
        Value::Text(text) => Some(text.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Int(value) => Some(value.to_string()),
        Value::Uint(value) => Some(value.to_string()),
        Value::Double(value) => Some(conversions::text_of_double(*value)),
        Value::Bytes(bytes) => String::from_utf8(bytes.to_vec()).ok(),
        Value::Duration(nanos) => Some(times::show_duration(*nanos)),
        Value::Timestamp(nanos) => Some(times::show_timestamp(*nanos)),
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
        NodeKind::Literal(literal) => Ok(Some(literal.into())),
        NodeKind::Call(call) if NAMES.contains(&call.function.as_str()) => {
            let [argument] = call.arguments.as_slice() else { return Ok(None) };
            let Some(value) = literal_conversion(argument)? else { return Ok(None) };
            convert(&call.function, &value).map(Some).ok_or(())
        }
        _ => Ok(None),
    }
}
