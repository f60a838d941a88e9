//! The first messages of a session: `initialize`, and the abilities of the editor that it has.

use std::io;

use crate::output::Output;
use crate::position::Encoding;
use crate::uri;
use crossbeam_channel::Receiver;
use lsp_server::{ErrorCode, Message, RequestId, Response};
use lsp_types::{ClientCapabilities, InitializeParams, MarkupKind, ResourceOperationKind};

/// Waits for `initialize`, and refuses requests before it.
///
/// # Errors
/// Fails if the editor ends the session first, or if its parameters cannot be understood.
pub(crate) fn begin(messages: &Receiver<Message>, output: &Output) -> io::Result<(RequestId, InitializeParams)> {
    loop {
        match messages.recv().map_err(|_| ended())? {
            Message::Request(mut request) if request.method == "initialize" => {
                uri::escape(&mut request.params);
                let params = serde_json::from_value(request.params).map_err(io::Error::other)?;
                return Ok((request.id, params));
            }
            Message::Request(request) => {
                let message = format!("the server waits for `initialize`; `{}` comes after it", request.method);
                let response = Response::new_err(request.id, ErrorCode::ServerNotInitialized as i32, message);
                output.send(Message::Response(response));
            }
            Message::Notification(notification) if notification.method == "exit" => return Err(ended()),
            Message::Notification(_) | Message::Response(_) => {}
        }
    }
}

fn ended() -> io::Error {
    io::Error::other("the input ended before a request `initialize`")
}

/// The abilities of the editor that matter to the server.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Client {
    pub(crate) encoding: Encoding,
    /// `true` if the editor watches files for the server.
    pub(crate) watches_files: bool,
    /// `true` if edits may rename files.
    pub(crate) renames_files: bool,
    /// `true` if symbols may have symbols in them.
    pub(crate) nests_symbols: bool,
    /// `true` if explanations may be Markdown.
    pub(crate) reads_markdown: bool,
}

impl Client {
    pub(crate) fn new(params: &InitializeParams) -> Self {
        let ClientCapabilities { general, workspace, text_document, .. } = &params.capabilities;
        let encodings = general.as_ref().and_then(|general| general.position_encodings.as_deref());
        let watched = workspace.as_ref().and_then(|workspace| workspace.did_change_watched_files.as_ref());
        let watches_files = watched.and_then(|watched| watched.dynamic_registration).unwrap_or_default();
        let edits = workspace.as_ref().and_then(|workspace| workspace.workspace_edit.as_ref());
        let renames_files = edits.is_some_and(|edits| {
            let operations = edits.resource_operations.as_deref().unwrap_or_default();
            edits.document_changes == Some(true) && operations.contains(&ResourceOperationKind::Rename)
        });
        let text_document = text_document.as_ref();
        let symbols = text_document.and_then(|it| it.document_symbol.as_ref());
        let nests_symbols = symbols.and_then(|it| it.hierarchical_document_symbol_support).unwrap_or_default();
        let hover = text_document.and_then(|it| it.hover.as_ref()?.content_format.as_deref());
        let reads_markdown = hover.is_some_and(|formats| formats.contains(&MarkupKind::Markdown));
        let encoding = Encoding::chosen(encodings);
        Self { encoding, watches_files, renames_files, nests_symbols, reads_markdown }
    }
}
