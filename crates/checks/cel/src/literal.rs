//! Literals, and how they are read.

use std::sync::Arc;

/// A literal value.
#[expect(missing_docs, reason = "the variants are named after constructs of CEL")]
#[derive(Clone, Debug)]
pub enum Literal {
    Null,
    Bool(bool),
    Int(i64),
    Uint(u64),
    Double(f64),
    Text(Arc<str>),
    Bytes(Arc<[u8]>),
}

/// The reason why a literal has no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum InvalidLiteral {
    TooLarge,
    Escape,
}

/// Returns the value of a signed integer. `text` may begin with a sign.
pub(crate) fn int(text: &str) -> Result<Literal, InvalidLiteral> {
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |digits| ("-", digits));
    let value = match digits.strip_prefix("0x") {
        Some(digits) => i64::from_str_radix(&format!("{sign}{digits}"), 16),
        None => format!("{sign}{digits}").parse(),
    };
    value.map(Literal::Int).map_err(|_| InvalidLiteral::TooLarge)
}

/// Returns the value of an unsigned integer, whose last character is its suffix.
pub(crate) fn uint(text: &str) -> Result<Literal, InvalidLiteral> {
    let digits = text.trim_end_matches(['u', 'U']);
    let value = match digits.strip_prefix("0x") {
        Some(digits) => u64::from_str_radix(digits, 16),
        None => digits.parse(),
    };
    value.map(Literal::Uint).map_err(|_| InvalidLiteral::TooLarge)
}

/// Returns the value of a double. Infinity has no literal.
pub(crate) fn double(text: &str) -> Result<Literal, InvalidLiteral> {
    let value = text.parse().ok().filter(|value: &f64| value.is_finite());
    value.map(Literal::Double).ok_or(InvalidLiteral::TooLarge)
}

/// Returns the value of a string, from its prefix to its last quote.
pub(crate) fn text(text: &str) -> Result<Literal, InvalidLiteral> {
    let mut value = String::new();
    unescape(text, |unit| match unit {
        Unit::Character(character) | Unit::Code(character) => {
            value.push(character);
            Ok(())
        }
        Unit::Byte(byte) => {
            value.push(char::from(byte));
            Ok(())
        }
    })?;
    Ok(Literal::Text(value.into()))
}

/// Returns the value of bytes, from their prefix to their last quote. Code points have no escapes in bytes.
pub(crate) fn bytes(text: &str) -> Result<Literal, InvalidLiteral> {
    let mut value = Vec::new();
    unescape(text, |unit| match unit {
        Unit::Character(character) => {
            value.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
            Ok(())
        }
        Unit::Byte(byte) => {
            value.push(byte);
            Ok(())
        }
        Unit::Code(_) => Err(InvalidLiteral::Escape),
    })?;
    Ok(Literal::Bytes(value.into()))
}

/// A unit of a string.
enum Unit {
    /// A character that stands for itself, or an escape such as `\n`.
    Character(char),
    /// `\x` and octal escapes: a byte of bytes, or a code point below 256.
    Byte(u8),
    /// `\u` and `\U`.
    Code(char),
}

fn unescape(literal: &str, mut add: impl FnMut(Unit) -> Result<(), InvalidLiteral>) -> Result<(), InvalidLiteral> {
    let prefix = literal.find(['"', '\'']).unwrap_or(0);
    let (prefix, quoted) = literal.split_at(prefix);
    let is_raw = prefix.contains(['r', 'R']);
    let is_triple = quoted.starts_with("\"\"\"") || quoted.starts_with("'''");
    let quotes = if is_triple { 3 } else { 1 };
    let mut rest = quoted.get(quotes..quoted.len() - quotes).unwrap_or_default();
    while let Some(character) = rest.chars().next() {
        rest = rest.get(character.len_utf8()..).unwrap_or_default();
        if character != '\\' || is_raw {
            add(Unit::Character(character))?;
            continue;
        }
        let (unit, length) = escape(rest).ok_or(InvalidLiteral::Escape)?;
        rest = rest.get(length..).unwrap_or_default();
        add(unit)?;
    }
    Ok(())
}

/// Returns the meaning and the length of the escape behind a backslash.
fn escape(rest: &str) -> Option<(Unit, usize)> {
    let kind = rest.chars().next()?;
    let number = |range: std::ops::Range<usize>, radix: u32| {
        let digits = rest.get(range).filter(|digits| digits.chars().all(|digit| digit.is_digit(radix)))?;
        u32::from_str_radix(digits, radix).ok()
    };
    let byte = |value: u32| u8::try_from(value).ok().map(Unit::Byte);
    let code = |value: u32| char::from_u32(value).map(Unit::Code);
    Some(match kind {
        'a' => (Unit::Character('\x07'), 1),
        'b' => (Unit::Character('\x08'), 1),
        'f' => (Unit::Character('\x0c'), 1),
        'n' => (Unit::Character('\n'), 1),
        'r' => (Unit::Character('\r'), 1),
        't' => (Unit::Character('\t'), 1),
        'v' => (Unit::Character('\x0b'), 1),
        '\\' | '?' | '"' | '\'' | '`' => (Unit::Character(kind), 1),
        'x' | 'X' => (byte(number(1..3, 16)?)?, 3),
        'u' => (code(number(1..5, 16)?)?, 5),
        'U' => (code(number(1..9, 16)?)?, 9),
        '0'..='3' => (byte(number(0..3, 8)?)?, 3),
        _ => return None,
    })
}
