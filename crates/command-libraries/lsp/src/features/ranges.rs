//! Ranges of a text: declarations, imports and comments that an editor can fold, and selections that grow.

use crate::asked::Refusal;
use crate::server::Server;
use lsp_types::{FoldingRange, FoldingRangeKind, FoldingRangeParams, Range, SelectionRange, SelectionRangeParams};
use protoward_syntax::{PieceKind, Tokens, Trivia};

pub(crate) fn foldings(server: &mut Server, params: FoldingRangeParams) -> Result<Option<Vec<FoldingRange>>, Refusal> {
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

/// Returns selections that grow: the name, the declaration, and those around it.
pub(crate) fn selections(
    server: &mut Server,
    params: SelectionRangeParams,
) -> Result<Option<Vec<SelectionRange>>, Refusal> {
    let Some(asked) = server.asked(&params.text_document) else { return Ok(None) };
    let file = asked.file();
    let lines = &asked.lines;
    let tokens = Tokens::new(&file.text);
    let selection = |position| {
        let offset = lines.offset(position);
        let whole = 0..file.text.len();
        let around = file.iter().filter(|(_, it)| it.span.range().start <= offset && offset <= it.span.range().end);
        let mut spans: Vec<_> = [whole].into_iter().chain(around.map(|(_, it)| it.span.range())).collect();
        let token = tokens.pieces().iter().find(|piece| {
            matches!(piece.kind, PieceKind::Token(_))
                && piece.span.range().start <= offset
                && offset <= piece.span.range().end
        });
        spans.extend(token.map(|token| token.span.range()));
        spans.dedup();
        let nested = spans.into_iter().fold(None, |parent: Option<SelectionRange>, bytes| {
            Some(SelectionRange { range: lines.range(bytes), parent: parent.map(Box::new) })
        });
        nested.unwrap_or_else(|| SelectionRange { range: lines.range(offset..offset), parent: None })
    };
    Ok(Some(params.positions.into_iter().map(selection).collect()))
}
