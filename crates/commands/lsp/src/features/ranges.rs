//! Ranges that an editor can fold: declarations, imports and comments.

use crate::asked::Refusal;
use crate::server::Server;
use lsp_types::{FoldingRange, FoldingRangeKind, FoldingRangeParams, Range};
use protoward_syntax::{Tokens, Trivia};

pub(crate) fn ranges(server: &mut Server, params: FoldingRangeParams) -> Result<Option<Vec<FoldingRange>>, Refusal> {
    let Some(asked) = server.asked(&params.text_document) else { return Ok(None) };
    let file = asked.file();
    let lines = &asked.lines;
    let mut ranges: Vec<FoldingRange> = file.iter().filter_map(|(_, it)| folded(lines.span(it.span), None)).collect();
    if let (Some(first), Some(last)) = (file.imports.first(), file.imports.last()) {
        let block = lines.range(first.span.start as usize..last.span.end as usize);
        ranges.extend(folded(block, Some(FoldingRangeKind::Imports)));
    }
    let tokens = Tokens::new(&file.text);
    let mut comment: Option<std::ops::Range<usize>> = None;
    for piece in tokens.pieces() {
        match piece.trivia() {
            Some(Trivia::LineComment | Trivia::BlockComment) => {
                let start = comment.as_ref().map_or(piece.span.range().start, |comment| comment.start);
                comment = Some(start..piece.span.range().end);
            }
            Some(Trivia::Space | Trivia::LineBreak) => {}
            _ => ranges
                .extend(comment.take().and_then(|bytes| folded(lines.range(bytes), Some(FoldingRangeKind::Comment)))),
        }
    }
    ranges.extend(comment.and_then(|bytes| folded(lines.range(bytes), Some(FoldingRangeKind::Comment))));
    Ok(Some(ranges))
}

/// Returns a range to fold; `None` within one line.
fn folded(range: Range, kind: Option<FoldingRangeKind>) -> Option<FoldingRange> {
    (range.start.line < range.end.line).then(|| FoldingRange {
        start_line: range.start.line,
        end_line: range.end.line,
        kind,
        ..FoldingRange::default()
    })
}
