//! The call hierarchy: services call their methods, methods their requests and responses, and messages the types of their fields.
//! The callers of a message lead to the methods that send it, and the calls of a method to everything that it sends.

use super::symbols::kind;
use crate::asked::{AskedFile, Refusal};
use crate::position::Lines;
use crate::project::Project;
use crate::server::Server;
use lsp_types::{
    CallHierarchyIncomingCall, CallHierarchyIncomingCallsParams, CallHierarchyItem, CallHierarchyOutgoingCall,
    CallHierarchyOutgoingCallsParams, CallHierarchyPrepareParams, Range, TextDocumentIdentifier,
    TextDocumentPositionParams,
};
use protoward_ide_index::{DeclarationKind, FileId, Target, Use};

pub(crate) fn prepare(
    server: &mut Server,
    params: CallHierarchyPrepareParams,
) -> Result<Option<Vec<CallHierarchyItem>>, Refusal> {
    let found = declared_at(server, &params.text_document_position_params);
    Ok(found.and_then(|(asked, target)| Some(vec![item(server, asked.project, target)?])))
}

pub(crate) fn incoming(
    server: &mut Server,
    params: CallHierarchyIncomingCallsParams,
) -> Result<Option<Vec<CallHierarchyIncomingCall>>, Refusal> {
    let Some((asked, target)) = declared_at(server, &place_of(params.item)) else { return Ok(None) };
    let call = |it: Use| {
        let from = item(server, asked.project, it.declaration)?;
        let from_ranges = ranges(server, asked.project, it.declaration.file, &it);
        Some(CallHierarchyIncomingCall { from, from_ranges })
    };
    let users = asked.project.analysis.users(target).into_iter();
    Ok(Some(users.filter(|it| asked.project.is_own(it.declaration.file)).filter_map(call).collect()))
}

pub(crate) fn outgoing(
    server: &mut Server,
    params: CallHierarchyOutgoingCallsParams,
) -> Result<Option<Vec<CallHierarchyOutgoingCall>>, Refusal> {
    let Some((asked, target)) = declared_at(server, &place_of(params.item)) else { return Ok(None) };
    let call = |it: Use| {
        let to = item(server, asked.project, it.declaration)?;
        let from_ranges = ranges(server, asked.project, target.file, &it);
        Some(CallHierarchyOutgoingCall { to, from_ranges })
    };
    Ok(Some(asked.project.analysis.used_by(target).into_iter().filter_map(call).collect()))
}

/// Returns the declaration at a position, if it can be in the hierarchy.
fn declared_at<'s>(server: &'s Server, at: &TextDocumentPositionParams) -> Option<(AskedFile<'s>, Target)> {
    let (asked, offset) = server.asked_at(at)?;
    let target = asked.project.analysis.definition(asked.id, offset as u32)?;
    match asked.project.analysis.declaration(target).kind {
        DeclarationKind::Message
        | DeclarationKind::Group
        | DeclarationKind::Enum
        | DeclarationKind::Extension
        | DeclarationKind::Service
        | DeclarationKind::Method => Some((asked, target)),
        DeclarationKind::EnumValue | DeclarationKind::Field | DeclarationKind::Oneof => None,
    }
}

/// Returns the place of the name of an item that the server has described before.
fn place_of(item: CallHierarchyItem) -> TextDocumentPositionParams {
    TextDocumentPositionParams::new(TextDocumentIdentifier::new(item.uri), item.selection_range.start)
}

fn item(server: &Server, project: &Project, target: Target) -> Option<CallHierarchyItem> {
    let file = project.analysis.file(target.file);
    let declaration = file.get(target.declaration);
    let lines = Lines::of(file, server.client.encoding);
    Some(CallHierarchyItem {
        name: file.name_of(target.declaration).to_owned(),
        kind: kind(declaration.kind),
        tags: None,
        detail: Some(file.scope_name(declaration.parent)).filter(|scope| !scope.is_empty()),
        uri: server.uri(&project.path(&file.name)?)?,
        range: lines.span(declaration.span),
        selection_range: lines.span(declaration.name),
        data: None,
    })
}

/// Returns the places of a use, which are in the file of the declaration that uses the other one.
fn ranges(server: &Server, project: &Project, file: FileId, it: &Use) -> Vec<Range> {
    let lines = Lines::of(project.analysis.file(file), server.client.encoding);
    it.names.iter().map(|name| lines.span(*name)).collect()
}
