//! Functions of strings. Positions count characters.

use crate::budget::Budget;
use crate::host::Called;
use crate::problem::Problem;
use crate::value::{Object, Value};

/// Calls a function; `None` if there is none with this name for these values.
pub(super) fn call<O>(budget: &mut Budget, name: &str, text: &str, rest: &[Value<O>]) -> Option<Called<O>> {
    Some(match (name, rest) {
        ("contains", [Value::Text(part)]) => Ok(Value::Bool(text.contains(&**part))),
        ("startsWith", [Value::Text(part)]) => Ok(Value::Bool(text.starts_with(&**part))),
        ("endsWith", [Value::Text(part)]) => Ok(Value::Bool(text.ends_with(&**part))),
        ("lowerAscii", []) => made(budget, text, str::to_ascii_lowercase),
        ("upperAscii", []) => made(budget, text, str::to_ascii_uppercase),
        ("trim", []) => made(budget, text, |text| text.trim().to_owned()),
        ("reverse", []) => made(budget, text, |text| text.chars().rev().collect()),
        ("strings.quote", []) => made(budget, text, quoted),
        ("charAt", [Value::Int(at)]) => slice(budget, text, *at, at.saturating_add(1).min(length(text))),
        ("substring", [Value::Int(start)]) => slice(budget, text, *start, length(text)),
        ("substring", [Value::Int(start), Value::Int(end)]) => slice(budget, text, *start, *end),
        ("indexOf", [Value::Text(part)]) => find(text, part, 0),
        ("indexOf", [Value::Text(part), Value::Int(from)]) => find(text, part, *from),
        ("lastIndexOf", [Value::Text(part)]) => find_last(text, part, length(text)),
        ("lastIndexOf", [Value::Text(part), Value::Int(from)]) => find_last(text, part, *from),
        ("replace", [Value::Text(from), Value::Text(to)]) => replace(budget, text, [from, to], -1),
        ("replace", [Value::Text(from), Value::Text(to), Value::Int(count)]) => {
            replace(budget, text, [from, to], *count)
        }
        ("split", [Value::Text(by)]) => split(budget, text, by, -1),
        ("split", [Value::Text(by), Value::Int(count)]) => split(budget, text, by, *count),
        _ => return None,
    })
}

/// Makes a text that is not much longer than another one.
fn made<O>(budget: &mut Budget, text: &str, make: fn(&str) -> String) -> Called<O> {
    budget.allocate_text(text.len())?;
    Ok(make(text).into())
}

/// Returns a text in quotes, with the escapes of CEL.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '\x07' => quoted.push_str("\\a"),
            '\x08' => quoted.push_str("\\b"),
            '\x0c' => quoted.push_str("\\f"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '\x0b' => quoted.push_str("\\v"),
            '\\' | '"' => quoted.extend(['\\', character]),
            _ => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}

fn length(text: &str) -> i64 {
    i64::try_from(text.chars().count()).unwrap_or(i64::MAX)
}

fn slice<O>(budget: &mut Budget, text: &str, start: i64, end: i64) -> Called<O> {
    let from = usize::try_from(start).map_err(|_| Problem::NoPosition)?;
    let to = usize::try_from(end).map_err(|_| Problem::NoPosition)?;
    if from > to || end > length(text) {
        return Err(Problem::NoPosition);
    }
    budget.allocate_text(text.len())?;
    Ok(text.chars().skip(from).take(to - from).collect::<String>().into())
}

/// Returns the offset of a position in bytes.
fn offset(text: &str, position: i64) -> Result<usize, Problem> {
    let at = usize::try_from(position).ok().filter(|_| position <= length(text)).ok_or(Problem::NoPosition)?;
    Ok(text.char_indices().nth(at).map_or(text.len(), |(offset, _)| offset))
}

fn find<O>(text: &str, part: &str, from: i64) -> Called<O> {
    let offset = offset(text, from)?;
    let found = text[offset..].find(part).map(|at| from.saturating_add(length(&text[offset..offset + at])));
    Ok(Value::Int(found.unwrap_or(-1)))
}

fn find_last<O>(text: &str, part: &str, from: i64) -> Called<O> {
    let mut end = offset(text, from)?.saturating_add(part.len()).min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    Ok(Value::Int(text[..end].rfind(part).map_or(-1, |at| length(&text[..at]))))
}

fn replace<O>(budget: &mut Budget, text: &str, [from, to]: [&str; 2], count: i64) -> Called<O> {
    let found = if from.is_empty() { text.chars().count() + 1 } else { text.matches(from).count() };
    let count = usize::try_from(count).map_or(found, |count| count.min(found));
    budget.allocate_text(text.len().saturating_add(count.saturating_mul(to.len())))?;
    Ok(text.replacen(from, to, count).into())
}

fn split<O>(budget: &mut Budget, text: &str, by: &str, count: i64) -> Called<O> {
    let parts = if by.is_empty() { text.chars().count() } else { text.matches(by).count() + 1 };
    budget.allocate(text.len().saturating_add(parts.saturating_mul(size_of::<Value<O>>() + 16)))?;
    let all: Vec<&str> = match (by.is_empty(), usize::try_from(count)) {
        (_, Ok(0)) => Vec::new(),
        (true, Ok(count)) => characters(text, count),
        (true, Err(_)) => characters(text, parts),
        (false, Ok(count)) => text.splitn(count, by).collect(),
        (false, Err(_)) => text.split(by).collect(),
    };
    Ok(Value::list(all.into_iter().map(Value::from).collect()))
}

/// Splits a text into its characters, of which the last part has the rest.
fn characters(text: &str, count: usize) -> Vec<&str> {
    let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).take(count).collect();
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts.iter().zip(ends).map(|(&start, end)| &text[start..end]).collect()
}

/// Joins strings.
pub(super) fn join<O: Object>(budget: &mut Budget, values: &[Value<O>], separator: &str) -> Called<O> {
    budget.step(values.len() as u64)?;
    let mut parts = Vec::new();
    for value in values {
        let Value::Text(text) = value else { return Err(Problem::NotText(value.type_name().to_owned())) };
        parts.push(&**text);
    }
    let length = parts.iter().map(|part| part.len() + separator.len()).sum::<usize>();
    budget.allocate_text(length.saturating_sub(separator.len()))?;
    Ok(parts.join(separator).into())
}
