//! The abilities of the editor.

use crate::position::Encoding;
use lsp_types::{ClientCapabilities, InitializeParams, ResourceOperationKind};

/// The abilities of the editor that matter to the server.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Client {
    pub(crate) encoding: Encoding,
    /// `true` if the editor watches files for the server.
    pub(crate) watches_files: bool,
    /// `true` if edits may rename files.
    pub(crate) renames_files: bool,
}

impl Client {
    pub(crate) fn new(params: &InitializeParams) -> Self {
        let ClientCapabilities { general, workspace, .. } = &params.capabilities;
        let encodings = general.as_ref().and_then(|general| general.position_encodings.as_deref());
        let watched = workspace.as_ref().and_then(|workspace| workspace.did_change_watched_files.as_ref());
        let watches_files = watched.and_then(|watched| watched.dynamic_registration).unwrap_or_default();
        let edits = workspace.as_ref().and_then(|workspace| workspace.workspace_edit.as_ref());
        let renames_files = edits.is_some_and(|edits| {
            let operations = edits.resource_operations.as_deref().unwrap_or_default();
            edits.document_changes == Some(true) && operations.contains(&ResourceOperationKind::Rename)
        });
        Self { encoding: Encoding::chosen(encodings), watches_files, renames_files }
    }
}
