//! The schemas that checks leave behind, so that requests need not compile.

use std::sync::Arc;

use protoward_ide_index::Revision;
use protoward_schema::Schema;

/// A linked schema, of the texts at a revision or later ones.
#[derive(Clone, Debug)]
pub(crate) struct LinkedSchema {
    pub(crate) schema: Arc<Schema>,
    pub(crate) revision: Revision,
}

/// The newest schemas of a project: of all files, and of those that were edited last.
#[derive(Debug, Default)]
pub(crate) struct LinkedSchemas {
    pub(crate) of_all: Option<LinkedSchema>,
    pub(crate) of_edited: Option<LinkedSchema>,
}

impl LinkedSchemas {
    pub(crate) fn iter(&self) -> impl Iterator<Item = &LinkedSchema> {
        self.of_edited.iter().chain(&self.of_all)
    }
}
