//! The values of tokens: numbers, strings and names. The tree has only spans, since most values are never needed.

use std::borrow::Cow;

use super::ast::{Path, Span};
use super::lexer::{Lexer, TokenKind};

/// Parses a decimal, octal (`017`) or hexadecimal (`0x1F`) integer without a sign; `None` if it is malformed or too
/// large.
pub fn unsigned(token: &str) -> Option<u64> {
    if let [first @ b'1'..=b'9', rest @ ..] = token.as_bytes()
        && rest.len() < DIGITS
        && rest.iter().all(u8::is_ascii_digit)
    {
        return Some(rest.iter().fold(digit(*first), |number, &character| number * 10 + digit(character)));
    }
    let (digits, radix) = match token.as_bytes() {
        [b'0', b'x' | b'X', ..] => (&token[2..], 16),
        [b'0', _, ..] => (&token[1..], 8),
        _ => (token, 10),
    };
    let starts_with_digit = digits.as_bytes().first().is_some_and(u8::is_ascii_hexdigit);
    u64::from_str_radix(digits, radix).ok().filter(|_| starts_with_digit)
}

/// Number of decimal digits that always fit, as almost all integers do.
const DIGITS: usize = 18;

fn digit(character: u8) -> u64 {
    u64::from(character - b'0')
}

/// Parses an integer with an optional minus sign. White space and comments may follow the sign.
pub fn signed(text: &str, span: Span) -> Option<i64> {
    let number = span.of(text);
    let Some(rest) = number.strip_prefix('-') else { return i64::try_from(unsigned(number)?).ok() };
    let digits = Lexer::at(rest, 0).next_token().span.of(rest);
    0_i64.checked_sub_unsigned(unsigned(digits)?)
}

/// Parses a float or an integer without a sign: `1.5`, `.5`, `1.e3`, `0x10`. Too large numbers are infinite.
pub fn float(token: &str) -> f64 {
    match unsigned(token) {
        Some(value) if token.starts_with('0') => value as f64,
        _ => token.parse().unwrap_or_default(),
    }
}

/// Rounds a number to a `float`. As in protoc, numbers up to halfway beyond the largest `float` become that `float`.
///
/// This holds for defaults and for values in text format; the value of an option statement is rounded as in C.
pub const fn single(number: f64) -> f32 {
    const HALFWAY: f64 = 3.402_823_567_797_336_6e38;
    if number.abs() == HALFWAY { f32::MAX.copysign(number as f32) } else { number as f32 }
}

/// Returns the name of a path without white space and comments.
pub fn path(text: &str, path: Path) -> Cow<'_, str> {
    let written = path.span.of(text);
    if path.plain {
        return Cow::Borrowed(written);
    }
    let mut lexer = Lexer::at(written, 0);
    let tokens = std::iter::from_fn(|| Some(lexer.next_token()).filter(|token| token.kind != TokenKind::End));
    Cow::Owned(tokens.map(|token| token.span.of(written)).collect())
}

/// Decodes one or more adjacent strings, with protoc's escape sequences.
pub fn string(text: &str, span: Span) -> Cow<'_, [u8]> {
    let written = span.of(text);
    if let Some(plain) = plain(written) {
        return Cow::Borrowed(plain.as_bytes());
    }
    let mut bytes = Vec::with_capacity(written.len());
    let mut lexer = Lexer::at(written, 0);
    loop {
        let token = lexer.next_token();
        if token.kind != TokenKind::String {
            return Cow::Owned(bytes);
        }
        unescape(token.span.of(written).as_bytes(), &mut bytes);
    }
}

/// Returns the value of a string as text. Bytes that are not UTF-8 are replaced.
pub fn string_lossy(text: &str, span: Span) -> Cow<'_, str> {
    match string(text, span) {
        Cow::Borrowed(bytes) => String::from_utf8_lossy(bytes),
        Cow::Owned(bytes) => Cow::Owned(String::from_utf8_lossy(&bytes).into_owned()),
    }
}

/// Returns the contents of one string without escape sequences, as in almost all cases.
fn plain(written: &str) -> Option<&str> {
    let quote = written.chars().next()?;
    let inner = written[1..].strip_suffix(quote)?;
    (!inner.contains(['\\', quote])).then_some(inner)
}

/// Decodes one quoted string and appends it to `bytes`. The closing quote may be missing.
pub fn unescape(token: &[u8], bytes: &mut Vec<u8>) {
    let Some((quote, mut rest)) = token.split_first() else { return };
    while let Some((&byte, behind)) = rest.split_first() {
        rest = behind;
        match byte {
            b'\\' => rest = escape(rest, bytes),
            byte if byte == *quote && rest.is_empty() => {}
            byte => bytes.push(byte),
        }
    }
}

/// Decodes one escape sequence after its backslash. Returns the rest.
pub(super) fn escape<'b>(rest: &'b [u8], bytes: &mut Vec<u8>) -> &'b [u8] {
    let Some((&character, behind)) = rest.split_first() else { return rest };
    match character {
        b'0'..=b'7' => {
            let (value, behind) = digits(rest, 8, 3);
            bytes.push(value as u8);
            return behind;
        }
        b'x' | b'X' => {
            let (value, behind) = digits(behind, 16, 2);
            bytes.push(value as u8);
            return behind;
        }
        b'u' | b'U' => return unicode(character, behind, bytes),
        b'a' => bytes.push(0x07),
        b'b' => bytes.push(0x08),
        b'f' => bytes.push(0x0c),
        b'n' => bytes.push(b'\n'),
        b'r' => bytes.push(b'\r'),
        b't' => bytes.push(b'\t'),
        b'v' => bytes.push(0x0b),
        other => bytes.push(other),
    }
    behind
}

/// Reads at most `most` digits. Returns their value and the rest.
fn digits(rest: &[u8], radix: u32, most: usize) -> (u32, &[u8]) {
    let mut value = 0_u32;
    let mut count = 0;
    for &byte in &rest[..most.min(rest.len())] {
        let Some(digit) = char::from(byte).to_digit(radix) else { break };
        value = value.wrapping_mul(radix).wrapping_add(digit);
        count += 1;
    }
    (value, &rest[count..])
}

/// Decodes `\u` or `\U`. Combines surrogate pairs; encodes a lone surrogate like a code point.
fn unicode<'b>(character: u8, rest: &'b [u8], bytes: &mut Vec<u8>) -> &'b [u8] {
    let (value, mut rest) = digits(rest, 16, if character == b'u' { 4 } else { 8 });
    let mut point = value;
    if (0xd800..0xdc00).contains(&value)
        && let Some(second) = rest.strip_prefix(b"\\u")
    {
        let (low, behind) = digits(second, 16, 4);
        if (0xdc00..0xe000).contains(&low) && second.len() - behind.len() == 4 {
            point = 0x10000 + ((value - 0xd800) << 10) + (low - 0xdc00);
            rest = behind;
        }
    }
    push_code_point(point, bytes);
    rest
}

fn push_code_point(point: u32, bytes: &mut Vec<u8>) {
    match char::from_u32(point) {
        // There is no such character, and protoc keeps the escape sequence.
        None if point > 0x0010_ffff => bytes.extend_from_slice(format!("\\U{point:08x}").as_bytes()),
        Some(character) => bytes.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes()),
        None => bytes.extend_from_slice(&[
            0xe0 | (point >> 12) as u8,
            0x80 | (point >> 6) as u8 & 0x3f,
            0x80 | point as u8 & 0x3f,
        ]),
    }
}
