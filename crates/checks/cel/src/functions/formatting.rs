//! `'…'.format([…])`, which fills the clauses of a text with values.

use protoward_cel_functions::formats::{self, Argument, FormatPiece, pieces};

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
