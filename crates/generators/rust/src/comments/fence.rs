//! The fences around code: at least three backticks or tildes at the start of a text.

/// Returns the letter and the length of the fence that a text begins with.
pub(super) fn fence(text: &str) -> Option<(u8, usize)> {
    let letter = *text.as_bytes().first().filter(|letter| matches!(letter, b'`' | b'~'))?;
    let length = text.bytes().take_while(|&other| other == letter).count();
    let info = text[length..].lines().next().unwrap_or_default();
    let is_span = letter == b'`' && info.contains('`');
    (length >= 3 && !is_span).then_some((letter, length))
}
