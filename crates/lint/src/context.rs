//! The context of a check: the schema, the files of a module, and the options.

use super::options::Options;
use protoward_schema::{FileId, IdSet, Schema};
use protoward_source::Sources;

/// The module that is checked.
#[derive(Clone, Copy)]
pub(crate) struct LintContext<'a> {
    /// The linked schema, with imports.
    pub(crate) schema: &'a Schema,
    /// The texts of the files; a file of an image has none.
    pub(crate) sources: &'a Sources,
    /// The files to check, sorted by path.
    pub(crate) files: &'a [FileId],
    /// The same files.
    pub(crate) is_checked: &'a IdSet<protoward_schema::File>,
    /// The options of the module.
    pub(crate) options: &'a Options,
}

impl<'a> LintContext<'a> {
    /// Returns the import path of a file.
    pub(crate) fn path(&self, file: FileId) -> &'a str {
        self.schema.text(self.schema[file].path)
    }

    /// Returns `true` for a file of the module.
    pub(crate) fn has(&self, file: FileId) -> bool {
        self.is_checked.contains(file)
    }

    /// Returns the text of a file; `None` for an image.
    pub(crate) fn text(&self, file: FileId) -> Option<&'a str> {
        self.sources.get(self.schema[file].source).text.as_deref()
    }
}
