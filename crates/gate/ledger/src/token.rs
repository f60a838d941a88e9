//! Escaped words of a line: each byte other than letters, digits, `_` and `.` becomes `%` and two hexadecimal digits.

use std::borrow::Cow;
use std::fmt::Write;

/// The word for an empty name; no other word is a single `%`.
const EMPTY: &str = "%";

/// Escapes a name, so that it has no spaces and its line can be split.
pub(super) fn escaped(name: &str) -> Cow<'_, str> {
    escaped_but(name, "_.")
}

/// Escapes a label, usually a version or a commit id.
pub(super) fn escaped_label(label: &str) -> Cow<'_, str> {
    // A single dash means no label.
    if label == "-" { Cow::Borrowed("%2D") } else { escaped_but(label, "_.-+/@~^#=") }
}

fn escaped_but<'n>(name: &'n str, plain: &str) -> Cow<'n, str> {
    let is_plain = |character: char| character.is_alphanumeric() || plain.contains(character);
    if name.is_empty() {
        return Cow::Borrowed(EMPTY);
    }
    if name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'.')
        || name.chars().all(is_plain)
    {
        return Cow::Borrowed(name);
    }
    let mut text = String::with_capacity(name.len() + 8);
    for character in name.chars() {
        if is_plain(character) {
            text.push(character);
            continue;
        }
        for byte in character.encode_utf8(&mut [0; 4]).bytes() {
            write!(text, "%{byte:02X}").expect("a string takes any text");
        }
    }
    Cow::Owned(text)
}

/// Unescapes a word; `None` if `%` is not followed by two hexadecimal digits, or if the result is not UTF-8.
pub(super) fn unescaped(word: &str) -> Option<Cow<'_, str>> {
    if word == EMPTY {
        return Some(Cow::Borrowed(""));
    }
    if !word.contains('%') {
        return Some(Cow::Borrowed(word));
    }
    let mut bytes = Vec::with_capacity(word.len());
    let mut rest = word.as_bytes();
    while let Some((&byte, behind)) = rest.split_first() {
        rest = behind;
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let (digits, behind) = rest.split_at_checked(2)?;
        let digit = |byte: u8| char::from(byte).to_digit(16);
        bytes.push((digit(digits[0])? * 16 + digit(digits[1])?) as u8);
        rest = behind;
    }
    String::from_utf8(bytes).ok().map(Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_trips_every_name() {
        for name in ["", "a.B_1", "%", "a b", "\n", "<<<<<<<", "größe", "\u{2028}", "日本", "-", "v1.2-rc+1", "%41"]
        {
            for word in [escaped(name), escaped_label(name)] {
                assert!(!word.is_empty() && !word.contains(char::is_whitespace), "{word}");
                assert_eq!(unescaped(&word).as_deref(), Some(name), "{word}");
            }
        }
        assert_eq!(escaped("größe"), "größe");
        assert_eq!((unescaped("%4"), unescaped("%zz"), unescaped("a%FF")), (None, None, None));
    }
}
