//! Places in sources: ranges of bytes, or the positions that an image without text carries.

use super::SourceId;

/// A range of bytes of a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The end, exclusive.
    pub end: u32,
}

impl Span {
    /// From `start` up to, but not including, `end`.
    pub const fn new(start: u32, end: u32) -> Self {
        Self { start, end }
    }

    /// The text of the span.
    pub fn of(self, text: &str) -> &str {
        &text[self.start as usize..self.end as usize]
    }

    /// The span as a range of indices.
    pub const fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A line and a column, both from zero.
///
/// Images have columns as `protoc` counts them: bytes, where a tab reaches the next multiple of 8. What the column of a
/// text counts is chosen when the position is computed: see [`Columns`](crate::Columns).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Position {
    /// The line, from zero.
    pub line: u32,
    /// The column, from zero.
    pub column: u32,
}

impl Position {
    /// The position at a zero-based line and column.
    pub const fn new(line: u32, column: u32) -> Self {
        Self { line, column }
    }
}

/// The positions of the first byte and of the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct PositionRange {
    /// The position of the first byte.
    pub start: Position,
    /// The position of the end, exclusive.
    pub end: Position,
}

/// A part of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Extent {
    /// Bytes of a text.
    Bytes(Span),
    /// Positions from the `SourceCodeInfo` of an image, whose text may be unknown.
    Positions(PositionRange),
}

/// A part of one source, or, without an extent, the source as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The source.
    pub source: SourceId,
    /// The part; `None` where nothing more than the file is known.
    pub extent: Option<Extent>,
}

impl Place {
    /// The source as a whole.
    pub const fn whole(source: SourceId) -> Self {
        Self { source, extent: None }
    }

    /// A range of bytes of `source`, which must have a text.
    pub const fn bytes(source: SourceId, span: Span) -> Self {
        Self { source, extent: Some(Extent::Bytes(span)) }
    }

    /// The part of `source` between two positions, the end exclusive.
    pub const fn positions(source: SourceId, start: Position, end: Position) -> Self {
        Self { source, extent: Some(Extent::Positions(PositionRange { start, end })) }
    }

    /// The start, for sorting the places of one source: zero and an offset, or a line and a column.
    pub const fn sort_key(&self) -> (u32, u32) {
        match self.extent {
            Some(Extent::Bytes(span)) => (0, span.start),
            Some(Extent::Positions(PositionRange { start, .. })) => (start.line, start.column),
            None => (0, 0),
        }
    }
}
