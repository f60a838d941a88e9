//! The files that code is generated from: those that an entry names, and their imports.

use std::collections::BTreeSet;

use super::diagnostics;
use protoward_schema::{FileId, Schema};
use protoward_source::{Diagnostic, Sources};

/// The selected files of a schema.
#[derive(Clone, Copy, Debug)]
pub(super) struct Selected<'a> {
    pub(super) schema: &'a Schema,
    /// The files that code is generated for.
    pub(super) files: &'a [FileId],
    /// The files of descriptor sets: also those whose code is left out.
    pub(super) described: &'a [FileId],
    /// The texts of the schema, if they are known.
    pub(super) sources: Option<&'a Sources>,
}

/// Returns the files that `paths` name, as files or folders, and their imports. The order is that of `protoc` with these
/// files as arguments: each file comes after its imports. Without paths, returns all files in the order of the schema.
pub(super) fn select(schema: &Schema, paths: &[String]) -> Result<Vec<FileId>, Box<Diagnostic>> {
    if paths.is_empty() {
        return Ok(schema.files.ids().collect());
    }
    let mut named = BTreeSet::new();
    for path in paths {
        let files = schema.files.ids().map(|id| (schema.text(schema[id].path), id));
        let mut matching = files.filter(|(file, _)| is_below(file, path)).peekable();
        if matching.peek().is_none() {
            return Err(diagnostics::no_such_files(path, schema));
        }
        named.extend(matching);
    }
    Ok(with_imports(schema, named.into_iter().map(|(_, id)| id)))
}

/// Returns `true` if `paths` name a file, as a file or by its folder. Without paths, all files are named that are not only imports.
pub(super) fn is_named(schema: &Schema, file: FileId, paths: &[String]) -> bool {
    let name = schema.text(schema[file].path);
    if paths.is_empty() { !schema[file].is_import } else { paths.iter().any(|path| is_below(name, path)) }
}

/// Returns files and their imports, each file after its imports. Uses no recursion, so a long chain of imports cannot
/// overflow the stack.
pub(super) fn with_imports(schema: &Schema, named: impl Iterator<Item = FileId>) -> Vec<FileId> {
    let mut seen = BTreeSet::new();
    let mut ordered = Vec::new();
    for file in named {
        let mut stack = Vec::new();
        if seen.insert(file) {
            stack.push((file, 0));
        }
        while let Some((file, next)) = stack.pop() {
            match schema[file].imports.get(next) {
                Some(import) => {
                    stack.push((file, next + 1));
                    stack.extend(import.file.filter(|&file| seen.insert(file)).map(|file| (file, 0)));
                }
                None => ordered.push(file),
            }
        }
    }
    ordered
}

/// Returns `true` if `file` is `path`, or is in the folder `path`.
fn is_below(file: &str, path: &str) -> bool {
    let path = path.trim_start_matches("./").trim_end_matches('/');
    match file.strip_prefix(path) {
        Some(rest) => path.is_empty() || rest.is_empty() || rest.starts_with('/'),
        None => path == ".",
    }
}
