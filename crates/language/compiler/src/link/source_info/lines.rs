//! Byte offsets as lines and columns of protoc, in which a tab advances to the next multiple of eight.

use protoward_syntax::scan;

/// A text position as protoc counts it: zero-based, with a column per byte, and tab stops at multiples of 8.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Position {
    pub(super) line: u32,
    pub(super) column: u32,
}

const TAB_WIDTH: u32 = 8;

/// A converter of byte offsets to positions. Offsets must be requested in approximate source order.
pub(super) struct Lines<'t> {
    text: &'t [u8],
    /// The start offset of each line.
    starts: &'t [u32],
    has_tabs: bool,
    /// The last requested start offset and its position.
    last: (u32, Position),
}

impl<'t> Lines<'t> {
    /// Creates a converter. `starts` are the line starts from the parser.
    pub(super) fn new(text: &'t [u8], starts: &'t [u32]) -> Self {
        Self { text, starts, has_tabs: scan::contains(text, b'\t'), last: (0, Position::default()) }
    }

    /// Returns the position of a start offset.
    pub(super) fn start(&mut self, offset: u32) -> Position {
        let position = self.position(offset);
        self.last = (offset, position);
        position
    }

    /// Returns the position of the end offset for the last requested start.
    pub(super) fn end(&self, offset: u32) -> Position {
        self.position(offset)
    }

    fn position(&self, offset: u32) -> Position {
        let line = self.line(offset);
        let start = self.starts[line];
        let (last, position) = self.last;
        let line = line as u32;
        let column = match (self.has_tabs, last <= offset && position.line == line) {
            (false, _) => offset - start,
            // Continues from the last position, because a whole file may be one line.
            (true, true) => self.column(position.column, last, offset),
            (true, false) => self.column(0, start, offset),
        };
        Position { line, column }
    }

    /// Returns the column of `offset`, given the column of `from` on the same line.
    fn column(&self, column: u32, from: u32, offset: u32) -> u32 {
        self.text[from as usize..offset as usize].iter().fold(column, |column, &byte| match byte {
            b'\t' => column - column % TAB_WIDTH + TAB_WIDTH,
            _ => column + 1,
        })
    }

    /// Returns the line of `offset`. Usually it is the line of the last start or a nearby one.
    fn line(&self, offset: u32) -> usize {
        const CLOSE: usize = 8;
        let is_before = |start: &u32| *start <= offset;
        let last = self.last.1.line as usize;
        if !is_before(&self.starts[last]) {
            return self.starts[..last].partition_point(is_before) - 1;
        }
        let behind = &self.starts[last + 1..];
        match behind[..behind.len().min(CLOSE)].iter().position(|start| !is_before(start)) {
            Some(steps) => last + steps,
            None => last + behind.partition_point(is_before),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Lines, Position};

    #[test]
    fn columns_are_bytes_and_tabs_jump() {
        let text = "ab\n\tc\u{e9}\td\n\n1234567\t8\t9";
        let mut lines = Lines::new(text.as_bytes(), &[0, 3, 10, 11]);
        let position = |(line, column)| Position { line, column };
        let expected = [
            (0, (0, 0)),
            (2, (0, 2)),
            (3, (1, 0)),
            (4, (1, 8)),
            (7, (1, 11)),
            (8, (1, 16)),
            (10, (2, 0)),
            (11, (3, 0)),
            (18, (3, 7)),
            (19, (3, 8)),
            (21, (3, 16)),
        ];
        for (offset, place) in expected.into_iter().chain(expected.into_iter().rev()) {
            assert_eq!(lines.end(offset), position(place), "the end at {offset}");
            assert_eq!(lines.start(offset), position(place), "the start at {offset}");
        }
    }

    #[test]
    fn finds_distant_ends() {
        let text = "a\n".repeat(100);
        let starts: Vec<u32> = (0..=100).map(|line| line * 2).collect();
        let lines = Lines::new(text.as_bytes(), &starts);
        assert_eq!(lines.end(199), Position { line: 99, column: 1 });
    }
}
