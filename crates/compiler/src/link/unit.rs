use super::collect::Outline;
use protoward_schema::{FileId, Syntax};
use protoward_source::SourceId;
use protoward_syntax::ast;

/// A parsed file with its resolved imports.
pub(crate) struct Unit<'t> {
    /// The import name.
    pub(crate) name: &'t str,
    /// The source of the file.
    pub(crate) source: SourceId,
    pub(crate) text: &'t str,
    /// The syntax tree.
    pub(crate) file: &'t ast::File,
    /// The outline of the declarations.
    pub(crate) outline: &'t Outline,
    /// The syntax or edition of the file.
    pub(crate) syntax: Syntax,
    /// `true` if the file was requested; `false` if it is only imported.
    pub(crate) is_requested: bool,
    /// The file of each `import` in source order; `None` if it cannot be used.
    pub(crate) imports: Box<[Option<FileId>]>,
    /// `false` if the tree is incomplete because of syntax errors.
    pub(crate) is_complete: bool,
}

impl<'t> Unit<'t> {
    /// Returns the `import` statements with their files.
    pub(crate) fn import_decls(&self) -> impl Iterator<Item = (&'t ast::ImportDecl, Option<FileId>)> + '_ {
        let decls = self.file.items.iter().filter_map(|item| match item {
            ast::FileItem::Import(import) => Some(import),
            _ => None,
        });
        decls.zip(self.imports.iter().copied().chain(std::iter::repeat(None)))
    }
}
