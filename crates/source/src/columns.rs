//! What a column counts.

use unicode_width::UnicodeWidthStr;

/// The unit of columns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Columns {
    /// Bytes, where a tab reaches the next multiple of 8: columns of `protoc`.
    #[default]
    Protoc,
    /// Columns of a terminal, where a tab reaches the next multiple of 4: columns of `buf` in the findings of its gate.
    Terminal,
    /// Units of UTF-16, where a tab is one: columns of editors.
    Utf16,
}

/// The tab stops that `buf` counts columns by.
const TAB_WIDTH: usize = 4;

/// So many bytes of a line are looked at: behind them, a column is a byte. Nobody reads columns there, and a text of
/// one long line with many findings has to be done with.
const LOOKED_AT: usize = 1 << 14;

/// The width of the start of a line, in columns of a terminal.
pub(super) fn terminal(line: &str) -> usize {
    let boundary = (0..=LOOKED_AT.min(line.len())).rev().find(|&at| line.is_char_boundary(at));
    let near = &line[..boundary.unwrap_or_default()];
    let mut pieces = near.split('\t');
    let first = pieces.next().map_or(0, UnicodeWidthStr::width);
    let width = pieces.fold(first, |column, piece| column - column % TAB_WIDTH + TAB_WIDTH + piece.width());
    width + (line.len() - near.len())
}

/// The column of a byte in units of UTF-16, from zero; `None` far behind the start of its line, so that many places in one
/// line stay cheap.
pub(super) fn utf16(text: &str, at: usize) -> Option<u32> {
    const FAR: usize = 4096;
    let first = at.saturating_sub(FAR);
    let newline = text.as_bytes()[first..at].iter().rposition(|&byte| byte == b'\n');
    let start = match newline {
        Some(newline) => first + newline + 1,
        None if first == 0 => 0,
        None => return None,
    };
    let units = text.get(start..at)?.trim_start_matches('\u{feff}').encode_utf16().count();
    u32::try_from(units).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tabs_reach_the_next_stop_and_letters_are_as_wide_as_they_look() {
        assert_eq!(terminal(""), 0);
        assert_eq!(terminal("int32"), 5);
        assert_eq!(terminal("\tx"), 5);
        assert_eq!(terminal("abc\t"), 4);
        assert_eq!(terminal("abcd\t\t"), 12);
        assert_eq!(terminal("漢字"), 4);
        assert_eq!(terminal("e\u{301}"), 1);
        assert_eq!(terminal("👩‍👩‍👧"), 2);
    }

    #[test]
    fn a_long_line_is_counted_in_bytes_in_the_end() {
        assert_eq!(terminal(&"\t".repeat(LOOKED_AT + 3)), 4 * LOOKED_AT + 3);
        assert_eq!(terminal(&"é".repeat(LOOKED_AT)), LOOKED_AT / 2 + LOOKED_AT);
    }
}
