use std::ops::Range;

use protoward_source::{Place, Position, SourceId, Sources};

/// The places of a text, counted once.
pub(super) struct Places {
    source: SourceId,
    positions: Vec<Position>,
}

impl Places {
    pub(super) fn new(source: SourceId, sources: &Sources) -> Self {
        Self { source, positions: sources.positions(source) }
    }

    /// The place of a range of bytes.
    pub(super) fn at(&self, bytes: Range<usize>) -> Place {
        let last = self.positions.len() - 1;
        let (start, end) = (bytes.start.min(last), bytes.end.max(bytes.start).min(last));
        Place::new(self.source, self.positions[start], self.positions[end])
    }
}
