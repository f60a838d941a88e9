use super::SourceId;

/// A position in a text, counted the way `protoc` counts: from zero, in bytes, a tab reaching the next multiple of 8.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Position {
    /// Line, from zero.
    pub line: u32,
    /// Column, from zero, with tabs expanded to multiples of eight.
    pub column: u32,
}

impl Position {
    /// A position at a zero-based line and column.
    pub const fn new(line: u32, column: u32) -> Self {
        Self { line, column }
    }
}

/// A stretch of text from `start` up to, but not including, `end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Extent {
    /// Where the first byte is.
    pub start: Position,
    /// Just behind the last byte.
    pub end: Position,
}

/// A stretch of one source, or, without an extent, the source as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The source.
    pub source: SourceId,
    /// The stretch; `None` where nothing more than the file is known.
    pub extent: Option<Extent>,
}

impl Place {
    /// The source as a whole.
    pub const fn whole(source: SourceId) -> Self {
        Self { source, extent: None }
    }

    /// A stretch of `source`.
    pub const fn new(source: SourceId, start: Position, end: Position) -> Self {
        Self { source, extent: Some(Extent { start, end }) }
    }

    /// Where it starts, if that is known.
    pub fn start(&self) -> Option<Position> {
        self.extent.map(|extent| extent.start)
    }
}
