//! `'…'.format([…])`, which fills the clauses of a text with values.

use super::super::evaluation::{Failure, error};
use super::super::format::{FormatPiece, pieces};
use super::super::value::Value;
use super::conversions::text_of;

/// Replaces the clauses of a format by values.
pub(super) fn format(format: &str, values: &[Value]) -> Result<String, Failure> {
    let pieces = pieces(format).map_err(Failure::Error)?;
    let mut text = String::new();
    let mut values = values.iter();
    for piece in pieces {
        match piece {
            FormatPiece::Text(part) => text.push_str(part),
            FormatPiece::Clause(letter, digits) => {
                let Some(value) = values.next() else { return error("the format has more clauses than arguments") };
                text.push_str(&shown(letter, digits, value)?);
            }
        }
    }
    if values.next().is_some() {
        return error("the format has fewer clauses than arguments");
    }
    Ok(text)
}

fn shown(letter: char, digits: Option<usize>, value: &Value) -> Result<String, Failure> {
    let number = match value {
        Value::Int(value) => Some(*value as f64),
        Value::Uint(value) => Some(*value as f64),
        Value::Double(value) => Some(*value),
        _ => None,
    };
    let text = match (letter, value) {
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
    };
    text.map_or_else(|| error(format!("`%{letter}` cannot show a value of type `{}`", value.type_name())), Ok)
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Returns a value as `%s` shows it.
fn plain(value: &Value) -> String {
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
