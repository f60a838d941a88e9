//! `'…'.format([…])`, which fills the clauses of a text with values.

use super::conversions::text_of;
use crate::budget::Budget;
use crate::format::{FormatPiece, pieces};
use crate::host::Object;
use crate::problem::Problem;
use crate::value::Value;

/// Replaces the clauses of a format by values.
pub(super) fn format<O: Object>(budget: &mut Budget, format: &str, values: &[Value<O>]) -> Result<Value<O>, Problem> {
    let limit = budget.limits.steps;
    budget.step(values.iter().fold(0, |sum: u64, value| sum.saturating_add(value.weight(limit))))?;
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
    let number = match value {
        Value::Int(value) => Some(*value as f64),
        Value::Uint(value) => Some(*value as f64),
        Value::Double(value) => Some(*value),
        _ => None,
    };
    match (letter, value) {
        ('s', value) => Some(plain(value)),
        ('d', Value::Int(_) | Value::Uint(_) | Value::Double(_)) => text_of(value),
        ('f', _) => number.map(|number| format!("{number:.*}", digits.unwrap_or(6))),
        ('e', _) => number.map(|number| format!("{number:.*e}", digits.unwrap_or(6))),
        ('b', Value::Bool(value)) => Some(u8::from(*value).to_string()),
        ('b', Value::Int(value)) => Some(format!("{value:b}")),
        ('b', Value::Uint(value)) => Some(format!("{value:b}")),
        ('o', Value::Int(value)) => Some(format!("{value:o}")),
        ('o', Value::Uint(value)) => Some(format!("{value:o}")),
        ('x', Value::Int(value)) => Some(format!("{value:x}")),
        ('x', Value::Uint(value)) => Some(format!("{value:x}")),
        ('x', Value::Text(text)) => Some(hexadecimal(text.as_bytes())),
        ('x', Value::Bytes(bytes)) => Some(hexadecimal(bytes)),
        ('X', value) => Some(shown('x', digits, value)?.to_uppercase()),
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
            let entries: Vec<_> =
                entries.iter().map(|(key, value)| format!("{}: {}", plain(key), plain(value))).collect();
            format!("{{{}}}", entries.join(", "))
        }
        Value::Null => "null".to_owned(),
        Value::Type(name) => name.to_string(),
        Value::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        other => text_of(other).unwrap_or_default(),
    }
}
