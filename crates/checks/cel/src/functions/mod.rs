//! The values of function calls, by name and arguments. [`STANDARD`](crate::STANDARD) has the types.

mod conversions;
mod formatting;
mod parts_of_times;
mod strings;

use crate::budget::Budget;
use crate::host::{Called, Host};
use crate::problem::Problem;
use crate::value::{Object, Value, type_names};

/// Calls a function. The target of a member is the first value.
pub(crate) fn call<H: Host>(
    host: &H,
    budget: &mut Budget,
    name: &str,
    values: &[Value<H::Object>],
) -> Called<H::Object> {
    let found = match (name, values) {
        ("matches", [Value::Text(text), Value::Text(pattern)]) => Some(matches(host, budget, text, pattern)),
        _ => standard(budget, name, values).or_else(|| host.call(budget, name, values)),
    };
    found.unwrap_or_else(|| Err(Problem::NoOverload(name.to_owned(), type_names(values))))
}

fn matches<H: Host>(host: &H, budget: &mut Budget, text: &str, pattern: &str) -> Called<H::Object> {
    // The time of a search is at most the product of both lengths.
    let steps = (text.len() as u64).saturating_mul(1 + pattern.len() as u64 / 8);
    budget.step(steps / 8)?;
    let regex = host.pattern(budget, pattern)?;
    Ok(Value::Bool(regex.is_match(text)))
}

/// Calls a function of CEL; `None` if there is none with this name for these values.
fn standard<O: Object>(budget: &mut Budget, name: &str, values: &[Value<O>]) -> Option<Called<O>> {
    match (name, values) {
        ("dyn", [value]) => Some(Ok(value.clone())),
        ("type", [value]) => Some(Ok(Value::Type(value.type_name().into()))),
        ("size", [value]) => size(value).map(Ok),
        ("join", [Value::List(values)]) => Some(strings::join(budget, values, "")),
        ("join", [Value::List(values), Value::Text(separator)]) => Some(strings::join(budget, values, separator)),
        ("format", [Value::Text(format), Value::List(values)]) => Some(formatting::format(budget, format, values)),
        (name, [value]) if conversions::NAMES.contains(&name) => Some(converted(budget, name, value)),
        (name, [Value::Duration(nanos)]) => parts_of_times::of_duration(name, *nanos).map(|part| Ok(Value::Int(part))),
        (name, [Value::Timestamp(nanos)]) => of_timestamp(name, *nanos, None),
        (name, [Value::Timestamp(nanos), Value::Text(zone)]) => of_timestamp(name, *nanos, Some(zone)),
        (name, [Value::Text(text), rest @ ..]) => strings::call(budget, name, text, rest),
        _ => None,
    }
}

/// Returns the length of a value; that of a string counts characters.
fn size<O>(value: &Value<O>) -> Option<Value<O>> {
    let size = match value {
        Value::Text(text) => text.chars().count(),
        Value::Bytes(bytes) => bytes.len(),
        Value::List(values) => values.len(),
        Value::Map(entries) => entries.len(),
        _ => return None,
    };
    Some(Value::Int(i64::try_from(size).unwrap_or(i64::MAX)))
}

fn converted<O: Object>(budget: &mut Budget, name: &str, value: &Value<O>) -> Called<O> {
    let no_conversion = || Problem::NoConversion(name.to_owned(), value.type_name().to_owned());
    let converted = conversions::convert(name, value).ok_or_else(no_conversion)?;
    if let Value::Text(text) = &converted {
        budget.allocate_text(text.len())?;
    }
    Ok(converted)
}

fn of_timestamp<O>(name: &str, nanos: i128, zone: Option<&str>) -> Option<Called<O>> {
    parts_of_times::of_timestamp(name, nanos, zone).map(|part| part.map(Value::Int))
}
