use std::borrow::Cow;

use super::unit::CompilationUnit;
use protoward_source::SourceId;
use protoward_syntax::{ast, literal};

/// A file of [`Linked`](crate::Linked), for questions that need no schema.
#[derive(Clone, Copy)]
pub struct LinkedFile<'a> {
    pub(super) unit: &'a CompilationUnit<'a>,
}

impl<'a> LinkedFile<'a> {
    /// Returns the source of the file.
    pub fn source(self) -> SourceId {
        self.unit.source
    }

    /// Returns the import names of the direct imports, each with `true` for an `import option`.
    pub fn imports(self) -> impl Iterator<Item = (Cow<'a, str>, bool)> {
        let decls = self.unit.import_decls().map(|(decl, _)| decl);
        decls.map(|decl| (literal::string_lossy(self.unit.text, decl.path), decl.kind == ast::ImportKind::Option))
    }

    /// Returns `true` if the file has services.
    pub fn has_services(self) -> bool {
        self.unit.file.items.iter().any(|item| matches!(item, ast::FileItem::Service(_)))
    }
}

impl std::fmt::Debug for LinkedFile<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("LinkedFile").field(&self.unit.name).finish()
    }
}
