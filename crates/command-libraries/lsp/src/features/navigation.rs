//! Definitions, type definitions, references, highlights, and the links of imports.

use crate::asked::{AskedFile, Refusal};
use crate::position::Lines;
use crate::project::Project;
use crate::server::Server;
use lsp_types::{
    DocumentHighlight, DocumentHighlightKind, DocumentHighlightParams, DocumentLink, DocumentLinkParams,
    GotoDefinitionParams, GotoDefinitionResponse, Location, Range, ReferenceParams,
};
use protoward_ide_index::{DeclarationKind, FileId, Meaning, Target};
use protoward_syntax::ast::Span;

pub(crate) fn definition(
    server: &mut Server,
    params: GotoDefinitionParams,
) -> Result<Option<GotoDefinitionResponse>, Refusal> {
    let Some((asked, offset)) = server.asked_at(&params.text_document_position_params) else { return Ok(None) };
    let location = match asked.project.analysis.meaning_at(asked.id, offset as u32) {
        Some(Meaning::Declaration { target, .. }) => name_location(server, asked.project, target),
        Some(Meaning::File { file, .. }) => location(server, asked.project, file, Span::default()),
        Some(Meaning::Package { .. }) | None => None,
    };
    Ok(location.map(GotoDefinitionResponse::Scalar))
}

pub(crate) fn type_definition(
    server: &mut Server,
    params: GotoDefinitionParams,
) -> Result<Option<GotoDefinitionResponse>, Refusal> {
    let Some((asked, offset)) = server.asked_at(&params.text_document_position_params) else { return Ok(None) };
    let analysis = &asked.project.analysis;
    let Some(target) = analysis.definition(asked.id, offset as u32) else { return Ok(None) };
    let target = match analysis.declaration(target).kind {
        DeclarationKind::Field | DeclarationKind::Extension => analysis.type_of(target),
        DeclarationKind::EnumValue => {
            let parent = analysis.declaration(target).parent;
            parent.map(|declaration| Target { declaration, ..target })
        }
        _ => Some(target),
    };
    Ok(target.and_then(|target| name_location(server, asked.project, target)).map(GotoDefinitionResponse::Scalar))
}

pub(crate) fn references(server: &mut Server, params: ReferenceParams) -> Result<Option<Vec<Location>>, Refusal> {
    let Some((asked, offset)) = server.asked_at(&params.text_document_position) else { return Ok(None) };
    let analysis = &asked.project.analysis;
    let mut locations = Vec::new();
    match analysis.meaning_at(asked.id, offset as u32) {
        Some(Meaning::Declaration { target, .. }) => {
            if params.context.include_declaration {
                locations.extend(name_location(server, asked.project, target));
            }
            locations.extend(uses(server, asked.project, target));
        }
        // The references to a file are its imports.
        Some(Meaning::File { file, .. }) => {
            let name = &analysis.file(file).name;
            for importer in analysis.importers(name).filter(|&file| asked.project.is_own(file)) {
                let imports = analysis.file(importer).imports.iter().filter(|import| import.name == *name);
                locations.extend(imports.filter_map(|import| location(server, asked.project, importer, import.path)));
            }
        }
        // The references to a package are the statements that declare it.
        Some(Meaning::Package { .. }) => {
            let statements =
                analysis.files_of_package(&asked.file().package).filter(|&file| asked.project.is_own(file));
            let span = |id: FileId| analysis.file(id).package_name.map(|name| name.span);
            locations.extend(statements.filter_map(|id| location(server, asked.project, id, span(id)?)));
        }
        None => return Ok(None),
    }
    Ok(Some(locations))
}

/// Returns the places that refer to a declaration.
pub(super) fn uses(server: &Server, project: &Project, target: Target) -> Vec<Location> {
    let mut locations = Vec::new();
    let references = project.analysis.references(target);
    for of_file in references.chunk_by(|one, other| one.0 == other.0) {
        if !project.is_own(of_file[0].0) {
            continue;
        }
        let file = project.analysis.file(of_file[0].0);
        let lines = Lines::of(file, server.client.encoding);
        let Some(uri) = project.path(&file.name).and_then(|path| server.uri(&path)) else { continue };
        locations.extend(of_file.iter().map(|(_, span)| Location::new(uri.clone(), lines.span(*span))));
    }
    locations
}

pub(crate) fn highlights(
    server: &mut Server,
    params: DocumentHighlightParams,
) -> Result<Option<Vec<DocumentHighlight>>, Refusal> {
    let Some((asked, offset)) = server.asked_at(&params.text_document_position_params) else { return Ok(None) };
    let AskedFile { project, id, ref lines, .. } = asked;
    let Some(target) = project.analysis.definition(id, offset as u32) else { return Ok(None) };
    let highlight = |range: Range, kind| DocumentHighlight { range, kind: Some(kind) };
    let own = (target.file == id)
        .then(|| highlight(lines.span(project.analysis.declaration(target).name), DocumentHighlightKind::WRITE));
    let uses = project.analysis.references_in(id, target).into_iter();
    Ok(Some(own.into_iter().chain(uses.map(|span| highlight(lines.span(span), DocumentHighlightKind::READ))).collect()))
}

pub(crate) fn links(server: &mut Server, params: DocumentLinkParams) -> Result<Option<Vec<DocumentLink>>, Refusal> {
    let Some(asked) = server.asked(&params.text_document) else { return Ok(None) };
    let link = |import: &protoward_ide_index::Import| {
        let path = asked.project.path(&import.name)?;
        // The link is the path without its quotes.
        let path_span = import.path.range();
        let bytes = path_span.start + 1..path_span.end.saturating_sub(1).max(path_span.start + 1);
        Some(DocumentLink {
            range: asked.lines.range(bytes),
            target: Some(server.uri(&path)?),
            tooltip: None,
            data: None,
        })
    };
    Ok(Some(asked.file().imports.iter().filter_map(link).collect()))
}

/// Returns the location of the name of a declaration.
fn name_location(server: &Server, project: &Project, target: Target) -> Option<Location> {
    location(server, project, target.file, project.analysis.declaration(target).name)
}

fn location(server: &Server, project: &Project, file: FileId, span: Span) -> Option<Location> {
    let file = project.analysis.file(file);
    let range = Lines::of(file, server.client.encoding).span(span);
    Some(Location::new(server.uri(&project.path(&file.name)?)?, range))
}
