//! The values of function calls. `functions.rs` lists the functions with their types.

use crate::evaluation::{Evaluated, Evaluation, Failure, error};
use crate::limits::{MAX_STRING, STEPS_OF_PATTERN};
use crate::pattern::compile;
use crate::types::with_article;
use crate::value::{Text, Value};
use crate::words;
use protoward_cel::CelError as ConditionError;
use protoward_cel::{Call, Node};
use std::ops::Range;

/// Calls a function with the values of its target and arguments.
pub(crate) fn call<'a>(
    evaluation: &mut Evaluation<'a, '_>,
    node: &Node,
    call: &Call,
    values: &[Value<'a>],
) -> Evaluated<'a> {
    let weight = values.iter().map(Value::weight).sum();
    evaluation.step(&node.token, weight)?;
    let at = &node.token;
    let name = call.function.as_str();
    match (name, values) {
        ("size", [value]) => Ok(Value::Int(i64::try_from(size(at, value)?).unwrap_or(i64::MAX))),
        ("dyn", [value]) => Ok(value.clone()),
        ("bool" | "int" | "uint" | "double" | "string", [value]) => converted(evaluation, at, name, value),
        ("has_option", [Value::Text(option)]) => {
            evaluation.is_set(node, evaluation.element, option.as_str()).map(Value::Bool)
        }
        ("has_option", [Value::Declaration(element), Value::Text(option)]) => {
            evaluation.is_set(node, *element, option.as_str()).map(Value::Bool)
        }
        ("matches", [Value::Text(text), Value::Text(pattern)]) => {
            matches(evaluation, at, call, text.as_str(), pattern.as_str())
        }
        ("contains", [Value::Text(text), Value::Text(part)]) => Ok(Value::Bool(text.as_str().contains(part.as_str()))),
        ("startsWith", [Value::Text(text), Value::Text(start)]) => {
            Ok(Value::Bool(text.as_str().starts_with(start.as_str())))
        }
        ("endsWith", [Value::Text(text), Value::Text(end)]) => Ok(Value::Bool(text.as_str().ends_with(end.as_str()))),
        ("split", [Value::Text(text), Value::Text(separator)]) => {
            split(evaluation, at, text.as_str(), separator.as_str())
        }
        ("replace", [Value::Text(text), Value::Text(from), Value::Text(to)]) => {
            replaced(evaluation, at, [text.as_str(), from.as_str(), to.as_str()])
        }
        ("join", [Value::List(values), Value::Text(separator)]) => joined(evaluation, at, values, separator.as_str()),
        (name, [Value::Text(text)]) => changed(evaluation, at, name, text),
        (name, values) => {
            let types: Vec<_> = values.iter().map(Value::type_name).collect();
            Err(error(at, format!("`{name}` cannot be called with {}", types.join(", "))))
        }
    }
}

/// Returns the length of a value; that of a string counts characters.
fn size(at: &Range<usize>, value: &Value<'_>) -> Result<usize, Failure> {
    match value {
        Value::Text(text) => Ok(text.as_str().chars().count()),
        Value::Bytes(bytes) => Ok(bytes.len()),
        Value::List(values) => Ok(values.len()),
        Value::Map(entries) => Ok(entries.len()),
        other => Err(error(at, format!("{} has no size", with_article(other.type_name())))),
    }
}

fn converted<'a>(evaluation: &mut Evaluation<'a, '_>, at: &Range<usize>, to: &str, value: &Value<'a>) -> Evaluated<'a> {
    let text = || if let Value::Text(text) = value { Some(text.as_str()) } else { None };
    let is_same = matches!(
        (to, value),
        ("bool", Value::Bool(_))
            | ("int", Value::Int(_))
            | ("uint", Value::Uint(_))
            | ("double", Value::Double(_))
            | ("string", Value::Text(_))
    );
    if is_same {
        return Ok(value.clone());
    }
    let whole = || value.float().filter(|value| value.is_finite()).map(f64::trunc);
    let within = |low: f64, high: f64| whole().filter(|value| *value >= low && *value < high);
    let converted = match to {
        "bool" => text().and_then(|text| text.parse().ok()).map(Value::Bool),
        "int" => match (value.integer(), text()) {
            (Some(value), _) => i64::try_from(value).ok(),
            (None, Some(text)) => text.parse().ok(),
            (None, None) => within(-9_223_372_036_854_775_808.0, 9_223_372_036_854_775_808.0).map(|it| it as i64),
        }
        .map(Value::Int),
        "uint" => match (value.integer(), text()) {
            (Some(value), _) => u64::try_from(value).ok(),
            (None, Some(text)) => text.parse().ok(),
            (None, None) => within(0.0, 18_446_744_073_709_551_616.0).map(|it| it as u64),
        }
        .map(Value::Uint),
        "double" => value.float().or_else(|| text().and_then(|text| text.parse().ok())).map(Value::Double),
        _ => match value.text() {
            Some(text) => {
                evaluation.allocate_text(at, text.len())?;
                Some(text.into())
            }
            None => None,
        },
    };
    converted.ok_or_else(|| error(at, format!("this {} cannot be converted to {to}", value.type_name())))
}

/// Searches a pattern. A pattern that is not a literal is compiled here.
fn matches<'a>(
    evaluation: &mut Evaluation<'a, '_>,
    at: &Range<usize>,
    call: &Call,
    text: &str,
    pattern: &str,
) -> Evaluated<'a> {
    // The time of a search is at most the product of both lengths.
    let steps = (text.len() as u64).saturating_mul(1 + pattern.len() as u64 / 8);
    evaluation.step(at, steps / 8)?;
    if let Some(regex) = &call.pattern {
        return Ok(Value::Bool(regex.is_match(text)));
    }
    evaluation.step(at, STEPS_OF_PATTERN)?;
    let regex = compile(pattern).map_err(|message| ConditionError::new(at, message))?;
    Ok(Value::Bool(regex.is_match(text)))
}

fn split<'a>(evaluation: &mut Evaluation<'a, '_>, at: &Range<usize>, text: &str, separator: &str) -> Evaluated<'a> {
    let count = if separator.is_empty() { text.len() } else { text.matches(separator).count() + 1 };
    evaluation.allocate(at, text.len() + count.saturating_mul(size_of::<Value<'_>>() + 16))?;
    let part = |part: &str| Value::from(part.to_owned());
    if separator.is_empty() {
        return Ok(Value::list(text.chars().map(|it| Value::from(it.to_string())).collect()));
    }
    Ok(Value::list(text.split(separator).map(part).collect()))
}

fn replaced<'a>(evaluation: &mut Evaluation<'a, '_>, at: &Range<usize>, parts: [&str; 3]) -> Evaluated<'a> {
    let [text, from, to] = parts;
    let count = if from.is_empty() { text.chars().count() + 1 } else { text.matches(from).count() };
    evaluation.allocate_text(at, text.len().saturating_add(count.saturating_mul(to.len())))?;
    Ok(text.replace(from, to).into())
}

fn joined<'a>(
    evaluation: &mut Evaluation<'a, '_>,
    at: &Range<usize>,
    values: &[Value<'a>],
    separator: &str,
) -> Evaluated<'a> {
    let mut joined = String::new();
    for (index, value) in values.iter().enumerate() {
        let Value::Text(text) = value else {
            return Err(error(at, format!("`join` needs strings, and one is {}", with_article(value.type_name()))));
        };
        let before = if index == 0 { "" } else { separator };
        let length = before.len() + text.as_str().len();
        // Each step pays for its own part, and the limit is about the whole.
        evaluation.allocate(at, length)?;
        evaluation.allocate_text(at, if joined.len() + length > MAX_STRING { MAX_STRING + 1 } else { 0 })?;
        joined.push_str(before);
        joined.push_str(text.as_str());
    }
    Ok(joined.into())
}

/// Calls a function from a string to a string.
fn changed<'a>(evaluation: &mut Evaluation<'a, '_>, at: &Range<usize>, name: &str, text: &Text<'a>) -> Evaluated<'a> {
    let text = text.as_str();
    // Other cases of a letter have up to three letters, and each may get an underscore.
    evaluation.allocate_text(at, text.len())?;
    let changed = match name {
        "lowerAscii" => text.to_ascii_lowercase(),
        "upperAscii" => text.to_ascii_uppercase(),
        "trim" => text.trim().to_owned(),
        "lower_snake_case" => words::lower_snake_case(text),
        "upper_snake_case" => words::upper_snake_case(text),
        "pascal_case" => words::pascal_case(text),
        "lower_camel_case" => words::lower_camel_case(text),
        name => return Err(error(at, format!("`{name}` cannot be called with a string"))),
    };
    evaluation.allocate_text(at, changed.len())?;
    Ok(changed.into())
}
