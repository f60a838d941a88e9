//! The values of function calls, by name and arguments. [`STANDARD`](crate::STANDARD) has the types.

mod conversions;
mod formatting;
mod parts_of_times;
mod strings;

use crate::evaluate::{Evaluation, ValueOf};
use crate::host::Host;
use crate::problem::Problem;
use crate::value::Value;

/// The result of a function; `None` if there is none with its name for its values.
type Found<T> = Option<Result<T, Problem>>;

/// Calls a function. The target of a member is the first value.
pub(crate) fn call<H: Host>(
    evaluation: &mut Evaluation<'_, H>,
    name: &str,
    values: &[ValueOf<H>],
) -> Result<ValueOf<H>, Problem> {
    let found = standard(evaluation, name, values);
    let found = found.or_else(|| evaluation.host.call(&mut evaluation.budget, name, values));
    found.unwrap_or_else(|| Err(Problem::NoOverload(name.to_owned(), evaluation.type_names(values))))
}

fn standard<H: Host>(evaluation: &mut Evaluation<'_, H>, name: &str, values: &[ValueOf<H>]) -> Found<ValueOf<H>> {
    match (name, values) {
        ("dyn", [value]) => Some(Ok(value.clone())),
        ("type", [value]) => Some(Ok(Value::Type(evaluation.type_name(value).into()))),
        ("size", [value]) => size(value).map(Ok),
        ("matches", [Value::Text(text), Value::Text(pattern)]) => {
            Some(matches(evaluation, text, pattern).map(Value::Bool))
        }
        ("join", [Value::List(values)]) => Some(join(evaluation, values, "")),
        ("join", [Value::List(values), Value::Text(separator)]) => Some(join(evaluation, values, separator)),
        ("format", [Value::Text(format), Value::List(values)]) => {
            Some(formatting::format(evaluation, format, values).map(Value::from))
        }
        (name, [value]) if conversions::NAMES.contains(&name) => Some(converted(evaluation, name, value)),
        (name, [Value::Duration(nanos)]) => parts_of_times::of_duration(name, *nanos).map(|part| Ok(Value::Int(part))),
        (name, [Value::Timestamp(nanos)]) => of_timestamp(name, *nanos, None),
        (name, [Value::Timestamp(nanos), Value::Text(zone)]) => of_timestamp(name, *nanos, Some(zone)),
        (name, [Value::Text(text), rest @ ..]) => strings::call(&mut evaluation.budget, name, text, rest),
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

fn matches<H: Host>(evaluation: &mut Evaluation<'_, H>, text: &str, pattern: &str) -> Result<bool, Problem> {
    // The time of a search is at most the product of both lengths.
    let steps = (text.len() as u64).saturating_mul(1 + pattern.len() as u64 / 8);
    evaluation.budget.step(steps / 8)?;
    let regex = evaluation.host.pattern(&mut evaluation.budget, pattern)?;
    Ok(regex.is_match(text))
}

fn join<H: Host>(
    evaluation: &mut Evaluation<'_, H>,
    values: &[ValueOf<H>],
    separator: &str,
) -> Result<ValueOf<H>, Problem> {
    let mut parts = Vec::new();
    let mut length = 0_usize;
    for value in values {
        let Value::Text(text) = value else { return Err(Problem::NotText(evaluation.type_name(value))) };
        length = length.saturating_add(text.len() + separator.len());
        parts.push(&**text);
    }
    evaluation.budget.allocate_text(length.saturating_sub(separator.len()))?;
    Ok(parts.join(separator).into())
}

fn converted<H: Host>(
    evaluation: &mut Evaluation<'_, H>,
    name: &str,
    value: &ValueOf<H>,
) -> Result<ValueOf<H>, Problem> {
    let no_conversion = Problem::NoConversion { to: name.to_owned(), from: evaluation.type_name(value) };
    let converted = conversions::convert(name, value).ok_or(no_conversion)?;
    if let Value::Text(text) = &converted {
        evaluation.budget.allocate_text(text.len())?;
    }
    Ok(converted)
}

fn of_timestamp<O>(name: &str, nanos: i128, zone: Option<&str>) -> Found<Value<O>> {
    parts_of_times::of_timestamp(name, nanos, zone).map(|part| part.map(Value::Int))
}
