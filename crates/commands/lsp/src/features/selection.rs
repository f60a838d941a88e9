//! Selections that grow: the name, the declaration, what is around it.

use crate::asked::Refusal;
use crate::server::Server;
use lsp_types::{SelectionRange, SelectionRangeParams};
use protoward_syntax::{PieceKind, Tokens};

pub(crate) fn ranges(
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
