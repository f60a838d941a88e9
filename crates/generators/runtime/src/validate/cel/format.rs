//! `'…'.format([…])`

use std::borrow::Cow;

use protoward_cel_functions::formats::{self, DIGITS, FormatPiece, pieces};

use super::{Failure, Value};

/// Replaces the clauses of a format by values.
///
/// # Errors
/// Fails for an invalid format, for another number of values, and for a value that its clause cannot show.
pub fn format(format: &str, values: &Value<'_>) -> Result<Cow<'static, str>, Failure> {
    let Value::List(values) = values else { return Err(Failure::NO_OVERLOAD) };
    let mut text = String::new();
    let mut values = values.iter();
    for piece in pieces(format).map_err(Failure::new)? {
        match piece {
            FormatPiece::Text(part) => text.push_str(part),
            FormatPiece::Clause(letter, digits) => {
                let value = values.next().ok_or(Failure::new("the format has more clauses than arguments"))?;
                let shown = shown(letter, digits.unwrap_or(DIGITS), value);
                text.push_str(&shown.ok_or_else(|| {
                    Failure::new(format!("`%{letter}` cannot show a value of type `{}`", value.type_name()))
                })?);
            }
        }
    }
    if values.next().is_some() {
        return Err(Failure::new("the format has fewer clauses than arguments"));
    }
    Ok(text.into())
}

fn shown(letter: char, digits: usize, value: &Value<'_>) -> Option<String> {
    Some(match (letter, value) {
        ('s', value) => plain(value),
        ('d', Value::Int(_) | Value::Uint(_) | Value::Double(_)) => plain(value),
        ('f', value) => formats::fixed(double(value)?, digits),
        ('e', value) => formats::scientific(double(value)?, digits),
        ('b', Value::Bool(value)) => u8::from(*value).to_string(),
        ('b', value) => integer(value, |integer| format!("{integer:b}"))?,
        ('o', value) => integer(value, |integer| format!("{integer:o}"))?,
        ('x', Value::Text(text)) => formats::hexadecimal(text.as_bytes()),
        ('x', Value::Bytes(bytes)) => formats::hexadecimal(bytes),
        ('x', value) => integer(value, |integer| format!("{integer:x}"))?,
        ('X', value) => shown('x', digits, value)?.to_uppercase(),
        _ => return None,
    })
}

/// Returns a number as a double; `None` for other values.
fn double(value: &Value<'_>) -> Option<f64> {
    match value {
        Value::Int(value) => Some(*value as f64),
        Value::Uint(value) => Some(*value as f64),
        Value::Double(value) => Some(*value),
        _ => None,
    }
}

/// Shows the digits of an integer behind its sign; `None` for other values.
fn integer(value: &Value<'_>, show: impl Fn(u64) -> String) -> Option<String> {
    match value {
        Value::Int(value) if *value < 0 => Some(format!("-{}", show(value.unsigned_abs()))),
        Value::Int(value) => Some(show(value.unsigned_abs())),
        Value::Uint(value) => Some(show(*value)),
        _ => None,
    }
}

/// Returns a value as `%s` shows it.
fn plain(value: &Value<'_>) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Int(value) => value.to_string(),
        Value::Uint(value) => value.to_string(),
        Value::Double(value) => formats::plain(*value),
        Value::Text(text) => text.to_string(),
        Value::Bytes(bytes) => formats::lossy(bytes),
        Value::Duration(value) => value.to_string(),
        Value::Timestamp(value) => value.to_string(),
        Value::List(values) => format!("[{}]", values.iter().map(plain).collect::<Vec<_>>().join(", ")),
        Value::Map(entries) => {
            // The entries are in the order of their texts, in which 10 is before 9.
            let entry = |(key, value): (&_, &_)| (plain(&Value::from(Clone::clone(key))), plain(value));
            let mut entries: Vec<_> = entries.iter().map(entry).collect();
            entries.sort();
            let entries: Vec<_> = entries.into_iter().map(|(key, value)| format!("{key}: {value}")).collect();
            format!("{{{}}}", entries.join(", "))
        }
        Value::Type(name) => (*name).to_owned(),
    }
}
