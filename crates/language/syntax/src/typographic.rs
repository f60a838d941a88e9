//! Quotes that are not straight.

/// Typographic quotes, which word processors write, and others that look like them.
pub(super) const DOUBLE: [char; 8] = ['“', '”', '„', '‟', '«', '»', '″', '＂'];
pub(super) const SINGLE: [char; 9] = ['‘', '’', '‚', '‛', '‹', '›', '′', '´', '`'];

/// Returns `true` for a quote that is not a straight one.
pub(super) fn is_typographic(character: char) -> bool {
    DOUBLE.contains(&character) || SINGLE.contains(&character)
}
