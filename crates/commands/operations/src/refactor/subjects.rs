//! The files and declarations that a user names.

use crate::refactor::diagnostics;
use protoward_refactor::{Planner, Subject};
use protoward_schema::{Element, FileId, Schema};
use protoward_source::{Diagnostic, nearest};

/// Returns the declaration with a full name.
pub(crate) fn declaration(planner: &Planner<'_>, name: &str) -> Result<Element, Box<Diagnostic>> {
    match planner.subject(name) {
        Some(Subject::Element(element)) => Ok(element),
        Some(Subject::Package(_)) => Err(Box::new(diagnostics::only_declarations(name))),
        None => Err(Box::new(diagnostics::not_found(name, &planner.near(name)))),
    }
}

/// Returns the file with an import path, or a path from the working directory.
pub(crate) fn file(schema: &Schema, planner: &Planner<'_>, path: &str) -> Result<FileId, Box<Diagnostic>> {
    let path = planner.import_path(path);
    schema.find_file(path).ok_or_else(|| {
        let own = schema.files.iter().filter(|(_, file)| !file.is_import);
        let paths: Vec<&str> = own.map(|(id, _)| schema.name(id.into())).collect();
        Box::new(diagnostics::file_not_found(path, &nearest(path, paths.iter().copied())))
    })
}
