//! Source text for miette: addressed by offset, read a few lines at a time.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use protoward_source::{Columns, Place, Position, SourceId, Sources, legible, legible_source};

/// The sanitized texts of sources, each computed once.
#[derive(Debug, Default)]
pub(super) struct Texts<'a>(RefCell<HashMap<SourceId, Arc<Cow<'a, str>>>>);

/// The sanitized text of one source.
#[derive(Debug)]
pub(super) struct Snippet<'a> {
    id: SourceId,
    sources: &'a Sources,
    text: Arc<Cow<'a, str>>,
}

impl<'a> Snippet<'a> {
    /// Returns `None` if the source has no text.
    pub(super) fn new(id: SourceId, texts: &Texts<'a>, sources: &'a Sources) -> Option<Self> {
        let text = sources.get(id).text.as_deref()?;
        let mut texts = texts.0.borrow_mut();
        let text = texts.entry(id).or_insert_with(|| Arc::new(legible_source(text)));
        Some(Self { id, sources, text: Arc::clone(text) })
    }

    /// Returns the bytes to underline for a place: only its first line, because a label on a whole message would
    /// print all of it.
    pub(super) fn bytes(&self, place: Place) -> Option<Range<usize>> {
        let bytes = self.sources.bytes(place)?;
        let first_line = self.text.get(bytes.clone())?.lines().next().unwrap_or_default().trim_end();
        Some(bytes.start..bytes.start + first_line.len())
    }

    /// Returns the start of the line of `offset`.
    fn line_start(&self, offset: usize) -> usize {
        self.text.as_bytes()[..offset].iter().rposition(|&byte| byte == b'\n').map_or(0, |newline| newline + 1)
    }

    /// Returns the end of the line of `offset`, including the line break.
    fn line_end(&self, offset: usize) -> usize {
        let rest = &self.text.as_bytes()[offset..];
        rest.iter().position(|&byte| byte == b'\n').map_or(self.text.len(), |newline| offset + newline + 1)
    }

    /// Extends a range by surrounding lines.
    fn around(&self, span: Range<usize>, before: usize, after: usize) -> Range<usize> {
        let mut start = self.line_start(span.start);
        for _ in 0..before {
            start = self.line_start(start.saturating_sub(1));
        }
        let mut end = self.line_end(span.end.saturating_sub(1).max(span.start));
        for _ in 0..after {
            end = self.line_end(end);
        }
        start..end
    }
}

impl SourceCode for Snippet<'_> {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let span = span.offset()..span.offset() + span.len();
        if !self.text.is_char_boundary(span.start) || !self.text.is_char_boundary(span.end) {
            return Err(MietteError::OutOfBounds);
        }
        // Without context, miette requests the position of the label, else that of the first printed line.
        let bytes = if before == 0 && after == 0 { span } else { self.around(span, before, after) };
        let start = self.sources.place(self.id, bytes.start..bytes.start);
        let Position { line, column } =
            self.sources.positions_in(start, Columns::Protoc).map(|positions| positions.start).unwrap_or_default();
        let data = &self.text[bytes.clone()];
        Ok(Box::new(MietteSpanContents::new_named(
            legible(&self.sources.get(self.id).display).into_owned(),
            data.as_bytes(),
            (bytes.start, bytes.len()).into(),
            line as usize,
            column as usize,
            data.lines().count(),
        )))
    }
}
