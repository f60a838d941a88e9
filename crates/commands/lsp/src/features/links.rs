//! Links: the paths of imports.

use crate::asked::Refusal;
use crate::server::Server;
use crate::uri::uri;
use lsp_types::{DocumentLink, DocumentLinkParams};

pub(crate) fn links(server: &mut Server, params: DocumentLinkParams) -> Result<Option<Vec<DocumentLink>>, Refusal> {
    let Some(asked) = server.asked(&params.text_document) else { return Ok(None) };
    let link = |import: &protoward_ide_index::Import| {
        let path = asked.project.path(&import.name)?;
        // The link is the path without its quotes.
        let path_span = import.path.range();
        let bytes = path_span.start + 1..path_span.end.saturating_sub(1).max(path_span.start + 1);
        Some(DocumentLink { range: asked.lines.range(bytes), target: Some(uri(&path)?), tooltip: None, data: None })
    };
    Ok(Some(asked.file().imports.iter().filter_map(link).collect()))
}
