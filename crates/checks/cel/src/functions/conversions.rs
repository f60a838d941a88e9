//! Conversions between types.

use crate::times;
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
        ("bool", Value::Text(text)) => match &**text {
            "1" | "t" | "T" | "true" | "TRUE" | "True" => Some(Value::Bool(true)),
            "0" | "f" | "F" | "false" | "FALSE" | "False" => Some(Value::Bool(false)),
            _ => None,
        },
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
        // The limits are those of `cel-go`: both bounds are excluded.
        Value::Double(value) => (*value > i64::MIN as f64 && *value < i64::MAX as f64).then_some(*value as i64),
        Value::Text(text) => text.parse().ok(),
        Value::Duration(nanos) => Some(*nanos),
        Value::Timestamp(nanos) => i64::try_from(nanos.div_euclid(1_000_000_000)).ok(),
        _ => None,
    }
}

fn uint_of<O>(value: &Value<O>) -> Option<u64> {
    match value {
        Value::Int(value) => u64::try_from(*value).ok(),
        Value::Double(value) => (*value >= 0.0 && *value < u64::MAX as f64).then_some(*value as u64),
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
        Value::Double(value) => Some(text_of_double(*value)),
        Value::Bytes(bytes) => String::from_utf8(bytes.to_vec()).ok(),
        Value::Duration(nanos) => Some(times::show_duration(*nanos)),
        Value::Timestamp(nanos) => times::show_timestamp(*nanos),
        _ => None,
    }
}

/// Returns a double as `cel-go` writes it: with an exponent if it is very large or small. The specification has no form.
fn text_of_double(value: f64) -> String {
    let scientific = format!("{value:e}");
    let exponent = scientific.split_once('e').and_then(|(_, exponent)| exponent.parse().ok());
    match exponent {
        Some(-4..6) => value.to_string(),
        Some(_) => with_padded_exponent(&scientific),
        None if value.is_nan() => "NaN".to_owned(),
        None => if value > 0.0 { "+Inf" } else { "-Inf" }.to_owned(),
    }
}

/// Returns a number such as `3.14e+00` for `3.14e0`: its exponent has a sign and two digits.
pub(super) fn with_padded_exponent(scientific: &str) -> String {
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((scientific, "0"));
    let (sign, exponent) = exponent.strip_prefix('-').map_or(('+', exponent), |exponent| ('-', exponent));
    format!("{mantissa}e{sign}{exponent:0>2}")
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
