//! A file as linking sees it: the syntax tree, the outline and the resolved imports.

use std::sync::OnceLock;

use super::collect::Outline;
use protoward_schema::{FileId, Id, Syntax};
use protoward_source::{Edit, LineEnds, SourceId, Sources};
use protoward_syntax::ast::{self, Span};

/// A parsed file with its resolved imports.
pub(crate) struct CompilationUnit<'t> {
    /// The name by which other files import the file.
    pub(crate) name: &'t str,
    /// The source of the file.
    pub(crate) source: SourceId,
    pub(crate) text: &'t str,
    /// The bytes of the file. They differ from `text` only in comments that are not UTF-8.
    pub(crate) bytes: &'t [u8],
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
    /// The line ends of the text, found for the first fix: there may be one for every name in the file.
    pub(crate) line_ends: OnceLock<LineEnds>,
}

/// The unit of each source.
pub(crate) struct UnitsBySource {
    /// By the index of the source; `None` for sources that are no unit.
    units: Vec<Option<FileId>>,
}

impl UnitsBySource {
    pub(crate) fn new(units: &[CompilationUnit<'_>]) -> Self {
        let mut by_source = Vec::new();
        for (position, unit) in units.iter().enumerate() {
            let index = unit.source.index();
            by_source.resize(by_source.len().max(index + 1), None);
            by_source[index] = Some(Id::new(position));
        }
        Self { units: by_source }
    }

    /// Returns the position of the unit with a source.
    pub(crate) fn get(&self, source: SourceId) -> Option<usize> {
        self.units.get(source.index()).copied().flatten().map(Id::index)
    }
}

impl<'t> CompilationUnit<'t> {
    /// Returns the edit that imports a file.
    pub(crate) fn new_import(&self, sources: &Sources, path: &str) -> Edit {
        let at = self.file.import_end(self.text);
        let text = protoward_syntax::new_import(&self.text[..at as usize], path);
        let text = self.line_ends.get_or_init(|| LineEnds::of(self.text)).apply(&text).into_owned();
        Edit { place: sources.place(self.source, Span::new(at, at).range()), text }
    }

    /// Returns the `import` statements with their files.
    pub(crate) fn import_decls(&self) -> impl Iterator<Item = (&'t ast::ImportDecl, Option<FileId>)> + '_ {
        let decls = self.file.items.iter().filter_map(|item| match item {
            ast::FileItem::Import(import) => Some(import),
            _ => None,
        });
        decls.zip(self.imports.iter().copied().chain(std::iter::repeat(None)))
    }
}
