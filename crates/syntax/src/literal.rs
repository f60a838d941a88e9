//! Values of tokens, read when somebody wants them.

use std::borrow::Cow;

use super::ast::{Path, Span};
use super::lexer::{Lexer, TokenKind};

/// An integer without a sign: decimal, octal (`017`) or hexadecimal (`0x1F`). Nothing, if it does not fit or is broken.
pub fn unsigned(token: &str) -> Option<u64> {
    if let [first @ b'1'..=b'9', rest @ ..] = token.as_bytes()
        && rest.len() < DIGITS
        && rest.iter().all(u8::is_ascii_digit)
    {
        return Some(rest.iter().fold(digit(*first), |number, &letter| number * 10 + digit(letter)));
    }
    let (digits, radix) = match token.as_bytes() {
        [b'0', b'x' | b'X', ..] => (&token[2..], 16),
        [b'0', _, ..] => (&token[1..], 8),
        _ => (token, 10),
    };
    let starts_with_digit = digits.as_bytes().first().is_some_and(u8::is_ascii_hexdigit);
    u64::from_str_radix(digits, radix).ok().filter(|_| starts_with_digit)
}

/// How many digits fit whatever they are, as almost all numbers do.
const DIGITS: usize = 18;

fn digit(letter: u8) -> u64 {
    u64::from(letter - b'0')
}

/// An integer, perhaps with a minus sign; blanks and comments may stand behind the sign.
pub fn signed(text: &str, span: Span) -> Option<i64> {
    let number = span.of(text);
    let Some(rest) = number.strip_prefix('-') else { return i64::try_from(unsigned(number)?).ok() };
    let digits = Lexer::at(rest, 0).next_token().span.of(rest);
    0_i64.checked_sub_unsigned(unsigned(digits)?)
}

/// A float without a sign, or an integer as one: `1.5`, `.5`, `1.e3`, `0x10`. Too large ones are infinite.
pub fn float(token: &str) -> f64 {
    match unsigned(token) {
        Some(value) if token.starts_with('0') => value as f64,
        _ => token.parse().unwrap_or_default(),
    }
}

/// The letters of a name, without the blanks and comments that may stand in it.
pub fn path(text: &str, path: Path) -> Cow<'_, str> {
    let written = path.span.of(text);
    if path.plain {
        return Cow::Borrowed(written);
    }
    let mut lexer = Lexer::at(written, 0);
    let tokens = std::iter::from_fn(|| Some(lexer.next_token()).filter(|token| token.kind != TokenKind::End));
    Cow::Owned(tokens.map(|token| token.span.of(written)).collect())
}

/// The bytes of a string, or of several in a row, escapes decoded as protoc does.
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

/// One string without escapes, as almost all are.
fn plain(written: &str) -> Option<&str> {
    let quote = written.chars().next()?;
    let inner = written[1..].strip_suffix(quote)?;
    (!inner.contains(['\\', quote])).then_some(inner)
}

/// The bytes of one string in quotes, escapes decoded, behind those that there are. The last quote is missing where the
/// string was not closed.
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

/// One escape, behind its backslash; gives what is behind it.
fn escape<'b>(rest: &'b [u8], bytes: &mut Vec<u8>) -> &'b [u8] {
    let Some((&letter, behind)) = rest.split_first() else { return rest };
    match letter {
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
        b'u' | b'U' => return unicode(letter, behind, bytes),
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

/// At most `most` digits, their value, and what is behind them.
fn digits(rest: &[u8], radix: u32, most: usize) -> (u32, &[u8]) {
    let (mut value, mut count) = (0_u32, 0);
    for &byte in &rest[..most.min(rest.len())] {
        let Some(digit) = char::from(byte).to_digit(radix) else { break };
        value = value.wrapping_mul(radix).wrapping_add(digit);
        count += 1;
    }
    (value, &rest[count..])
}

/// `\u` or `\U`. Two of them that make a pair are one letter; a half pair is written as UTF-8 would write it.
fn unicode<'b>(letter: u8, rest: &'b [u8], bytes: &mut Vec<u8>) -> &'b [u8] {
    let (value, mut rest) = digits(rest, 16, if letter == b'u' { 4 } else { 8 });
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
        // There is no such letter, and protoc leaves the escape as it is.
        None if point > 0x0010_ffff => bytes.extend_from_slice(format!("\\U{point:08x}").as_bytes()),
        Some(letter) => bytes.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes()),
        None => bytes.extend_from_slice(&[
            0xe0 | (point >> 12) as u8,
            0x80 | (point >> 6) as u8 & 0x3f,
            0x80 | point as u8 & 0x3f,
        ]),
    }
}
