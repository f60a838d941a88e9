//! Offsets as lines and columns of the protocol, whose unit client and server agree on.

use std::borrow::Cow;
use std::ops::Range;

use lsp_types::{Position, PositionEncodingKind};
use protoward_ide_index::{File, line_starts};
use protoward_syntax::ast::Span;

/// The unit of columns, which client and server agree on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// Bytes, which need no conversion.
    Utf8,
    /// Code units of UTF-16, which every client knows.
    #[default]
    Utf16,
}

impl Encoding {
    /// Returns the best encoding that a client offers.
    pub(crate) fn chosen(offered: Option<&[PositionEncodingKind]>) -> Self {
        if offered.is_some_and(|offered| offered.contains(&PositionEncodingKind::UTF8)) {
            Self::Utf8
        } else {
            Self::Utf16
        }
    }

    /// Returns the name of the encoding in the protocol.
    pub(crate) const fn kind(self) -> PositionEncodingKind {
        match self {
            Self::Utf8 => PositionEncodingKind::UTF8,
            Self::Utf16 => PositionEncodingKind::UTF16,
        }
    }
}

/// The lines of a text.
#[derive(Debug)]
pub(crate) struct Lines<'t> {
    text: &'t str,
    /// The start of each line.
    starts: Cow<'t, [u32]>,
    encoding: Encoding,
}

impl<'t> Lines<'t> {
    pub(crate) fn new(text: &'t str, encoding: Encoding) -> Self {
        Self { text, starts: line_starts(text).into(), encoding }
    }

    /// Returns the lines of a file, which are found once.
    pub(crate) fn of(file: &'t File, encoding: Encoding) -> Self {
        Self { text: &file.text, starts: file.line_starts().into(), encoding }
    }

    /// Returns the position of an offset; the end of the text for one behind it.
    pub(crate) fn position(&self, offset: usize) -> Position {
        let offset = (0..=offset.min(self.text.len())).rev().find(|&at| self.text.is_char_boundary(at)).unwrap_or(0);
        let line = self.starts.partition_point(|&start| start as usize <= offset) - 1;
        let before = &self.text[self.starts[line] as usize..offset];
        let column = match self.encoding {
            Encoding::Utf8 => before.len(),
            // Each character that is not a continuation byte is one unit, and those of four bytes are two. Unlike `encode_utf16`,
            // this is vectorized: a line may have thousands of positions.
            Encoding::Utf16 => {
                before.bytes().map(|byte| usize::from(byte & 0xC0 != 0x80) + usize::from(byte >= 0xF0)).sum()
            }
        };
        Position::new(line as u32, column as u32)
    }

    /// Returns the offset of a position. A column behind the end of its line is the end of the line, and a line behind the
    /// last one is the end of the text.
    pub(crate) fn offset(&self, position: Position) -> usize {
        let start = |line: usize| self.starts.get(line).map(|&start| start as usize);
        let line = position.line as usize;
        let Some(first) = start(line) else { return self.text.len() };
        let (start, next) = (first, start(line + 1).unwrap_or(self.text.len()));
        let line = self.text[start..next].trim_end_matches(['\n', '\r']);
        let mut left = position.character as usize;
        for (at, character) in line.char_indices() {
            let width = match self.encoding {
                Encoding::Utf8 => character.len_utf8(),
                Encoding::Utf16 => character.len_utf16(),
            };
            if left < width {
                return start + at;
            }
            left -= width;
        }
        start + line.len()
    }

    pub(crate) fn range(&self, bytes: Range<usize>) -> lsp_types::Range {
        lsp_types::Range::new(self.position(bytes.start), self.position(bytes.end.max(bytes.start)))
    }

    pub(crate) fn span(&self, span: Span) -> lsp_types::Range {
        self.range(span.range())
    }

    /// Returns the bytes of a range, whose end may be before its start.
    pub(crate) fn bytes(&self, range: lsp_types::Range) -> Range<usize> {
        let start = self.offset(range.start);
        let end = self.offset(range.end);
        start.min(end)..end.max(start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_the_unit_of_the_client() {
        let text = "a\nß𐀀c\r\nd\re";
        for (encoding, column) in [(Encoding::Utf8, 6), (Encoding::Utf16, 3)] {
            let lines = Lines::new(text, encoding);
            let at = Position::new(1, column);
            assert_eq!(lines.offset(at), 8, "before c");
            assert_eq!(lines.position(8), at);
            assert_eq!(lines.position(text.len()), Position::new(3, 1));
        }
    }

    #[test]
    fn positions_outside_of_the_text_are_at_its_ends() {
        let lines = Lines::new("ab\ncd", Encoding::Utf16);
        assert_eq!(lines.offset(Position::new(0, 99)), 2);
        assert_eq!(lines.offset(Position::new(9, 0)), 5);
        assert_eq!(lines.position(99), Position::new(1, 2));
        let backwards = lsp_types::Range::new(Position::new(1, 1), Position::new(0, 1));
        assert_eq!(lines.bytes(backwards), 1..4);
    }
}
