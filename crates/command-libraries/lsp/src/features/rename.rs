//! Names of declarations, packages and files: the whole workspace gets the new one.

use std::collections::{BTreeSet, HashMap};

use super::linked::{element, schema_of};
use super::rename_files;
use crate::asked::{AskedFile, Refusal};
use crate::finding::{Converter, Finding};
use crate::position::Lines;
use crate::project::Project;
use crate::server::Server;
use lsp_types::{
    DiagnosticSeverity, PrepareRenameResponse, RenameParams, TextDocumentPositionParams, TextEdit, Uri, WorkspaceEdit,
};
use protoward_ide_index::{DeclarationKind, FileId, Meaning, Target};
use protoward_refactor::{Planner, Refactoring, RenameOptions, Texts};
use protoward_schema::{Schema, default_json_name, value_name_in_code};
use protoward_source::Edit;
use protoward_source::paths::shown;
use protoward_syntax::ast::Span;

/// The declaration, package or file that gets a new name.
enum Subject {
    Declaration(Target),
    /// The package of the file.
    Package,
    /// A file that is imported.
    File(FileId),
}

pub(crate) fn prepare(
    server: &mut Server,
    params: TextDocumentPositionParams,
) -> Result<Option<PrepareRenameResponse>, Refusal> {
    let Some((asked, offset)) = server.asked_at(&params) else { return Ok(None) };
    let Some((subject, span)) = subject(server, &asked, offset)? else { return Ok(None) };
    let file = |id: FileId| asked.project.analysis.file(id);
    let placeholder = match subject {
        Subject::Declaration(target) => file(target.file).name_of(target.declaration),
        Subject::Package => &file(asked.id).package,
        Subject::File(id) => &file(id).name,
    };
    let range = asked.lines.span(span);
    let placeholder = placeholder.to_owned();
    Ok(Some(PrepareRenameResponse::RangeWithPlaceholder { range, placeholder }))
}

pub(crate) fn rename(server: &mut Server, params: RenameParams) -> Result<Option<WorkspaceEdit>, Refusal> {
    let Some((asked, offset)) = server.asked_at(&params.text_document_position) else { return Ok(None) };
    let Some((subject, _)) = subject(server, &asked, offset)? else { return Ok(None) };
    let project = asked.project;
    let name = params.new_name.trim();
    let placed = |refusal| if refusal == NOT_COMPILED { not_compiled(server, project) } else { refusal };
    let renamed = match subject {
        Subject::Declaration(target) => rename_declaration(server, project, target, name).map_err(placed)?,
        Subject::Package => rename_package(server, project, &asked.file().package, name).map_err(placed)?,
        Subject::File(file) if project.analysis.file(file).name == name => None,
        Subject::File(file) => return rename_files::renamed(server, project, file, name).map(Some),
    };
    let Some((changes, breaks)) = renamed else { return Ok(None) };
    if let Some(breaks) = breaks {
        server.show(&format!("the new name `{name}` changes {breaks}"));
    }
    Ok(Some(WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() }))
}

/// The edits of files, and what the new name breaks.
type Renamed = (Changes, Option<&'static str>);

type Changes = HashMap<Uri, Vec<TextEdit>>;

/// Returns the subject at an offset, and the part of the name there.
fn subject(server: &Server, asked: &AskedFile<'_>, offset: usize) -> Result<Option<(Subject, Span)>, Refusal> {
    let project = asked.project;
    let id = asked.id;
    let Some(meaning) = project.analysis.meaning_at(id, offset as u32) else { return Ok(None) };
    let (file, subject) = match meaning {
        Meaning::Declaration { target, span, .. } => (target.file, (Subject::Declaration(target), span)),
        Meaning::Package { span } => (id, (Subject::Package, span)),
        Meaning::File { file, span } if server.client.renames_files => {
            (file, (Subject::File(file), rename_files::path_inside(span)))
        }
        Meaning::File { .. } => return Ok(None),
    };
    // Dependencies keep their names.
    let name = &project.analysis.file(file).name;
    if project.is_target(name) { Ok(Some(subject)) } else { Err(format!("`{name}` is not a file of this project")) }
}

fn rename_declaration(
    server: &Server,
    project: &Project,
    target: Target,
    name: &str,
) -> Result<Option<Renamed>, Refusal> {
    if !is_identifier(name) {
        return Err(format!(
            "`{name}` is not an identifier: use letters, digits and `_`, and do not start with a digit"
        ));
    }
    if project.analysis.file(target.file).name_of(target.declaration) == name {
        return Ok(None);
    }
    let kind = project.analysis.declaration(target).kind;
    let renamed = planned(server, project, &[target.file], |planner, schema| {
        Some(planner.rename(element(schema, project, target)?, name, RenameOptions::default()))
    });
    match (renamed, kind) {
        (Ok(renamed), _) => Ok(Some(renamed)),
        (Err(refusal), DeclarationKind::Message | DeclarationKind::Enum | DeclarationKind::Service) => Err(refusal),
        (Err(refusal), DeclarationKind::Extension | DeclarationKind::Group) => Err(refusal),
        // The references to members name them alone, so that files with errors do not matter.
        (Err(refusal), _) if refusal != NOT_COMPILED => Err(refusal),
        (Err(_), _) => Ok(Some((of_names(server, project, target, name)?, what_breaks(kind)))),
    }
}

/// Renames a package in all files of the project.
fn rename_package(server: &Server, project: &Project, old: &str, name: &str) -> Result<Option<Renamed>, Refusal> {
    if old == name {
        return Ok(None);
    }
    let analysis = &project.analysis;
    let files: Vec<FileId> =
        analysis.files_of_package(old).filter(|&id| project.is_target(&analysis.file(id).name)).collect();
    let renamed = planned(server, project, &files, |planner, schema| {
        let files: Option<Vec<_>> = files.iter().map(|&id| schema.find_file(&analysis.file(id).name)).collect();
        Some(planner.repackage(&files?, name))
    });
    renamed.map(Some)
}

/// Returns the edits of a refactoring of files and of those that import them: references keep their meaning even if the new name
/// hides others. `None` of `plan` stands for something with errors.
#[expect(clippy::mutable_key_type, reason = "the type of the protocol")]
fn planned(
    server: &Server,
    project: &Project,
    files: &[FileId],
    plan: impl FnOnce(&Planner<'_>, &Schema) -> Option<Result<Refactoring, protoward_refactor::Refusal>>,
) -> Result<Renamed, Refusal> {
    let analysis = &project.analysis;
    let name = |id: &FileId| analysis.file(*id).name.clone();
    let dependents = files.iter().flat_map(|id| analysis.dependents(&analysis.file(*id).name));
    let names: BTreeSet<String> = files.iter().copied().chain(dependents).map(|id| name(&id)).collect();
    let names: Vec<String> = names.into_iter().collect();
    let Some((schema, sources)) = schema_of(project, &names) else { return Err(NOT_COMPILED.to_owned()) };
    if names.iter().any(|name| schema.find_file(name).is_none()) {
        return Err(NOT_COMPILED.to_owned());
    }
    let texts = Texts::new(&sources, schema.files.iter().map(|(_, file)| file.source));
    let planner = Planner::new(&schema, &texts, &sources);
    let refactoring = plan(&planner, &schema).ok_or(NOT_COMPILED)?.map_err(|refusal| words(&refusal, &schema))?;
    let new = schema.files.iter().map(|(_, file)| file.source);
    let converter = Converter::new(&sources, server.client.encoding, new);
    let all: Vec<Edit> = refactoring.all_edits().cloned().collect();
    let edits = converter.edits(&all, refactoring.breaks).ok_or(NOT_COMPILED)?;
    let changes = edits.edits.into_iter().filter_map(|(path, edits)| Some((server.uri(&path)?, edits))).collect();
    Ok((changes, refactoring.breaks))
}

const NOT_COMPILED: &str = "cannot rename while a file has errors";

/// Returns the refusal with the place of the first error.
fn not_compiled(server: &Server, project: &Project) -> Refusal {
    let is_error = |finding: &&Finding| finding.diagnostic.severity == Some(DiagnosticSeverity::ERROR);
    let mut files = server.findings.iter().filter(|(path, _)| project.has(path));
    match files.find_map(|(path, all)| Some((path, all.iter().find(is_error)?))) {
        Some((path, error)) => format!("{NOT_COMPILED}: {}:{}", shown(path), error.diagnostic.range.start.line + 1),
        None => NOT_COMPILED.to_owned(),
    }
}

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
    if let Some(other) = alike(project, target, name) {
        return Err(format!("`{name}` and `{other}` are one name in JSON or in generated code"));
    }
    let own = (target.file, analysis.declaration(target).name);
    let mut changes = Changes::new();
    for (file, span) in [own].into_iter().chain(analysis.references(target)) {
        let file = analysis.file(file);
        let Some(uri) = project.path(&file.name).and_then(|path| server.uri(&path)) else { continue };
        let range = Lines::of(file, server.client.encoding).span(span);
        changes.entry(uri).or_default().push(TextEdit::new(range, name.to_owned()));
    }
    Ok(changes)
}

/// Returns the field or value beside a member that has the same name as a new one in JSON or in generated code, as a refactoring
/// of files without errors finds it.
fn alike<'p>(project: &'p Project, target: Target, name: &str) -> Option<&'p str> {
    let analysis = &project.analysis;
    let file = analysis.file(target.file);
    let declaration = analysis.declaration(target);
    let holder = declaration.parent.map(|declaration| Target { declaration, ..target })?;
    match declaration.kind {
        DeclarationKind::Field => {
            let message = match file.get(holder.declaration) {
                oneof if oneof.kind == DeclarationKind::Oneof => Target { declaration: oneof.parent?, ..target },
                _ => holder,
            };
            let others = analysis.fields(message).filter(|(id, _)| *id != target.declaration);
            let json = default_json_name(name);
            others.map(|(id, _)| file.name_of(id)).find(|other| default_json_name(other) == json)
        }
        DeclarationKind::EnumValue => {
            let of = file.name_of(holder.declaration);
            let others = file.members(declaration.parent).filter(|(id, _)| *id != target.declaration);
            let is_alike = |other: &&str| value_name_in_code(other, of).eq(value_name_in_code(name, of));
            others.map(|(id, _)| file.name_of(id)).find(is_alike)
        }
        _ => None,
    }
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
