use protoward_syntax::scan;

/// A place in the text as protoc counts: from zero, a column for each byte, and a tab goes to the next multiple of 8.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Position {
    pub(super) line: u32,
    pub(super) column: u32,
}

const TAB_WIDTH: u32 = 8;

/// Finds positions of offsets, which are asked for in about the order of the text.
pub(super) struct Lines<'t> {
    text: &'t [u8],
    /// Where each line starts.
    starts: &'t [u32],
    has_tabs: bool,
    /// The last start of something that was asked for, and its position.
    last: (u32, Position),
}

impl<'t> Lines<'t> {
    /// `starts` are the lines of the text, as the parser gives them.
    pub(super) fn new(text: &'t str, starts: &'t [u32]) -> Self {
        let text = text.as_bytes();
        Self { text, starts, has_tabs: scan::contains(text, b'\t'), last: (0, Position::default()) }
    }

    /// Where something starts.
    pub(super) fn start(&mut self, offset: u32) -> Position {
        let position = self.position(offset);
        self.last = (offset, position);
        position
    }

    /// Where something ends whose start was asked for last.
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
            // One line can be a whole file: what has been passed over is not passed over again.
            (true, true) => self.column(position.column, last, offset),
            (true, false) => self.column(0, start, offset),
        };
        Position { line, column }
    }

    /// The column of `offset`, on the line on which `from` has the column `column`.
    fn column(&self, column: u32, from: u32, offset: u32) -> u32 {
        self.text[from as usize..offset as usize].iter().fold(column, |column, &byte| match byte {
            b'\t' => column - column % TAB_WIDTH + TAB_WIDTH,
            _ => column + 1,
        })
    }

    /// The line of `offset`: most of the time that of the last start, or one close behind it.
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
        let mut lines = Lines::new(text, &[0, 3, 10, 11]);
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
        let text = "a\n".repeat(100);
        let starts: Vec<u32> = (0..=100).map(|line| line * 2).collect();
        let lines = Lines::new(&text, &starts);
        assert_eq!(lines.end(199), Position { line: 99, column: 1 });
    }
}
