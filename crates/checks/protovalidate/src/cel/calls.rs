//! The values of function calls, by name and arguments.

mod conversions;
mod formatting;
mod strings;

use super::evaluation::{Evaluated, Evaluation, Failure, error};
use super::times;
use super::value::Value;
use crate::text_formats;
use std::sync::Arc;

/// Calls a function. The target of a member is the first argument.
pub(crate) fn call(evaluation: &mut Evaluation<'_, '_>, name: &str, arguments: &[Value]) -> Evaluated {
    if let Some(result) = conversions::call(name, arguments) {
        return result;
    }
    match (name, arguments) {
        ("size", [value]) => size(value),
        ("getField", [value, Value::Text(name)]) => evaluation.select(value, name),
        ("unique", [Value::List(values)]) => unique(evaluation, values),
        ("matches", [Value::Text(text), Value::Text(pattern)]) => evaluation.matches(text, pattern).map(Value::Bool),
        ("startsWith", [Value::Text(text), Value::Text(part)]) => Ok(Value::Bool(text.starts_with(&**part))),
        ("endsWith", [Value::Text(text), Value::Text(part)]) => Ok(Value::Bool(text.ends_with(&**part))),
        ("contains", [Value::Text(text), Value::Text(part)]) => Ok(Value::Bool(text.contains(&**part))),
        ("startsWith", [Value::Bytes(text), Value::Bytes(part)]) => Ok(Value::Bool(text.starts_with(part))),
        ("endsWith", [Value::Bytes(text), Value::Bytes(part)]) => Ok(Value::Bool(text.ends_with(part))),
        ("contains", [Value::Bytes(text), Value::Bytes(part)]) => contains(evaluation, text, part),
        ("isNan", [Value::Double(value)]) => Ok(Value::Bool(value.is_nan())),
        ("isInf", [Value::Double(value)]) => Ok(Value::Bool(value.is_infinite())),
        ("isInf", [Value::Double(value), Value::Int(sign)]) => {
            let has_sign = *sign == 0 || (*sign > 0) == (*value > 0.0);
            Ok(Value::Bool(value.is_infinite() && has_sign))
        }
        ("isEmail", [Value::Text(text)]) => Ok(Value::Bool(text_formats::is_email(text))),
        ("isHostname", [Value::Text(text)]) => Ok(Value::Bool(text_formats::is_hostname(text))),
        ("isHostAndPort", [Value::Text(text), Value::Bool(needs_port)]) => {
            Ok(Value::Bool(text_formats::is_host_and_port(text, *needs_port)))
        }
        ("isIp", [Value::Text(text)]) => Ok(Value::Bool(text_formats::is_ip(text, 0))),
        ("isIp", [Value::Text(text), Value::Int(version)]) => Ok(Value::Bool(text_formats::is_ip(text, *version))),
        ("isIpPrefix", [Value::Text(text), rest @ ..]) => match rest {
            [] => Ok(Value::Bool(text_formats::is_ip_prefix(text, 0, false))),
            [Value::Int(version)] => Ok(Value::Bool(text_formats::is_ip_prefix(text, *version, false))),
            [Value::Bool(strict)] => Ok(Value::Bool(text_formats::is_ip_prefix(text, 0, *strict))),
            [Value::Int(version), Value::Bool(strict)] => {
                Ok(Value::Bool(text_formats::is_ip_prefix(text, *version, *strict)))
            }
            _ => mismatch(name),
        },
        ("isUri", [Value::Text(text)]) => Ok(Value::Bool(text_formats::is_uri(text))),
        ("isUriRef", [Value::Text(text)]) => Ok(Value::Bool(text_formats::is_uri_reference(text))),
        ("format", [Value::Text(format), Value::List(values)]) => {
            let text = formatting::format(format, values)?;
            evaluation.make(text.len())?;
            Ok(Value::text(text))
        }
        (name, [Value::Duration(nanos)]) if name.starts_with("get") => duration_part(name, *nanos),
        (name, [Value::Timestamp(nanos)]) if name.starts_with("get") => timestamp_part(name, *nanos, None),
        (name, [Value::Timestamp(nanos), Value::Text(zone)]) if name.starts_with("get") => {
            timestamp_part(name, *nanos, Some(zone))
        }
        _ => strings::call(evaluation, name, arguments).unwrap_or_else(|| mismatch(name)),
    }
}

/// Converts a value; `None` for a function that is no conversion.
pub(crate) fn constant(name: &str, value: &Value) -> Option<Evaluated> {
    if matches!(name, "dyn" | "type") {
        return None;
    }
    conversions::call(name, std::slice::from_ref(value))
}

fn mismatch(name: &str) -> Evaluated {
    error(format!("`{name}` cannot be called with these values"))
}

fn size(value: &Value) -> Evaluated {
    let size = match value {
        Value::Text(text) => text.chars().count(),
        Value::Bytes(bytes) => bytes.len(),
        Value::List(values) => values.len(),
        Value::Map(entries) => entries.len(),
        _ => return mismatch("size"),
    };
    Ok(Value::Int(i64::try_from(size).unwrap_or(i64::MAX)))
}

fn unique(evaluation: &mut Evaluation<'_, '_>, values: &[Value]) -> Evaluated {
    evaluation.step((values.len() as u64).saturating_mul(values.len() as u64))?;
    let is_repeated = |(at, value): (usize, &Value)| values.iter().take(at).any(|before| before.equals(value));
    Ok(Value::Bool(!values.iter().enumerate().any(is_repeated)))
}

fn contains(evaluation: &mut Evaluation<'_, '_>, text: &Arc<[u8]>, part: &Arc<[u8]>) -> Evaluated {
    evaluation.step((text.len() as u64).saturating_mul(1 + part.len() as u64) / 64)?;
    Ok(Value::Bool(part.is_empty() || text.windows(part.len()).any(|window| window == &**part)))
}

fn duration_part(name: &str, nanos: i64) -> Evaluated {
    Ok(Value::Int(match name {
        "getHours" => nanos / 3_600_000_000_000,
        "getMinutes" => nanos / 60_000_000_000,
        "getSeconds" => nanos / 1_000_000_000,
        "getMilliseconds" => nanos / 1_000_000 % 1000,
        _ => return mismatch(name),
    }))
}

fn timestamp_part(name: &str, nanos: i128, zone: Option<&str>) -> Evaluated {
    let Some(at) = times::civil(nanos, zone) else {
        return Err(Failure::Unknown(format!("the time zone of `{name}` is not supported")));
    };
    Ok(Value::Int(match name {
        "getFullYear" => at.year().into(),
        "getMonth" => i64::from(at.month()) - 1,
        "getDayOfYear" => i64::from(at.day_of_year()) - 1,
        "getDayOfMonth" => i64::from(at.day()) - 1,
        "getDate" => at.day().into(),
        "getDayOfWeek" => at.weekday().to_sunday_zero_offset().into(),
        "getHours" => at.hour().into(),
        "getMinutes" => at.minute().into(),
        "getSeconds" => at.second().into(),
        "getMilliseconds" => i64::from(at.subsec_nanosecond() / 1_000_000),
        _ => return mismatch(name),
    }))
}
