//! Texts of untrusted files without characters that could manipulate a terminal.

use std::borrow::Cow;
use std::fmt::Write;

/// Escapes characters of `text` that could manipulate a terminal or log: control characters, line breaks, and marks of
/// text direction.
///
/// Names and paths come from untrusted files.
///
/// ```
/// assert_eq!(protoward_source::legible("a\u{1b}[2Jb"), "a\\u{1b}[2Jb");
/// ```
pub fn legible(text: &str) -> Cow<'_, str> {
    if text.chars().any(is_treacherous) { Cow::Owned(escape(text, is_treacherous)) } else { Cow::Borrowed(text) }
}

/// Escapes characters as [`legible`] does, but keeps line breaks.
pub fn legible_lines(text: &str) -> String {
    escape(text, |character| character != '\n' && is_treacherous(character))
}

/// Replaces the characters that [`legible`] escapes with the same number of bytes, so that offsets remain valid.
pub fn legible_source(text: &str) -> Cow<'_, str> {
    let harmless = |character: char| matches!(character, '\n' | '\t');
    if !text.chars().any(|character| !harmless(character) && is_treacherous(character)) {
        return Cow::Borrowed(text);
    }
    let mut legible = String::with_capacity(text.len());
    for character in text.chars() {
        match character.len_utf8() {
            _ if harmless(character) || !is_treacherous(character) => legible.push(character),
            // A carriage return moves the cursor to the start of the line, unless a line break follows.
            1 if character == '\r' => legible.push(' '),
            3 => legible.push(char::REPLACEMENT_CHARACTER),
            length => legible.extend(std::iter::repeat_n('?', length)),
        }
    }
    Cow::Owned(legible)
}

fn escape(text: &str, treacherous: impl Fn(char) -> bool) -> String {
    let mut legible = String::with_capacity(text.len());
    for character in text.chars() {
        let _ = if treacherous(character) {
            write!(legible, "{}", character.escape_default())
        } else {
            legible.write_char(character)
        };
    }
    legible
}

fn is_treacherous(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
}
