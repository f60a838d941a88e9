//! Locations in sources: byte ranges, or positions from an image without text.

/// The id of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(pub(super) u32);

impl SourceId {
    /// Returns the position among the sources, from zero.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// A byte range of a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The offset of the first byte.
    pub start: u32,
    /// The offset after the last byte.
    pub end: u32,
}

impl Span {
    /// Creates a span with an exclusive end.
    pub const fn new(start: u32, end: u32) -> Self {
        Self { start, end }
    }

    /// Returns the text of the span.
    pub fn of(self, text: &str) -> &str {
        &text[self.start as usize..self.end as usize]
    }

    /// Returns the span as a range of indices.
    pub const fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A line and a column, both from zero.
///
/// Columns in images count as in `protoc`: bytes, with tab stops at multiples of 8. For a text, the unit is chosen when
/// the position is computed; see [`Columns`](crate::Columns).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Position {
    /// The line; the first one is 0.
    pub line: u32,
    /// The column; the first one is 0.
    pub column: u32,
}

impl Position {
    /// Creates a position from a line and a column, both from zero.
    pub const fn new(line: u32, column: u32) -> Self {
        Self { line, column }
    }
}

/// The positions of the first byte and of the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct PositionRange {
    /// The position of the first byte.
    pub start: Position,
    /// The position after the last byte.
    pub end: Position,
}

/// The extent of a location.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Extent {
    /// A byte range of a text.
    Bytes(Span),
    /// Positions from the `SourceCodeInfo` of an image, whose text may be unknown.
    Positions(PositionRange),
}

/// A location: a part of a source, or the whole source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The source that contains the location.
    pub source: SourceId,
    /// The extent; `None` for the whole source.
    pub extent: Option<Extent>,
}

impl Place {
    /// Creates a location of a whole source.
    pub const fn whole(source: SourceId) -> Self {
        Self { source, extent: None }
    }

    /// Creates a location of a byte range in `source`, which must have a text.
    pub const fn bytes(source: SourceId, span: Span) -> Self {
        Self { source, extent: Some(Extent::Bytes(span)) }
    }

    /// Creates a location between two positions in `source`. The end is exclusive.
    pub const fn positions(source: SourceId, start: Position, end: Position) -> Self {
        Self { source, extent: Some(Extent::Positions(PositionRange { start, end })) }
    }

    /// Returns the start as a sort key within one source: zero and an offset, or a line and a column.
    pub const fn sort_key(&self) -> (u32, u32) {
        match self.extent {
            Some(Extent::Bytes(span)) => (0, span.start),
            Some(Extent::Positions(PositionRange { start, .. })) => (start.line, start.column),
            None => (0, 0),
        }
    }
}

/// A text, such as a value of a configuration, and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocatedText {
    /// The text as it was read.
    pub text: String,
    /// The place; `None` for a default.
    pub place: Option<Place>,
}

impl LocatedText {
    /// Creates a value that is not written anywhere.
    pub fn unplaced(text: impl Into<String>) -> Self {
        Self { text: text.into(), place: None }
    }
}
