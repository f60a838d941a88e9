//! Percent-encoding of RFC 3986, in the variants that paths and queries need.

use std::borrow::Cow;
use std::fmt;

/// The escape sequences to decode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decoding {
    /// All: for literals, and for variables of one segment.
    All,
    /// All except those of `/`: for variables of several segments.
    KeepSlash,
    /// All, and `+` as a space: for queries.
    Query,
}

/// The reason why a text cannot be decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Malformed {
    /// A `%` without two hexadecimal digits, at this byte offset.
    Escape(usize),
    /// Bytes that are not UTF-8.
    Utf8,
}

/// Percent-encoded text of a request that cannot be decoded. Servers answer such a request with status 400.
///
/// ```
/// use protoward_http_template::{DecodeError, Match, Router};
///
/// let router: Router<()> = Router::new();
/// let Match::Malformed(error) = router.find("GET", "/v1/%zz") else { panic!() };
/// assert_eq!(error, DecodeError::InvalidEscape);
/// assert_eq!(error.to_string(), "`%` is not followed by two hexadecimal digits");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecodeError {
    /// A `%` without two hexadecimal digits.
    InvalidEscape,
    /// Percent-encoded bytes that are not UTF-8.
    InvalidUtf8,
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            DecodeError::InvalidEscape => "`%` is not followed by two hexadecimal digits",
            DecodeError::InvalidUtf8 => "percent-encoded bytes are not UTF-8",
        })
    }
}

impl std::error::Error for DecodeError {}

impl From<Malformed> for DecodeError {
    fn from(malformed: Malformed) -> DecodeError {
        match malformed {
            Malformed::Escape(_) => DecodeError::InvalidEscape,
            Malformed::Utf8 => DecodeError::InvalidUtf8,
        }
    }
}

/// Decodes a text. Copies it only if it has escape sequences.
pub(crate) fn decode(text: &str, decoding: Decoding) -> Result<Cow<'_, str>, Malformed> {
    match decode_bytes(text, decoding)? {
        Cow::Borrowed(_) => Ok(Cow::Borrowed(text)),
        Cow::Owned(decoded) => String::from_utf8(decoded).map(Cow::Owned).map_err(|_| Malformed::Utf8),
    }
}

/// Decodes a text to bytes, which need not be UTF-8.
pub(crate) fn decode_bytes(text: &str, decoding: Decoding) -> Result<Cow<'_, [u8]>, Malformed> {
    let is_query = decoding == Decoding::Query;
    let bytes = text.as_bytes();
    if !bytes.iter().any(|&byte| byte == b'%' || byte == b'+' && is_query) {
        return Ok(Cow::Borrowed(bytes));
    }
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if byte != b'%' {
            decoded.push(if byte == b'+' && is_query { b' ' } else { byte });
            at += 1;
            continue;
        }
        let value = escaped_byte(bytes, at).ok_or(Malformed::Escape(at))?;
        if value == b'/' && decoding == Decoding::KeepSlash {
            decoded.extend_from_slice(&bytes[at..at + 3]);
        } else {
            decoded.push(value);
        }
        at += 3;
    }
    Ok(Cow::Owned(decoded))
}

/// Returns the value of the escape sequence at `at`.
fn escaped_byte(bytes: &[u8], at: usize) -> Option<u8> {
    let digit = |at: usize| char::from(*bytes.get(at)?).to_digit(16);
    u8::try_from(digit(at + 1)? * 16 + digit(at + 2)?).ok()
}

/// Returns whether a literal contains the character unescaped: `pchar` of RFC 3986 without `%` and `*`.
pub(crate) fn is_plain(character: char) -> bool {
    character.is_ascii_alphanumeric() || "-._~!$&'()+,;=:@".contains(character)
}

/// Returns a literal in the form of a path. Escapes `:` unless `colons`.
pub(crate) fn literal(text: &str, colons: bool) -> String {
    let is_kept = |character| is_plain(character) && (colons || character != ':');
    text.chars().map(|it| if is_kept(it) { it.to_string() } else { encoded(it) }).collect()
}

/// Returns a value in the form of a path. Escapes all but the unreserved characters of RFC 3986.
pub(crate) fn value(text: &str) -> String {
    let is_unreserved = |character: char| character.is_ascii_alphanumeric() || "-._~".contains(character);
    text.chars().map(|it| if is_unreserved(it) { it.to_string() } else { encoded(it) }).collect()
}

/// Writes `text` with all characters escaped that a literal cannot contain, and `:` unless `colons`.
pub(crate) fn write(f: &mut fmt::Formatter<'_>, text: &str, colons: bool) -> fmt::Result {
    f.write_str(&literal(text, colons))
}

/// Returns the percent-encoded form of a character.
pub(crate) fn encoded(character: char) -> String {
    let mut buffer = [0; 4];
    character.encode_utf8(&mut buffer).bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_escapes_once() {
        for (text, all, keep_slash, query) in [
            ("a+b", "a+b", "a+b", "a b"),
            ("a%2Fb%2fc", "a/b/c", "a%2Fb%2fc", "a/b/c"),
            ("%252F", "%2F", "%2F", "%2F"),
            ("%41%2B+", "A++", "A++", "A+ "),
            ("%E2%82%ac", "€", "€", "€"),
            ("é%C3%A9", "éé", "éé", "éé"),
            ("%00", "\0", "\0", "\0"),
            ("", "", "", ""),
        ] {
            assert_eq!(decode(text, Decoding::All).as_deref(), Ok(all), "{text}");
            assert_eq!(decode(text, Decoding::KeepSlash).as_deref(), Ok(keep_slash), "{text}");
            assert_eq!(decode(text, Decoding::Query).as_deref(), Ok(query), "{text}");
        }
    }

    #[test]
    fn rejects_malformed_text() {
        for (text, error) in [
            ("%", Malformed::Escape(0)),
            ("a%2", Malformed::Escape(1)),
            ("%+1", Malformed::Escape(0)),
            ("%2é", Malformed::Escape(0)),
            ("%%41", Malformed::Escape(0)),
            ("%41%g1", Malformed::Escape(3)),
            ("%C3", Malformed::Utf8),
            ("%C3é", Malformed::Utf8),
            ("%C3%2F%A9", Malformed::Utf8),
            ("%ED%A0%80", Malformed::Utf8),
            ("%C0%AF", Malformed::Utf8),
        ] {
            for decoding in [Decoding::All, Decoding::KeepSlash, Decoding::Query] {
                assert_eq!(decode(text, decoding), Err(error), "{text}");
            }
        }
    }
}
