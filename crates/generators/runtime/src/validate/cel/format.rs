//! `'…'.format([…])`

use alloc::borrow::{Cow, ToOwned};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use protoward_cel_functions::formats::{self, Argument, FormatPiece, pieces};

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
                let shown = shown(letter, digits, value);
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

fn shown(letter: char, digits: Option<usize>, value: &Value<'_>) -> Option<String> {
    let argument = match value {
        value if letter == 's' => return Some(plain(value)),
        Value::Bool(value) => Argument::Bool(*value),
        Value::Text(text) => Argument::Text(text),
        Value::Bytes(bytes) => Argument::Bytes(bytes),
        other => Argument::Number(other.number()?),
    };
    formats::shown(letter, digits, argument)
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
