//! Columns as a terminal shows them: what `buf` reports for texts that it compiles.

use unicode_width::UnicodeWidthStr;

/// The tab stops that `buf` counts columns by.
const TAB_WIDTH: usize = 4;

/// So many bytes of a line are looked at: behind them, a column is a byte. Nobody reads columns there, and a text of
/// one long line with many findings has to be done with.
const LOOKED_AT: usize = 1 << 14;

/// How far the end of `line` is from its start, in columns.
pub(super) fn displayed(line: &str) -> usize {
    let boundary = (0..=LOOKED_AT.min(line.len())).rev().find(|&at| line.is_char_boundary(at));
    let near = &line[..boundary.unwrap_or_default()];
    let mut pieces = near.split('\t');
    let first = pieces.next().map_or(0, UnicodeWidthStr::width);
    let width = pieces.fold(first, |column, piece| column - column % TAB_WIDTH + TAB_WIDTH + piece.width());
    width + (line.len() - near.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tabs_reach_the_next_stop_and_letters_are_as_wide_as_they_look() {
        assert_eq!(displayed(""), 0);
        assert_eq!(displayed("int32"), 5);
        assert_eq!(displayed("\tx"), 5);
        assert_eq!(displayed("abc\t"), 4);
        assert_eq!(displayed("abcd\t\t"), 12);
        assert_eq!(displayed("漢字"), 4);
        assert_eq!(displayed("e\u{301}"), 1);
        assert_eq!(displayed("👩‍👩‍👧"), 2);
    }

    #[test]
    fn a_long_line_is_counted_in_bytes_in_the_end() {
        assert_eq!(displayed(&"\t".repeat(LOOKED_AT + 3)), 4 * LOOKED_AT + 3);
        assert_eq!(displayed(&"é".repeat(LOOKED_AT)), LOOKED_AT / 2 + LOOKED_AT);
    }
}
