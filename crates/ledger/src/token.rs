//! Words of a line: what is no letter, digit, `_` or `.` is written as `%` and two hexadecimal digits for each byte.

use std::borrow::Cow;
use std::fmt::Write;

/// The word for an empty name: no other word is a `%` alone.
const EMPTY: &str = "%";

/// A name as it stands in a line.
pub(super) fn escaped(name: &str) -> Cow<'_, str> {
    escaped_but(name, "_.")
}

/// A label as it stands in a line; labels are often versions, or ids of commits.
pub(super) fn escaped_label(label: &str) -> Cow<'_, str> {
    // A dash alone stands for no label.
    if label == "-" { Cow::Borrowed("%2D") } else { escaped_but(label, "_.-+/@~^#=") }
}

fn escaped_but<'n>(name: &'n str, plain: &str) -> Cow<'n, str> {
    let is_plain = |letter: char| letter.is_alphanumeric() || plain.contains(letter);
    if name.is_empty() {
        return Cow::Borrowed(EMPTY);
    }
    if name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'.')
        || name.chars().all(is_plain)
    {
        return Cow::Borrowed(name);
    }
    let mut text = String::with_capacity(name.len() + 8);
    for letter in name.chars() {
        if is_plain(letter) {
            text.push(letter);
            continue;
        }
        for byte in letter.encode_utf8(&mut [0; 4]).bytes() {
            write!(text, "%{byte:02X}").expect("a string takes any text");
        }
    }
    Cow::Owned(text)
}

/// The name that a word stands for; `None` if a `%` is followed by something else than two digits, or bytes are no
/// UTF-8.
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
    fn every_name_comes_back() {
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
