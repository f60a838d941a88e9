//! Scalars in JSON: 64-bit numbers are strings, floats have three names beside their digits, bytes are base64.

use serde_json::Value as Json;

use super::super::{JsonError, Value};
use super::base64;
use crate::schema::Scalar;

type Result<T> = std::result::Result<T, JsonError>;

/// A string with its quotes.
pub(super) fn quoted(text: &str) -> String {
    Json::from(text).to_string()
}

/// A scalar as JSON.
pub(super) fn write(scalar: Scalar, value: &Value) -> Result<String> {
    let is_wide =
        matches!(scalar, Scalar::Int64 | Scalar::Uint64 | Scalar::Sint64 | Scalar::Fixed64 | Scalar::Sfixed64);
    let digits = |text: String| if is_wide { format!("\"{text}\"") } else { text };
    Ok(match value {
        Value::Int(value) => digits(value.to_string()),
        Value::Uint(value) => digits(value.to_string()),
        Value::Bool(value) => value.to_string(),
        Value::Double(value) => special(*value).map_or_else(|| Json::from(*value).to_string(), quoted),
        Value::Float(value) => special((*value).into()).map_or_else(|| short(*value), quoted),
        Value::Text(text) => match std::str::from_utf8(text) {
            Ok(text) => quoted(text),
            Err(_) => return Err(JsonError::new("JSON cannot hold text that is not UTF-8")),
        },
        Value::Bytes(bytes) => quoted(&base64::encode(bytes)),
        Value::Enum(_) | Value::Message(_) => return Err(JsonError::new("it is no scalar")),
    })
}

/// As few digits as name this `float`.
fn short(value: f32) -> String {
    serde_json::to_string(&value).unwrap_or_default()
}

fn special(value: f64) -> Option<&'static str> {
    match value {
        _ if value.is_nan() => Some("NaN"),
        f64::INFINITY => Some("Infinity"),
        f64::NEG_INFINITY => Some("-Infinity"),
        _ => None,
    }
}

/// A scalar from JSON.
pub(super) fn read(scalar: Scalar, json: &Json) -> Result<Value> {
    let whole = |min: i128, max: i128| whole(json, scalar.keyword(), min, max);
    let (i32s, i64s) = ((i32::MIN.into(), i32::MAX.into()), (i64::MIN.into(), i64::MAX.into()));
    Ok(match scalar {
        Scalar::Int32 | Scalar::Sint32 | Scalar::Sfixed32 => Value::Int(whole(i32s.0, i32s.1)? as i64),
        Scalar::Int64 | Scalar::Sint64 | Scalar::Sfixed64 => Value::Int(whole(i64s.0, i64s.1)? as i64),
        Scalar::Uint32 | Scalar::Fixed32 => Value::Uint(whole(0, u32::MAX.into())? as u64),
        Scalar::Uint64 | Scalar::Fixed64 => Value::Uint(whole(0, u64::MAX.into())? as u64),
        Scalar::Double => Value::Double(real(json)?),
        Scalar::Float => {
            let value = real(json)?;
            if value.is_finite() && (value as f32).is_infinite() {
                return Err(unfit(json, "float"));
            }
            Value::Float(value as f32)
        }
        Scalar::Bool => Value::Bool(json.as_bool().ok_or_else(|| unfit(json, "bool"))?),
        Scalar::String => Value::Text(json.as_str().ok_or_else(|| unfit(json, "string"))?.as_bytes().to_vec()),
        Scalar::Bytes => {
            let bytes = json.as_str().ok_or_else(|| unfit(json, "bytes"))?;
            Value::Bytes(base64::decode(bytes).ok_or_else(|| JsonError::new(format!("`{json}` is not base64")))?)
        }
    })
}

/// A value that its field does not hold.
pub(super) fn unfit(json: &Json, what: &str) -> JsonError {
    JsonError::new(format!("`{json}` is no `{what}`"))
}

/// A whole number, as a number or as a string of one; `1.0` is one, and so is `1e3`.
fn whole(json: &Json, what: &str, min: i128, max: i128) -> Result<i128> {
    let value = match json {
        Json::Number(number) => match (number.as_i64(), number.as_u64(), number.as_f64()) {
            (Some(value), ..) => Some(value.into()),
            (_, Some(value), _) => Some(value.into()),
            (.., real) => real.and_then(without_fraction),
        },
        Json::String(text) => text.parse().ok().or_else(|| digits(text).and_then(without_fraction)),
        _ => None,
    };
    let value = value.ok_or_else(|| unfit(json, what))?;
    if (min..=max).contains(&value) {
        Ok(value)
    } else {
        Err(JsonError::new(format!("`{json}` does not fit into `{what}`")))
    }
}

fn without_fraction(value: f64) -> Option<i128> {
    (value.fract() == 0.0 && value.abs() < 1e30).then_some(value as i128)
}

/// A number in JSON's own spelling; Rust's has names for more.
fn digits(text: &str) -> Option<f64> {
    let plain = text.starts_with(|first: char| first == '-' || first.is_ascii_digit());
    text.parse().ok().filter(|value: &f64| plain && value.is_finite())
}

fn real(json: &Json) -> Result<f64> {
    let value = match json {
        Json::Number(number) => number.as_f64(),
        Json::String(text) => match text.as_str() {
            "NaN" => Some(f64::NAN),
            "Infinity" => Some(f64::INFINITY),
            "-Infinity" => Some(f64::NEG_INFINITY),
            text => digits(text),
        },
        _ => None,
    };
    value.ok_or_else(|| unfit(json, "number"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn whole_numbers_come_as_numbers_or_strings() {
        for json in [json!(1000), json!("1000"), json!(1e3), json!("1e3"), json!(1000.0)] {
            assert_eq!(read(Scalar::Int32, &json).ok(), Some(Value::Int(1000)), "{json}");
        }
        for json in [json!(1.5), json!("1.5"), json!(""), json!(" 1"), json!(true), json!(2_147_483_648_i64)] {
            assert!(read(Scalar::Int32, &json).is_err(), "{json}");
        }
    }

    #[test]
    fn floats_have_three_names() {
        assert_eq!(write(Scalar::Float, &Value::Float(f32::INFINITY)).as_deref(), Ok("\"Infinity\""));
        assert_eq!(read(Scalar::Double, &json!("-Infinity")).ok(), Some(Value::Double(f64::NEG_INFINITY)));
        assert!(read(Scalar::Float, &json!(1e39)).is_err());
        assert!(read(Scalar::Double, &json!("inf")).is_err());
    }

    #[test]
    fn a_float_has_no_more_digits_than_it_needs() {
        assert_eq!(write(Scalar::Float, &Value::Float(0.1)).as_deref(), Ok("0.1"));
    }
}
