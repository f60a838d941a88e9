//! Removal of imports.

use super::LintPlanner;
use protoward_edit::Decl;
use protoward_schema::FileId;
use protoward_source::Edit;

impl LintPlanner<'_> {
    /// Returns the edit that removes an import with its line.
    pub(super) fn without_import(&self, file: FileId, position: usize) -> Option<Vec<Edit>> {
        let source = self.schema[file].source;
        let document = self.texts.get(source)?;
        let root = document.root();
        let import = root.items().filter(|decl| matches!(decl, Decl::Import(_))).nth(position)?;
        let removal = document.removal(import);
        Some(vec![self.edit(source, removal.range(), removal.text)])
    }
}
