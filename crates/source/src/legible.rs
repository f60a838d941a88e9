use std::borrow::Cow;
use std::fmt::Write;

/// `text` without what could play tricks on a terminal or a log: control characters, among them line ends, and marks
/// that turn the direction of writing are written as escapes.
///
/// Names and paths come from files that nobody has to trust.
///
/// ```
/// assert_eq!(protoward_source::legible("a\u{1b}[2Jb"), "a\\u{1b}[2Jb");
/// ```
pub fn legible(text: &str) -> Cow<'_, str> {
    if text.chars().any(is_treacherous) { Cow::Owned(escape(text, is_treacherous)) } else { Cow::Borrowed(text) }
}

/// As [`legible`], for text that may have several lines.
pub fn legible_lines(text: &str) -> String {
    escape(text, |letter| letter != '\n' && is_treacherous(letter))
}

/// As [`legible`], for source text: what is not legible is replaced, by as many bytes, so that offsets stay true.
pub fn legible_source(text: &str) -> Cow<'_, str> {
    let harmless = |letter: char| matches!(letter, '\n' | '\t');
    if !text.chars().any(|letter| !harmless(letter) && is_treacherous(letter)) {
        return Cow::Borrowed(text);
    }
    let mut legible = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter.len_utf8() {
            _ if harmless(letter) || !is_treacherous(letter) => legible.push(letter),
            // The \r of a line end; a lone one would turn the line over itself.
            1 if letter == '\r' => legible.push(' '),
            3 => legible.push(char::REPLACEMENT_CHARACTER),
            length => legible.extend(std::iter::repeat_n('?', length)),
        }
    }
    Cow::Owned(legible)
}

fn escape(text: &str, treacherous: impl Fn(char) -> bool) -> String {
    let mut legible = String::with_capacity(text.len());
    for letter in text.chars() {
        let _ = if treacherous(letter) {
            write!(legible, "{}", letter.escape_default())
        } else {
            legible.write_char(letter)
        };
    }
    legible
}

fn is_treacherous(letter: char) -> bool {
    letter.is_control() || matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
}
