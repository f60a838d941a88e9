//! New names of files: the imports in other files get them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::str::FromStr as _;

use crate::asked::Refusal;
use crate::position::Lines;
use crate::project::{Project, import_root};
use crate::server::Server;
use lsp_types::{
    DocumentChangeOperation, DocumentChanges, OneOf, OptionalVersionedTextDocumentIdentifier, RenameFile,
    RenameFilesParams, ResourceOp, TextDocumentEdit, TextEdit, Uri, WorkspaceEdit,
};
use protoward_ide_index::FileId;
use protoward_syntax::ast::Span;

/// The edits of files, by path.
type FileEdits = BTreeMap<PathBuf, Vec<TextEdit>>;

/// Returns the edits of imports for files and folders that the editor is about to rename.
pub(crate) fn will_rename(server: &mut Server, params: RenameFilesParams) -> Result<Option<WorkspaceEdit>, Refusal> {
    let path = |text: &str| server.path(&Uri::from_str(text).ok()?);
    let renamed = params.files.iter().filter_map(|file| Some((path(&file.old_uri)?, path(&file.new_uri)?)));
    let renamed: Vec<(PathBuf, PathBuf)> = renamed.collect();
    let edits = |project: &Project| import_edits(server, project, &new_names(project, &renamed));
    let edits: FileEdits = server.projects().flat_map(edits).collect();
    #[expect(clippy::mutable_key_type, reason = "the type of the protocol")]
    let changes = edits.into_iter().filter_map(|(path, edits)| Some((server.uri(&path)?, edits))).collect();
    Ok(Some(WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() }))
}

/// Returns the new import names of files by their old ones. A file that leaves the folder where import names start has none.
fn new_names(project: &Project, renamed: &[(PathBuf, PathBuf)]) -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    for (path, name) in project.files() {
        let moved = renamed.iter().find_map(|(old, new)| {
            let rest = path.strip_prefix(old).ok()?;
            Some(if rest.as_os_str().is_empty() { new.clone() } else { new.join(rest) })
        });
        let new = moved.and_then(|moved| import_name(import_root(path, name)?, &moved));
        names.extend(new.map(|new| (name.to_owned(), new)));
    }
    names
}

fn import_name(root: &Path, path: &Path) -> Option<String> {
    let parts = path.strip_prefix(root).ok()?.components();
    let parts: Option<Vec<&str>> = parts.map(|part| part.as_os_str().to_str()).collect();
    parts.map(|parts| parts.join("/"))
}

/// Returns the edits of imports of files with new names, in the files of a project.
fn import_edits(server: &Server, project: &Project, new_names: &BTreeMap<String, String>) -> FileEdits {
    let mut edits = FileEdits::new();
    for (old, new) in new_names {
        for importer in project.analysis.importers(old) {
            let file = project.analysis.file(importer);
            let Some(path) = project.path(&file.name).filter(|_| project.is_target(&file.name)) else { continue };
            let lines = Lines::of(file, server.client.encoding);
            let imports = file.imports.iter().filter(|import| import.name == *old);
            edits.entry(path).or_default().extend(imports.map(|import| {
                let quote = &file.text[import.path.range()][..1];
                TextEdit::new(lines.span(import.path), format!("{quote}{new}{quote}"))
            }));
        }
    }
    edits
}

/// Returns the path of an import without its quotes.
pub(super) fn path_inside(path: Span) -> Span {
    Span::new(path.start + 1, path.end - 1)
}

/// Returns the edits that give a file another import name, and the operation that renames it.
pub(super) fn renamed(server: &Server, project: &Project, file: FileId, name: &str) -> Result<WorkspaceEdit, Refusal> {
    let old = &project.analysis.file(file).name;
    let is_path = name.ends_with(".proto") && !name.contains('\\');
    if !is_path || name.split('/').any(|part| matches!(part, "" | "." | ".." | ".proto")) {
        return Err(format!("`{name}` is not the path of an import, as `shop/v1/order.proto` is"));
    }
    let path = project.path(old).ok_or_else(|| format!("`{old}` is not a file on disk"))?;
    let new =
        import_root(&path, old).map(|root| root.join(name)).ok_or_else(|| format!("`{old}` cannot be renamed"))?;
    if project.analysis.find_file(name).is_some() || new.exists() {
        return Err(format!("`{name}` exists"));
    }
    let [Some(old_uri), Some(new_uri)] = [server.uri(&path), server.uri(&new)] else {
        return Err(format!("`{name}` cannot be written as a URI"));
    };
    let edits = import_edits(server, project, &BTreeMap::from([(old.clone(), name.to_owned())]));
    let edits = edits.into_iter().filter_map(|(path, edits)| {
        let text_document = OptionalVersionedTextDocumentIdentifier { uri: server.uri(&path)?, version: None };
        let edits = edits.into_iter().map(OneOf::Left).collect();
        Some(DocumentChangeOperation::Edit(TextDocumentEdit { text_document, edits }))
    });
    // The edits name the file by its old name.
    let rename = RenameFile { old_uri, new_uri, options: None, annotation_id: None };
    let operations = edits.chain([DocumentChangeOperation::Op(ResourceOp::Rename(rename))]).collect();
    Ok(WorkspaceEdit { document_changes: Some(DocumentChanges::Operations(operations)), ..WorkspaceEdit::default() })
}
