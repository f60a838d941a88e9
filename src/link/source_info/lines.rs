/// A place in the text as protoc counts: from zero, a column for each byte, and a tab goes to the next multiple of 8.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Position {
    pub(super) line: u32,
    pub(super) column: u32,
}

const TAB_WIDTH: u32 = 8;

/// Finds positions of offsets.
pub(super) struct Lines {
    /// The start of the text, and what is behind each line break and each tab.
    marks: Vec<Mark>,
    /// The mark that was in front of the last start of something.
    last: usize,
}

/// From here to the next mark, each byte is a column.
#[derive(Clone, Copy)]
struct Mark {
    offset: u32,
    position: Position,
}

impl Mark {
    /// The mark behind a line break or a tab at `at`.
    const fn next(self, at: u32, byte: u8) -> Self {
        let Position { line, column } = self.position;
        let position = if byte == b'\n' {
            Position { line: line + 1, column: 0 }
        } else {
            let column = column + (at - self.offset);
            Position { line, column: column - column % TAB_WIDTH + TAB_WIDTH }
        };
        Self { offset: at + 1, position }
    }
}

/// How many bytes are looked at in one go; most lines are longer.
const CHUNK: usize = 16;

/// Without an early way out, so that it is done for all bytes at once.
fn has_mark(chunk: &[u8]) -> bool {
    chunk.iter().fold(false, |found, &byte| found | (byte == b'\n') | (byte == b'\t'))
}

impl Lines {
    pub(super) fn new(text: &str) -> Self {
        let mut marks = Vec::with_capacity(text.len() / 32 + 1);
        marks.push(Mark { offset: 0, position: Position::default() });
        let mut last = Mark { offset: 0, position: Position::default() };
        let mut at = 0;
        for chunk in text.as_bytes().chunks(CHUNK) {
            if has_mark(chunk) {
                for (index, &byte) in chunk.iter().enumerate().filter(|(_, byte)| matches!(byte, b'\n' | b'\t')) {
                    last = last.next(at + index as u32, byte);
                    marks.push(last);
                }
            }
            at += chunk.len() as u32;
        }
        Self { marks, last: 0 }
    }

    /// Where something starts; asked for in about the order of the text.
    pub(super) fn start(&mut self, offset: u32) -> Position {
        self.last = self.mark(offset);
        self.position(self.last, offset)
    }

    /// Where something ends whose start was asked for last.
    pub(super) fn end(&self, offset: u32) -> Position {
        self.position(self.mark(offset), offset)
    }

    fn position(&self, mark: usize, offset: u32) -> Position {
        let Mark { offset: from, position } = &self.marks[mark];
        Position { column: position.column + (offset - from), ..*position }
    }

    /// The last mark in front of `offset`: most of the time the same as before, or close behind it.
    fn mark(&self, offset: u32) -> usize {
        const CLOSE: usize = 8;
        let is_before = |mark: &Mark| mark.offset <= offset;
        if !is_before(&self.marks[self.last]) {
            return self.marks[..self.last].partition_point(is_before) - 1;
        }
        let behind = &self.marks[self.last + 1..];
        match behind.iter().take(CLOSE).position(|mark| !is_before(mark)) {
            Some(steps) => self.last + steps,
            None => self.last + behind.partition_point(is_before),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Lines, Position};

    #[test]
    fn columns_are_bytes_and_tabs_jump() {
        let mut lines = Lines::new("ab\n\tc\u{e9}\td\n\n1234567\t8\t9");
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
    fn far_ends_are_found() {
        let lines = Lines::new(&"a\n".repeat(100));
        assert_eq!(lines.end(199), Position { line: 99, column: 1 });
    }
}
