//! `'…'.format([…])`, which fills the clauses of a text with values.

use super::conversions::{text_of, with_padded_exponent};
use crate::budget::Budget;
use crate::format::{FormatPiece, pieces};
use crate::host::Called;
use crate::problem::Problem;
use crate::value::{Object, Value};

/// Replaces the clauses of a format by values.
pub(super) fn format<O: Object>(budget: &mut Budget, format: &str, values: &[Value<O>]) -> Called<O> {
    for value in values {
        budget.step(budget.weight(value))?;
    }
    let mismatch = |what: &str| Problem::Format(format!("the format has {what} clauses than arguments"));
    let mut text = String::new();
    let mut values = values.iter();
    for piece in pieces(format).map_err(Problem::Format)? {
        match piece {
            FormatPiece::Text(part) => text.push_str(part),
            FormatPiece::Clause(letter, digits) => {
                let value = values.next().ok_or_else(|| mismatch("more"))?;
                let shown = shown(letter, digits, value).ok_or_else(|| {
                    Problem::Format(format!("`%{letter}` cannot show a value of type `{}`", value.type_name()))
                })?;
                text.push_str(&shown);
            }
        }
    }
    if values.next().is_some() {
        return Err(mismatch("fewer"));
    }
    budget.allocate_text(text.len())?;
    Ok(text.into())
}

fn shown<O>(letter: char, digits: Option<usize>, value: &Value<O>) -> Option<String> {
    let digits = digits.unwrap_or(6);
    Some(match (letter, value) {
        ('s', value) => plain(value),
        ('d', Value::Int(_) | Value::Uint(_) | Value::Double(_)) => plain(value),
        ('f', value) => of_float(value, |number| format!("{number:.digits$}"))?,
        ('e', value) => of_float(value, |number| with_padded_exponent(&format!("{number:.digits$e}")))?,
        ('b', Value::Bool(value)) => u8::from(*value).to_string(),
        ('b', value) => of_integer(value, |integer| format!("{integer:b}"))?,
        ('o', value) => of_integer(value, |integer| format!("{integer:o}"))?,
        ('x', Value::Text(text)) => hexadecimal(text.as_bytes()),
        ('x', Value::Bytes(bytes)) => hexadecimal(bytes),
        ('x', value) => of_integer(value, |integer| format!("{integer:x}"))?,
        ('X', value) => shown('x', None, value)?.to_uppercase(),
        _ => return None,
    })
}

/// Shows a number; `None` for other values.
fn of_float<O>(value: &Value<O>, show: impl Fn(f64) -> String) -> Option<String> {
    Some(match value {
        Value::Int(value) => show(*value as f64),
        Value::Uint(value) => show(*value as f64),
        Value::Double(value) if value.is_nan() => "NaN".to_owned(),
        Value::Double(value) if value.is_infinite() => if *value > 0.0 { "Infinity" } else { "-Infinity" }.to_owned(),
        Value::Double(value) => show(*value),
        _ => return None,
    })
}

/// Shows the digits of an integer behind its sign; `None` for other values.
fn of_integer<O>(value: &Value<O>, show: impl Fn(u64) -> String) -> Option<String> {
    match value {
        Value::Int(value) if *value < 0 => Some(format!("-{}", show(value.unsigned_abs()))),
        Value::Int(value) => Some(show(value.unsigned_abs())),
        Value::Uint(value) => Some(show(*value)),
        _ => None,
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Returns a value as `%s` shows it.
fn plain<O>(value: &Value<O>) -> String {
    match value {
        Value::List(values) => {
            let values: Vec<_> = values.iter().map(plain).collect();
            format!("[{}]", values.join(", "))
        }
        Value::Map(entries) => {
            let mut entries: Vec<_> = entries.iter().map(|(key, value)| (plain(key), plain(value))).collect();
            entries.sort();
            let entries: Vec<_> = entries.into_iter().map(|(key, value)| format!("{key}: {value}")).collect();
            format!("{{{}}}", entries.join(", "))
        }
        Value::Null => "null".to_owned(),
        Value::Type(name) => name.to_string(),
        Value::Bytes(bytes) => lossy(bytes),
        Value::Double(_) => of_float(value, |number| number.to_string()).unwrap_or_default(),
        other => text_of(other).unwrap_or_default(),
    }
}

/// Returns bytes as a string, in which one `\u{fffd}` stands for adjacent invalid ones.
fn lossy(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() && !text.ends_with('\u{fffd}') {
            text.push('\u{fffd}');
        }
    }
    text
}
