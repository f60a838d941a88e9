//! The comments at the top of a file.

use std::ops::Range;

use protoward_edit::Document;

/// Returns the part of a text before its first statement and the comments of that: a license, for example. Before a syntax or
/// edition, all comments are part of it.
pub(crate) fn head(document: &Document<'_>) -> Range<usize> {
    let start = document.line_start(0);
    let end = match (&document.parsed.file.syntax, document.root().items().next()) {
        (Some(syntax), _) => syntax.span.start as usize,
        (None, Some(first)) => document.removal_with_comments(first).range().start.max(start),
        (None, None) => start,
    };
    start..end
}
