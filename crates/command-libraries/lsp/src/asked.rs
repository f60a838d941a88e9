//! The file and the place of a request, and the reason of a refusal, which the user sees.

use std::path::PathBuf;

use crate::position::Lines;
use crate::project::Project;
use crate::server::Server;
use lsp_types::{TextDocumentIdentifier, TextDocumentPositionParams, Uri};
use protoward_ide_index::{File, FileId};

/// The reason why a request has no answer, for the user.
pub(crate) type Refusal = String;

/// A file in which an editor asks something.
pub(crate) struct AskedFile<'s> {
    pub(crate) project: &'s Project,
    pub(crate) id: FileId,
    /// The URI as the editor writes it.
    pub(crate) uri: Uri,
    pub(crate) path: PathBuf,
    pub(crate) lines: Lines<'s>,
}

impl AskedFile<'_> {
    pub(crate) fn file(&self) -> &File {
        self.project.analysis.file(self.id)
    }
}

impl Server {
    /// Returns the file of a document; `None` for one that is in no project.
    pub(crate) fn asked(&self, document: &TextDocumentIdentifier) -> Option<AskedFile<'_>> {
        let path = self.path(&document.uri)?;
        let (project, id) = self.projects().find_map(|project| Some((project, project.file(&path)?)))?;
        let lines = Lines::of(project.analysis.file(id), self.client.encoding);
        Some(AskedFile { project, id, uri: document.uri.clone(), path, lines })
    }

    /// Returns the file of a document, and the offset of a position.
    pub(crate) fn asked_at(&self, at: &TextDocumentPositionParams) -> Option<(AskedFile<'_>, usize)> {
        let asked = self.asked(&at.text_document)?;
        let offset = asked.lines.offset(at.position);
        Some((asked, offset))
    }
}
