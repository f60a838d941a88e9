//! Visibility between files: a file sees itself, its imports, and the public imports of those.
//!
//! No table of file pairs is built, so that a chain of public imports takes only linear space.

use super::unit::CompilationUnit;
use protoward_schema::{File, FileId, IdSet};
use protoward_syntax::ast::ImportKind;

/// The imports of all files.
pub(super) struct Scopes {
    /// The imports of each file, sorted.
    imports: Vec<Box<[FileId]>>,
    /// The public imports of each file, sorted.
    public: Vec<Box<[FileId]>>,
    /// The `import option` files of each file, sorted. Their packages shadow others, although their types are not
    /// visible.
    for_options: Vec<Box<[FileId]>>,
}

impl Scopes {
    /// Returns `true` if types of `other` are visible in `file`.
    pub(super) fn sees(&self, file: FileId, other: FileId) -> bool {
        if file == other || self.imports[file.index()].binary_search(&other).is_ok() {
            return true;
        }
        // Imports have smaller ids than importers, so files before `other` cannot lead to it.
        let mut ahead = PublicImports::new(self, &self.imports[file.index()], other);
        ahead.any(|found| found == other)
    }

    /// Returns `true` if a declaration in `other` can be the first of several name components in `file`. An `import
    /// option` does not suffice, even in options.
    pub(super) fn sees_first_part(&self, file: FileId, other: FileId) -> bool {
        let for_options = &self.for_options[file.index()];
        if for_options.is_empty() || file == other {
            return self.sees(file, other);
        }
        let imports = self.imports[file.index()].iter().copied();
        let plain: Vec<FileId> = imports.filter(|import| for_options.binary_search(import).is_err()).collect();
        plain.binary_search(&other).is_ok() || PublicImports::new(self, &plain, other).any(|found| found == other)
    }

    /// Returns `true` if a file sees a package that the given sorted files declare.
    pub(super) fn sees_package(&self, file: FileId, others: &[FileId]) -> bool {
        let Some(&first) = others.first() else { return false };
        let is_among = |file: &FileId| others.binary_search(file).is_ok();
        let leads = |imports: &[FileId]| {
            imports.iter().any(is_among) || PublicImports::new(self, imports, first).any(|file| is_among(&file))
        };
        is_among(&file) || leads(&self.imports[file.index()]) || leads(&self.for_options[file.index()])
    }
}

/// An iterator over the files behind public imports with ids of at least `least`, without duplicates.
struct PublicImports<'s> {
    scopes: &'s Scopes,
    least: FileId,
    open: Vec<FileId>,
    seen: IdSet<File>,
}

impl<'s> PublicImports<'s> {
    fn new(scopes: &'s Scopes, imports: &[FileId], least: FileId) -> Self {
        let imports = imports.iter().copied();
        let open =
            imports.filter(|import| *import > least && !scopes.public[import.index()].is_empty()).collect::<Vec<_>>();
        Self { scopes, least, open, seen: IdSet::default() }
    }
}

impl Iterator for PublicImports<'_> {
    type Item = FileId;

    fn next(&mut self) -> Option<FileId> {
        let file = self.open.pop()?;
        for &public in self.scopes.public[file.index()].iter().filter(|&&public| public >= self.least) {
            if self.seen.insert(public) {
                self.open.push(public);
            }
        }
        Some(file)
    }
}

/// Returns the visibility for type names.
pub(super) fn scopes(units: &[CompilationUnit<'_>]) -> Scopes {
    visible(units, false)
}

/// Returns the visibility for option names, including `import option`.
pub(super) fn option_scopes(units: &[CompilationUnit<'_>]) -> Scopes {
    visible(units, true)
}

fn visible(units: &[CompilationUnit<'_>], for_options: bool) -> Scopes {
    let files = |unit: &CompilationUnit<'_>, counts: fn(ImportKind, bool) -> bool| {
        let mut files: Vec<FileId> = Vec::new();
        for (decl, file) in unit.import_decls() {
            files.extend(file.filter(|_| counts(decl.kind, for_options)));
        }
        files.sort();
        files.dedup();
        files.into_boxed_slice()
    };
    let all = |counts: fn(ImportKind, bool) -> bool| units.iter().map(|unit| files(unit, counts)).collect::<Vec<_>>();
    Scopes {
        imports: all(|kind, for_options| for_options || kind != ImportKind::Option),
        public: all(|kind, _| kind == ImportKind::Public),
        for_options: all(|kind, _| kind == ImportKind::Option),
    }
}
