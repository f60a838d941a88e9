//! Functions of strings. Positions count characters.

use super::super::evaluation::{Evaluated, Evaluation, error};
use super::super::value::Value;

/// Calls a function; `None` if there is none with this name for these values.
pub(super) fn call(evaluation: &mut Evaluation<'_, '_>, name: &str, arguments: &[Value]) -> Option<Evaluated> {
    if let [Value::List(values), rest @ ..] = arguments {
        return (name == "join").then(|| join(evaluation, values, rest));
    }
    let [Value::Text(text), rest @ ..] = arguments else { return None };
    Some(match (name, rest) {
        ("lowerAscii", []) => Ok(Value::text(text.to_ascii_lowercase())),
        ("upperAscii", []) => Ok(Value::text(text.to_ascii_uppercase())),
        ("trim", []) => Ok(Value::text(text.trim())),
        ("reverse", []) => Ok(Value::text(text.chars().rev().collect::<String>())),
        ("quote", []) => Ok(Value::text(format!("{:?}", &**text))),
        ("charAt", [Value::Int(at)]) => slice(text, *at, at.saturating_add(1).min(length(text))),
        ("substring", [Value::Int(start)]) => slice(text, *start, length(text)),
        ("substring", [Value::Int(start), Value::Int(end)]) => slice(text, *start, *end),
        ("indexOf", [Value::Text(part)]) => find(text, part, 0),
        ("indexOf", [Value::Text(part), Value::Int(from)]) => find(text, part, *from),
        ("lastIndexOf", [Value::Text(part)]) => find_last(text, part, length(text)),
        ("lastIndexOf", [Value::Text(part), Value::Int(from)]) => find_last(text, part, *from),
        ("replace", [Value::Text(from), Value::Text(to)]) => replace(evaluation, text, [from, to], -1),
        ("replace", [Value::Text(from), Value::Text(to), Value::Int(count)]) => {
            replace(evaluation, text, [from, to], *count)
        }
        ("split", [Value::Text(by)]) => Ok(split(text, by, -1)),
        ("split", [Value::Text(by), Value::Int(count)]) => Ok(split(text, by, *count)),
        _ => return None,
    })
}

fn length(text: &str) -> i64 {
    i64::try_from(text.chars().count()).unwrap_or(i64::MAX)
}

fn slice(text: &str, start: i64, end: i64) -> Evaluated {
    let from = usize::try_from(start);
    let to = usize::try_from(end);
    match (from, to) {
        (Ok(from), Ok(to)) if from <= to && end <= length(text) => {
            Ok(Value::text(text.chars().skip(from).take(to - from).collect::<String>()))
        }
        _ => error("the position is out of range"),
    }
}

fn find(text: &str, part: &str, from: i64) -> Evaluated {
    let Some(start) = usize::try_from(from).ok().filter(|_| from <= length(text)) else {
        return error("the position is out of range");
    };
    let offset = text.char_indices().nth(start).map_or(text.len(), |(offset, _)| offset);
    let found = text[offset..].find(part).map(|at| from.saturating_add(length(&text[offset..offset + at])));
    Ok(Value::Int(found.unwrap_or(-1)))
}

fn find_last(text: &str, part: &str, from: i64) -> Evaluated {
    let Some(start) = usize::try_from(from).ok().filter(|_| from <= length(text)) else {
        return error("the position is out of range");
    };
    let offset = text.char_indices().nth(start).map_or(text.len(), |(offset, _)| offset);
    let mut end = offset.saturating_add(part.len()).min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    Ok(Value::Int(text[..end].rfind(part).map_or(-1, |at| length(&text[..at]))))
}

fn replace(evaluation: &mut Evaluation<'_, '_>, text: &str, [from, to]: [&str; 2], count: i64) -> Evaluated {
    let found = if from.is_empty() { text.chars().count() + 1 } else { text.matches(from).count() };
    evaluation.make(text.len().saturating_add(found.saturating_mul(to.len())))?;
    Ok(Value::text(match usize::try_from(count) {
        Ok(count) => text.replacen(from, to, count),
        Err(_) => text.replace(from, to),
    }))
}

fn split(text: &str, by: &str, count: i64) -> Value {
    let all: Vec<String> = match (by.is_empty(), usize::try_from(count)) {
        (_, Ok(0)) => Vec::new(),
        (true, Ok(count)) => {
            let rest = text.char_indices().nth(count - 1).map_or("", |(at, _)| &text[at..]);
            let first = text.chars().take(count - 1).map(String::from);
            first.chain((!rest.is_empty()).then(|| rest.to_owned())).collect()
        }
        (true, Err(_)) => text.chars().map(String::from).collect(),
        (false, Ok(count)) => text.splitn(count, by).map(str::to_owned).collect(),
        (false, Err(_)) => text.split(by).map(str::to_owned).collect(),
    };
    Value::list(all.into_iter().map(Value::text).collect())
}

fn join(evaluation: &mut Evaluation<'_, '_>, values: &[Value], rest: &[Value]) -> Evaluated {
    let separator = match rest {
        [] => "",
        [Value::Text(text)] => text,
        _ => return error("`join` needs a string"),
    };
    let mut parts = Vec::new();
    for value in values {
        let Value::Text(text) = value else { return error("`join` needs a list of strings") };
        parts.push(&**text);
    }
    evaluation.make(parts.iter().map(|part| part.len() + separator.len()).sum())?;
    Ok(Value::text(parts.join(separator)))
}
