use std::ops::Range;

use protoward_source::{Place, SourceId, Sources, Span};

/// Makes places of one text.
pub(super) struct Places {
    source: SourceId,
    /// The end of the text.
    end: usize,
}

impl Places {
    pub(super) fn new(source: SourceId, sources: &Sources) -> Self {
        Self { source, end: sources.get(source).text.as_deref().map_or(0, str::len) }
    }

    /// The place of a range of bytes.
    pub(super) fn at(&self, bytes: Range<usize>) -> Place {
        let offset = |at: usize| u32::try_from(at.min(self.end)).unwrap_or(u32::MAX);
        Place::bytes(self.source, Span::new(offset(bytes.start), offset(bytes.end.max(bytes.start))))
    }
}
