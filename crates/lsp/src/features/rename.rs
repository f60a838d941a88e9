//! Names: the whole workspace gets the new one.

use std::collections::HashMap;

use super::linked::{element, schema_of};
use crate::asked::Refusal;
use crate::finding::Converter;
use crate::position::Lines;
use crate::project::Project;
use crate::server::Server;
use crate::uri::uri;
use lsp_types::{PrepareRenameResponse, RenameParams, TextDocumentPositionParams, TextEdit, Uri, WorkspaceEdit};
use protoward_analysis::{DeclarationKind, FileId, Meaning, Target};
use protoward_refactor::{Planner, RenameOptions, Texts};
use protoward_schema::Schema;
use protoward_source::Edit;
use protoward_syntax::ast::Span;

pub(crate) fn prepare(
    server: &mut Server,
    params: TextDocumentPositionParams,
) -> Result<Option<PrepareRenameResponse>, Refusal> {
    let Some((asked, offset)) = server.asked_at(&params) else { return Ok(None) };
    let Some((target, span)) = target(asked.project, asked.id, offset) else { return Ok(None) };
    is_own(asked.project, target)?;
    let placeholder = asked.project.analysis.file(target.file).name_of(target.declaration).to_owned();
    let range = asked.lines.span(span);
    Ok(Some(PrepareRenameResponse::RangeWithPlaceholder { range, placeholder }))
}

pub(crate) fn rename(server: &mut Server, params: RenameParams) -> Result<Option<WorkspaceEdit>, Refusal> {
    let Some((asked, offset)) = server.asked_at(&params.text_document_position) else { return Ok(None) };
    let project = asked.project;
    let Some((target, _)) = target(project, asked.id, offset) else { return Ok(None) };
    is_own(project, target)?;
    let name = params.new_name.trim();
    if !is_identifier(name) {
        return Err(format!(
            "`{name}` is not an identifier: use letters, digits and `_`, and do not start with a digit"
        ));
    }
    if project.analysis.file(target.file).name_of(target.declaration) == name {
        return Ok(None);
    }
    let kind = project.analysis.declaration(target).kind;
    let (changes, breaks) = match (of_schema(server, project, target, name), kind) {
        (Ok(renamed), _) => renamed,
        (Err(refusal), DeclarationKind::Message | DeclarationKind::Enum | DeclarationKind::Service) => {
            return Err(refusal);
        }
        (Err(refusal), DeclarationKind::Extension | DeclarationKind::Group) => return Err(refusal),
        // The references to members name them alone, so that files with errors do not matter.
        (Err(refusal), _) if refusal != NOT_COMPILED => return Err(refusal),
        (Err(_), _) => (of_names(server, project, target, name)?, what_breaks(kind)),
    };
    if let Some(breaks) = breaks {
        server.show(&format!("the new name `{name}` changes {breaks}"));
    }
    Ok(Some(WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() }))
}

type Changes = HashMap<Uri, Vec<TextEdit>>;

/// Returns the declaration at an offset, and the part of its name there.
fn target(project: &Project, file: FileId, offset: usize) -> Option<(Target, Span)> {
    match project.analysis.meaning_at(file, offset as u32)? {
        Meaning::Declaration { target, span, .. } => Some((target, span)),
        Meaning::File { .. } => None,
    }
}

/// Checks that a declaration is in a file of the project, and not in a dependency.
fn is_own(project: &Project, target: Target) -> Result<(), Refusal> {
    let name = &project.analysis.file(target.file).name;
    let targets = project.prepared.as_ref().and_then(|prepared| prepared.compilation()).map(|(_, targets)| targets);
    match targets.is_some_and(|targets| targets.contains(name)) {
        true => Ok(()),
        false => Err(format!("`{name}` is not a file of this project")),
    }
}

/// Returns the edits of a declaration: references keep their meaning even if the new name hides others.
#[expect(clippy::mutable_key_type, reason = "the type of the protocol")]
fn of_schema(
    server: &Server,
    project: &Project,
    target: Target,
    name: &str,
) -> Result<(Changes, Option<&'static str>), Refusal> {
    let analysis = &project.analysis;
    let own = &analysis.file(target.file).name;
    let dependents = analysis.dependents(own);
    let names: Vec<String> =
        [own.clone()].into_iter().chain(dependents.iter().map(|&id| analysis.file(id).name.clone())).collect();
    let Some((schema, sources)) = schema_of(project, &names) else { return Err(NOT_COMPILED.to_owned()) };
    if names.iter().any(|name| schema.find_file(name).is_none()) {
        return Err(NOT_COMPILED.to_owned());
    }
    let element = element(&schema, project, target).ok_or(NOT_COMPILED)?;
    let texts = Texts::new(&sources, schema.files.iter().map(|(_, file)| file.source));
    let planner = Planner::new(&schema, &texts, &sources);
    let refactoring =
        planner.rename(element, name, RenameOptions::default()).map_err(|refusal| words(&refusal, &schema))?;
    let new = schema.files.iter().map(|(_, file)| file.source);
    let converter = Converter::new(&sources, server.client.encoding, new);
    let all: Vec<Edit> = refactoring.all_edits().cloned().collect();
    let edits = converter.edits(&all, refactoring.breaks).ok_or(NOT_COMPILED)?;
    let changes = edits.edits.into_iter().filter_map(|(path, edits)| Some((uri(&path)?, edits))).collect();
    Ok((changes, refactoring.breaks))
}

const NOT_COMPILED: &str = "cannot rename while a file has errors";

/// Returns a refusal in words.
fn words(refusal: &protoward_refactor::Refusal, schema: &Schema) -> String {
    match refusal.help() {
        Some(help) => format!("{}; {help}", refusal.message(schema)),
        None => refusal.message(schema),
    }
}

/// Returns the edits of a member, whose references name it alone.
#[expect(clippy::mutable_key_type, reason = "the type of the protocol")]
fn of_names(server: &Server, project: &Project, target: Target, name: &str) -> Result<Changes, Refusal> {
    let analysis = &project.analysis;
    let file = analysis.file(target.file);
    let parent = analysis.declaration(target).parent;
    if let Some(other) = file.members(parent).find(|(id, _)| file.name_of(*id) == name) {
        return Err(format!("`{name}` is already the name of a {}", other.1.kind.word()));
    }
    let own = (target.file, analysis.declaration(target).name);
    let mut changes = Changes::new();
    for (file, span) in [own].into_iter().chain(analysis.references(target)) {
        let file = analysis.file(file);
        let Some(uri) = project.path(&file.name).and_then(|path| uri(&path)) else { continue };
        let range = Lines::of(file, server.client.encoding).span(span);
        changes.entry(uri).or_default().push(TextEdit::new(range, name.to_owned()));
    }
    Ok(changes)
}

/// Returns what stops working when a member gets another name.
const fn what_breaks(kind: DeclarationKind) -> Option<&'static str> {
    match kind {
        DeclarationKind::Field | DeclarationKind::EnumValue => Some("JSON, text format and generated code"),
        DeclarationKind::Method => Some("the path that clients call, and generated code"),
        DeclarationKind::Oneof => Some("generated code"),
        _ => None,
    }
}

fn is_identifier(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
}
