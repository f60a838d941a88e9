//! Files that a command names.

use super::diagnostics;
use protoward_schema::{FileId, Schema};
use protoward_source::{Diagnostic, nearest};

/// Returns the file with an import path.
pub(super) fn file(schema: &Schema, path: &str) -> Result<FileId, Box<Diagnostic>> {
    schema.find_file(path).ok_or_else(|| {
        let own = schema.files.iter().filter(|(_, file)| !file.is_import);
        let paths: Vec<&str> = own.map(|(id, _)| schema.name(id.into())).collect();
        Box::new(diagnostics::file_not_found(path, &nearest(path, paths.iter().copied())))
    })
}
