//! Percent-encoding.

use std::fmt::{self, Write};

/// Text that cannot be decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Malformed {
    /// A `%` without two hexadecimal digits, at this byte.
    Escape(usize),
    /// Bytes that are not UTF-8.
    Utf8,
}

/// Decodes every escape.
pub(crate) fn decode(text: &str) -> Result<String, Malformed> {
    decode_with(text, |byte, _| Some(byte))
}

/// Decodes escapes of the bytes for which `unescape` gives a byte, and leaves the others as they are.
///
/// `unescape` is asked for each byte: with `true` where it was an escape, with `false` where it stands for itself.
pub(crate) fn decode_with(text: &str, unescape: impl Fn(u8, bool) -> Option<u8>) -> Result<String, Malformed> {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let length = if byte == b'%' { 3 } else { 1 };
        let value = if byte == b'%' { escaped_byte(bytes, at).ok_or(Malformed::Escape(at))? } else { byte };
        match unescape(value, byte == b'%') {
            Some(value) => decoded.push(value),
            None => decoded.extend_from_slice(&bytes[at..at + length]),
        }
        at += length;
    }
    String::from_utf8(decoded).map_err(|_| Malformed::Utf8)
}

/// Returns the value of the escape whose `%` is at `at`.
fn escaped_byte(bytes: &[u8], at: usize) -> Option<u8> {
    let digit = |at: usize| char::from(*bytes.get(at)?).to_digit(16);
    u8::try_from(digit(at + 1)? * 16 + digit(at + 2)?).ok()
}

/// Returns `true` for a character that a literal contains as it is: `pchar` of RFC 3986 without `%` and `*`.
pub(crate) fn is_plain(character: char) -> bool {
    character.is_ascii_alphanumeric() || "-._~!$&'()+,;=:@".contains(character)
}

/// Writes `text` with every character escaped that a literal cannot contain, and `:` where `colons` is `false`.
pub(crate) fn write(f: &mut fmt::Formatter<'_>, text: &str, colons: bool) -> fmt::Result {
    for character in text.chars() {
        if is_plain(character) && (colons || character != ':') {
            f.write_char(character)?;
        } else {
            f.write_str(&encoded(character))?;
        }
    }
    Ok(())
}

/// Returns the percent-encoded form of a character.
pub(crate) fn encoded(character: char) -> String {
    let mut buffer = [0; 4];
    character.encode_utf8(&mut buffer).bytes().map(|byte| format!("%{byte:02X}")).collect()
}
