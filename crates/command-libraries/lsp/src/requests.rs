//! Requests of the editor: one file in `features` answers each.

use crate::asked::Refusal;
use crate::features::{
    actions, completion, formatting, generated, hierarchy, hints, hover, lenses, navigation, ranges, rename,
    rename_files, semantic_tokens, symbols,
};
use crate::server::Server;
use lsp_server::{ErrorCode, Message, Request, RequestId, Response};
use lsp_types::request::{
    CallHierarchyIncomingCalls, CallHierarchyOutgoingCalls, CallHierarchyPrepare, CodeActionRequest, CodeLensRequest,
    Completion, DocumentHighlightRequest, DocumentLinkRequest, DocumentSymbolRequest, FoldingRangeRequest, Formatting,
    GotoDefinition, GotoImplementation, GotoTypeDefinition, HoverRequest, InlayHintRequest, PrepareRenameRequest,
    RangeFormatting, References, Rename, Request as _, SelectionRangeRequest, SemanticTokensFullRequest,
    WillRenameFiles, WorkspaceSymbolRequest,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Answers a request, or keeps it until the fixes that it asks for are planned.
pub(crate) fn handle(server: &mut Server, request: Request) {
    let method = request.method.clone();
    match method.as_str() {
        HoverRequest::METHOD => answer(server, request, hover::hover),
        GotoDefinition::METHOD => answer(server, request, navigation::definition),
        GotoTypeDefinition::METHOD => answer(server, request, navigation::type_definition),
        GotoImplementation::METHOD => answer(server, request, generated::implementation),
        CallHierarchyPrepare::METHOD => answer(server, request, hierarchy::prepare),
        CallHierarchyIncomingCalls::METHOD => answer(server, request, hierarchy::incoming),
        CallHierarchyOutgoingCalls::METHOD => answer(server, request, hierarchy::outgoing),
        References::METHOD => answer(server, request, navigation::references),
        DocumentHighlightRequest::METHOD => answer(server, request, navigation::highlights),
        DocumentSymbolRequest::METHOD => answer(server, request, symbols::of_document),
        WorkspaceSymbolRequest::METHOD => answer(server, request, symbols::of_workspace),
        Completion::METHOD => answer(server, request, completion::complete),
        PrepareRenameRequest::METHOD => answer(server, request, rename::prepare),
        Rename::METHOD => answer(server, request, rename::rename),
        WillRenameFiles::METHOD => answer(server, request, rename_files::will_rename),
        CodeActionRequest::METHOD => {
            if let Some(request) = server.defer(request) {
                answer(server, request, actions::actions);
            }
        }
        CodeLensRequest::METHOD => answer(server, request, lenses::lenses),
        Formatting::METHOD => answer(server, request, formatting::document),
        RangeFormatting::METHOD => answer(server, request, formatting::range),
        FoldingRangeRequest::METHOD => answer(server, request, ranges::foldings),
        SelectionRangeRequest::METHOD => answer(server, request, ranges::selections),
        DocumentLinkRequest::METHOD => answer(server, request, navigation::links),
        InlayHintRequest::METHOD => answer(server, request, hints::hints),
        SemanticTokensFullRequest::METHOD => answer(server, request, semantic_tokens::full),
        _ => {
            let message = format!("the request {method} is not known");
            refuse(server, request.id, ErrorCode::MethodNotFound, message);
        }
    }
}

fn answer<P: DeserializeOwned, R: Serialize>(
    server: &mut Server,
    request: Request,
    feature: fn(&mut Server, P) -> Result<R, Refusal>,
) {
    let Request { id, method, params } = request;
    let params = match serde_json::from_value(params) {
        Ok(params) => params,
        Err(error) => {
            let message = format!("the parameters of {method} cannot be understood: {error}");
            return refuse(server, id, ErrorCode::InvalidParams, message);
        }
    };
    match feature(server, params) {
        Ok(result) => server.output.answer(id, result),
        Err(message) => refuse(server, id, ErrorCode::RequestFailed, message),
    }
}

fn refuse(server: &Server, id: RequestId, code: ErrorCode, message: String) {
    server.output.send(Message::Response(Response::new_err(id, code as i32, message)));
}
