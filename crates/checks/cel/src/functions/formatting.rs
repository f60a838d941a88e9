//! `'…'.format([…])`, which fills the clauses of a text with values.

use protoward_cel_functions::formats::{self, DIGITS, FormatPiece, pieces};

use super::conversions::text_of;
use crate::budget::Budget;
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
    let digits = digits.unwrap_or(DIGITS);
    Some(match (letter, value) {
        ('s', value) => plain(value),
        ('d', Value::Int(_) | Value::Uint(_) | Value::Double(_)) => plain(value),
        ('f', value) => formats::fixed(double(value)?, digits),
        ('e', value) => formats::scientific(double(value)?, digits),
        ('b', Value::Bool(value)) => u8::from(*value).to_string(),
        ('b', value) => of_integer(value, |integer| format!("{integer:b}"))?,
        ('o', value) => of_integer(value, |integer| format!("{integer:o}"))?,
        ('x', Value::Text(text)) => formats::hexadecimal(text.as_bytes()),
        ('x', Value::Bytes(bytes)) => formats::hexadecimal(bytes),
        ('x', value) => of_integer(value, |integer| format!("{integer:x}"))?,
        ('X', value) => shown('x', None, value)?.to_uppercase(),
        _ => return None,
    })
}

/// Returns a number as a double; `None` for other values.
fn double<O>(value: &Value<O>) -> Option<f64> {
    match value {
        Value::Int(value) => Some(*value as f64),
        Value::Uint(value) => Some(*value as f64),
        Value::Double(value) => Some(*value),
        _ => None,
    }
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
        Value::Bytes(bytes) => formats::lossy(bytes),
        Value::Double(number) => formats::plain(*number),
        other => text_of(other).unwrap_or_default(),
    }
}
