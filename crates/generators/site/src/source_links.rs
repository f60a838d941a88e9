//! Links from declarations to their lines in the files of the schema, on the web.

use std::collections::BTreeMap;

use protoward_schema::{Element, FileId, Schema};
use protoward_source::Sources;

/// The addresses of the files of a schema on the web.
#[derive(Clone, Copy, Debug)]
pub struct SourceLinks<'a> {
    /// The address of each file, with `{line}` where the line is.
    pub files: &'a BTreeMap<FileId, String>,
    /// The texts of the schema.
    pub sources: &'a Sources,
}

impl SourceLinks<'_> {
    /// Returns the address of the line of a declaration.
    pub(crate) fn url(&self, schema: &Schema, element: Element) -> Option<String> {
        let file = self.files.get(&schema.file_of(element))?;
        let line = self.sources.start(schema.place(element)).map_or(1, |start| start.line + 1);
        Some(file.replace("{line}", &line.to_string()))
    }
}
