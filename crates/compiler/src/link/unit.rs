use super::collect::Outline;
use protoward_schema::{FileId, Syntax};
use protoward_source::SourceId;
use protoward_syntax::ast;

/// One parsed file, with its imports found.
pub(crate) struct Unit<'t> {
    /// The path by which it is imported.
    pub(crate) name: &'t str,
    /// Its text among the sources.
    pub(crate) source: SourceId,
    /// The text.
    pub(crate) text: &'t str,
    /// The tree.
    pub(crate) file: &'t ast::File,
    /// What it declares, in short.
    pub(crate) outline: &'t Outline,
    /// The language it says it is in.
    pub(crate) syntax: Syntax,
    /// Whether somebody asked for it; otherwise it is only imported.
    pub(crate) is_asked_for: bool,
    /// The file behind each `import`, in the order of the text; `None` where it could not be had.
    pub(crate) imports: Box<[Option<FileId>]>,
    /// Whether the tree is the whole file; else something is missing in it that could not be read.
    pub(crate) is_whole: bool,
}

impl<'t> Unit<'t> {
    /// The `import` statements, each with the file behind it.
    pub(crate) fn import_decls(&self) -> impl Iterator<Item = (&'t ast::ImportDecl, Option<FileId>)> + '_ {
        let decls = self.file.items.iter().filter_map(|item| match item {
            ast::Item::Import(import) => Some(import),
            _ => None,
        });
        decls.zip(self.imports.iter().copied().chain(std::iter::repeat(None)))
    }
}
