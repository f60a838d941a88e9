//! The formats of `'…'.format([…])`: their clauses, and numbers and bytes as the clauses show them.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::Number;
use crate::conversions::with_padded_exponent;

/// A part of a format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormatPiece<'a> {
    /// A text that stays as it is.
    Text(&'a str),
    /// `%s`, `%.3f` and others: the letter, and the number of digits.
    Clause(char, Option<usize>),
}

/// Maximum precision of `%.3f` and `%.3e`, in digits.
const MAX_DIGITS: usize = 100;
/// The number of digits of `%f` and `%e` without one.
const DIGITS: usize = 6;

/// A value that other clauses than `%s` can show.
#[derive(Clone, Copy, Debug)]
pub enum Argument<'a> {
    /// A `bool`.
    Bool(bool),
    /// A number of any type.
    Number(Number),
    /// A string.
    Text(&'a str),
    /// A value of type `bytes`.
    Bytes(&'a [u8]),
}

/// Splits a format.
///
/// # Errors
/// Fails for a clause that does not exist.
pub fn pieces(format: &str) -> Result<Vec<FormatPiece<'_>>, String> {
    let mut pieces = Vec::new();
    let mut rest = format;
    while let Some(at) = rest.find('%') {
        let (before, clause) = rest.split_at(at);
        if !before.is_empty() {
            pieces.push(FormatPiece::Text(before));
        }
        let clause = &clause[1..];
        if let Some(after) = clause.strip_prefix('%') {
            pieces.push(FormatPiece::Text("%"));
            rest = after;
            continue;
        }
        let (digits, clause) = match clause.strip_prefix('.') {
            Some(clause) => {
                let end = clause.find(|it: char| !it.is_ascii_digit()).unwrap_or(clause.len());
                let digits = clause[..end].parse().ok().filter(|&digits| digits <= MAX_DIGITS);
                (Some(digits.ok_or("the number of digits after `%.` is missing or too large")?), &clause[end..])
            }
            None => (None, clause),
        };
        let mut letters = clause.chars();
        match letters.next() {
            Some(letter @ ('s' | 'd' | 'f' | 'e' | 'b' | 'x' | 'X' | 'o')) => {
                pieces.push(FormatPiece::Clause(letter, digits));
                rest = letters.as_str();
            }
            Some(letter) => return Err(format!("unknown clause `%{letter}`; write `%%` for a percent sign")),
            None => return Err("the format ends with `%`; write `%%` for a percent sign".to_owned()),
        }
    }
    if !rest.is_empty() {
        pieces.push(FormatPiece::Text(rest));
    }
    Ok(pieces)
}

/// Returns a value as a clause other than `%s` shows it; `None` if it cannot.
#[must_use]
pub fn shown(letter: char, digits: Option<usize>, argument: Argument<'_>) -> Option<String> {
    let digits = digits.unwrap_or(DIGITS);
    match (letter, argument) {
        ('d', Argument::Number(Number::Double(number))) => Some(plain(number)),
        ('d', Argument::Number(number)) => number.integer().map(|integer| integer.to_string()),
        ('f', Argument::Number(number)) => Some(fixed(number.double(), digits)),
        ('e', Argument::Number(number)) => Some(scientific(number.double(), digits)),
        ('b', Argument::Bool(value)) => Some(u8::from(value).to_string()),
        ('b', Argument::Number(number)) => with_sign(number, |absolute| format!("{absolute:b}")),
        ('o', Argument::Number(number)) => with_sign(number, |absolute| format!("{absolute:o}")),
        ('x', Argument::Number(number)) => with_sign(number, |absolute| format!("{absolute:x}")),
        ('x', Argument::Text(text)) => Some(hexadecimal(text.as_bytes())),
        ('x', Argument::Bytes(bytes)) => Some(hexadecimal(bytes)),
        ('X', argument) => shown('x', None, argument).map(|text| text.to_uppercase()),
        _ => None,
    }
}

/// Returns the digits of an integer behind its sign; `None` for a double.
fn with_sign(number: Number, digits: impl Fn(u128) -> String) -> Option<String> {
    let integer = number.integer()?;
    let sign = if integer < 0 { "-" } else { "" };
    Some(format!("{sign}{}", digits(integer.unsigned_abs())))
}

fn fixed(number: f64, digits: usize) -> String {
    special(number).unwrap_or_else(|| format!("{number:.digits$}"))
}

fn scientific(number: f64, digits: usize) -> String {
    special(number).unwrap_or_else(|| with_padded_exponent(&format!("{number:.digits$e}")))
}

/// Returns a double as `%s` and `%d` show it.
#[must_use]
pub fn plain(number: f64) -> String {
    special(number).unwrap_or_else(|| number.to_string())
}

fn special(number: f64) -> Option<String> {
    let text = match number {
        _ if number.is_nan() => "NaN",
        _ if number.is_finite() => return None,
        _ if number > 0.0 => "Infinity",
        _ => "-Infinity",
    };
    Some(text.to_owned())
}

/// Returns bytes as `%x` shows them.
#[must_use]
pub fn hexadecimal(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(half.into(), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// Returns bytes as `%s` shows them: as a string, in which one `\u{fffd}` stands for adjacent invalid ones.
#[must_use]
pub fn lossy(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() && !text.ends_with('\u{fffd}') {
            text.push('\u{fffd}');
        }
    }
    text
}
