//! The columns of findings as `buf breaking` counts them: the width in a terminal, and not the number of characters.

use unicode_width::UnicodeWidthStr;

/// The distance between tab stops, as in the columns of `buf breaking`.
const TAB_WIDTH: usize = 4;

/// The number of bytes of a line to measure. Each byte after them counts as one column, so that many findings in one
/// long line stay cheap.
const MEASURED: usize = 1 << 14;

/// Returns the width of the start of a line in terminal columns. As in the findings of buf, a tab advances to the next
/// multiple of 4, and other control characters take no column.
///
/// A unit for [`Columns::Measured`](protoward_source::Columns::Measured).
pub fn terminal_width(line: &str) -> usize {
    let boundary = (0..=MEASURED.min(line.len())).rev().find(|&at| line.is_char_boundary(at));
    let near = &line[..boundary.unwrap_or_default()];
    let mut pieces = near.split('\t');
    let first = pieces.next().map_or(0, printed);
    let width = pieces.fold(first, |column, piece| column - column % TAB_WIDTH + TAB_WIDTH + printed(piece));
    width + (line.len() - near.len())
}

/// Returns the width of a text without tabs. The crate `unicode-width` gives a column to each control character.
fn printed(text: &str) -> usize {
    text.split(char::is_control).map(UnicodeWidthStr::width).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_tabs_and_wide_characters() {
        assert_eq!(terminal_width(""), 0);
        assert_eq!(terminal_width("int32"), 5);
        assert_eq!(terminal_width("\tx"), 5);
        assert_eq!(terminal_width("abc\t"), 4);
        assert_eq!(terminal_width("abcd\t\t"), 12);
        assert_eq!(terminal_width("漢字"), 4);
        assert_eq!(terminal_width("e\u{301}"), 1);
        assert_eq!(terminal_width("👩‍👩‍👧"), 2);
        assert_eq!(terminal_width("a\u{b}b\u{c}\tc"), 5);
    }

    #[test]
    fn counts_bytes_at_the_end_of_a_long_line() {
        assert_eq!(terminal_width(&"\t".repeat(MEASURED + 3)), 4 * MEASURED + 3);
        assert_eq!(terminal_width(&"é".repeat(MEASURED)), MEASURED / 2 + MEASURED);
    }
}
