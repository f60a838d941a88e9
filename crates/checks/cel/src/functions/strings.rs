//! Functions of strings. Positions count characters.

use protoward_cel_functions::texts;

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
        ("lowerAscii", []) => made(budget, text, |text| texts::lower_ascii(text).into_owned()),
        ("upperAscii", []) => made(budget, text, |text| texts::upper_ascii(text).into_owned()),
        ("trim", []) => made(budget, text, |text| text.trim().to_owned()),
        ("reverse", []) => made(budget, text, texts::reverse),
        ("strings.quote", []) => made(budget, text, texts::quote),
        ("charAt", [Value::Int(at)]) => part(budget, texts::char_at(text, *at)),
        ("substring", [Value::Int(start)]) => part(budget, texts::substring_from(text, *start)),
        ("substring", [Value::Int(start), Value::Int(end)]) => part(budget, texts::substring(text, *start, *end)),
        ("indexOf", [Value::Text(part)]) => position(texts::index_of(text, part, 0)),
        ("indexOf", [Value::Text(part), Value::Int(from)]) => position(texts::index_of(text, part, *from)),
        ("lastIndexOf", [Value::Text(part)]) => position(Some(texts::last_index_of(text, part))),
        ("lastIndexOf", [Value::Text(part), Value::Int(until)]) => {
            position(texts::last_index_of_until(text, part, *until))
        }
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

fn part<O>(budget: &mut Budget, part: Option<&str>) -> Called<O> {
    let part = part.ok_or(Problem::NoPosition)?;
    budget.allocate_text(part.len())?;
    Ok(part.into())
}

fn position<O>(position: Option<i64>) -> Called<O> {
    position.map(Value::Int).ok_or(Problem::NoPosition)
}

fn replace<O>(budget: &mut Budget, text: &str, [from, to]: [&str; 2], count: i64) -> Called<O> {
    let found = if from.is_empty() { text.chars().count() + 1 } else { text.matches(from).count() };
    let replaced = usize::try_from(count).map_or(found, |count| count.min(found));
    budget.allocate_text(text.len().saturating_add(replaced.saturating_mul(to.len())))?;
    Ok(texts::replace(text, from, to, count).into())
}

fn split<O>(budget: &mut Budget, text: &str, by: &str, count: i64) -> Called<O> {
    let parts = if by.is_empty() { text.chars().count() } else { text.matches(by).count() + 1 };
    budget.allocate(text.len().saturating_add(parts.saturating_mul(size_of::<Value<O>>() + 16)))?;
    Ok(Value::list(texts::split(text, by, count).into_iter().map(Value::from).collect()))
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
