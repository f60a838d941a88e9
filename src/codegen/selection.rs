//! The files that code is generated from.

use std::collections::HashSet;

use super::diagnostics;
use crate::report::Diagnostic;
use crate::schema::{FileId, Schema};

/// The files that `paths` name, as files or folders, and all that they import, in the order of the schema; all files
/// where no path is given.
pub(super) fn select(schema: &Schema, paths: &[String]) -> Result<Vec<FileId>, Box<Diagnostic>> {
    if paths.is_empty() {
        return Ok(schema.files.ids().collect());
    }
    let mut open = Vec::new();
    for path in paths {
        let named: Vec<FileId> =
            schema.files.ids().filter(|&id| is_below(schema.text(schema[id].path), path)).collect();
        if named.is_empty() {
            return Err(diagnostics::no_such_files(path, schema));
        }
        open.extend(named);
    }
    let mut selected = HashSet::new();
    while let Some(file) = open.pop() {
        if selected.insert(file) {
            open.extend(schema[file].imports.iter().filter_map(|import| import.file));
        }
    }
    Ok(schema.files.ids().filter(|id| selected.contains(id)).collect())
}

/// Whether `file` is `path`, or lies in the folder `path`.
fn is_below(file: &str, path: &str) -> bool {
    let path = path.trim_start_matches("./").trim_end_matches('/');
    match file.strip_prefix(path) {
        Some(rest) => path.is_empty() || rest.is_empty() || rest.starts_with('/'),
        None => path == ".",
    }
}
