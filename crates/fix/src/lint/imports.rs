//! Removal of imports.

use super::LintPlanner;
use protoward_edit::Decl;
use protoward_schema::FileId;
use protoward_source::Edit;
use protoward_syntax::literal;

impl LintPlanner<'_> {
    /// Returns the edit that removes an import with its line.
    pub(super) fn without_import(&self, file: FileId, path: &str) -> Option<Vec<Edit>> {
        let source = self.schema[file].source;
        let document = self.texts.get(source)?;
        let root = document.root();
        let has_path = |decl: &Decl<'_>| match decl {
            Decl::Import(import) => literal::string_lossy(document.text, import.path) == path,
            _ => false,
        };
        let import = root.items().find(has_path)?;
        let removal = document.removal(import);
        Some(vec![self.edit(source, removal.range(), removal.text)])
    }
}
