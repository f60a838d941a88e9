//! The abilities of the editor.

use crate::position::Encoding;
use lsp_types::{ClientCapabilities, InitializeParams};

/// The abilities of the editor that matter to the server.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Client {
    pub(crate) encoding: Encoding,
    /// `true` if the editor watches files for the server.
    pub(crate) watches_files: bool,
}

impl Client {
    pub(crate) fn new(params: &InitializeParams) -> Self {
        let ClientCapabilities { general, workspace, .. } = &params.capabilities;
        let encodings = general.as_ref().and_then(|general| general.position_encodings.as_deref());
        let watched = workspace.as_ref().and_then(|workspace| workspace.did_change_watched_files.as_ref());
        let watches_files = watched.and_then(|watched| watched.dynamic_registration).unwrap_or_default();
        Self { encoding: Encoding::chosen(encodings), watches_files }
    }
}
