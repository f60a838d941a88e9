//! The files that importers of a file see.

use protoward_schema::{FileId, Schema};
use std::collections::HashSet;

/// Returns the files that a file imports publicly, also through others, in the order of protoc: last ones first.
pub(crate) fn publicly_imported(schema: &Schema, file: FileId) -> Vec<FileId> {
    let public =
        |file: FileId| schema[file].imports.iter().filter(|import| import.public).filter_map(|import| import.file);
    let mut rest: Vec<FileId> = public(file).collect();
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    while let Some(next) = rest.pop() {
        if seen.insert(next) {
            found.push(next);
            rest.extend(public(next));
        }
    }
    found
}
