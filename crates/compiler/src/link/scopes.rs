//! Who sees whom: a file sees itself, what it imports, and what those import publicly.
//!
//! Nothing is written down for pairs of files: a chain of public imports, each of which sees all in front of it, costs no
//! more than its length.

use std::collections::BTreeSet;

use super::unit::Unit;
use protoward_schema::FileId;
use protoward_syntax::ast::ImportKind;

/// Imports, as names see them.
pub(super) struct Scopes {
    /// What each file imports, sorted.
    imports: Vec<Box<[FileId]>>,
    /// What each file hands on to those that import it, sorted.
    public: Vec<Box<[FileId]>>,
    /// What each file imports for its options alone, sorted: its packages hide others, though its types are not seen.
    for_options: Vec<Box<[FileId]>>,
}

impl Scopes {
    /// Whether types of `other` can be used in `file`.
    pub(super) fn sees(&self, file: FileId, other: FileId) -> bool {
        if file == other || self.imports[file.index()].binary_search(&other).is_ok() {
            return true;
        }
        // What is imported stands in front: files in front of `other` do not lead to it.
        let mut ahead = Ahead::new(self, &self.imports[file.index()], other);
        ahead.any(|found| found == other)
    }

    /// Whether what is declared in `other` can be the first of several parts of a name in `file`: `import option` is not
    /// enough for that, not even in options.
    pub(super) fn sees_first_part(&self, file: FileId, other: FileId) -> bool {
        let for_options = &self.for_options[file.index()];
        if for_options.is_empty() || file == other {
            return self.sees(file, other);
        }
        let imports = self.imports[file.index()].iter().copied();
        let plain: Vec<FileId> = imports.filter(|import| for_options.binary_search(import).is_err()).collect();
        plain.binary_search(&other).is_ok() || Ahead::new(self, &plain, other).any(|found| found == other)
    }

    /// Whether a file sees a package that these files, which are sorted, declare.
    pub(super) fn sees_package(&self, file: FileId, others: &[FileId]) -> bool {
        let Some(&first) = others.first() else { return false };
        let is_among = |file: &FileId| others.binary_search(file).is_ok();
        let leads = |imports: &[FileId]| {
            imports.iter().any(is_among) || Ahead::new(self, imports, first).any(|file| is_among(&file))
        };
        is_among(&file) || leads(&self.imports[file.index()]) || leads(&self.for_options[file.index()])
    }
}

/// The files behind public imports that stand at `least` or behind it, each once.
struct Ahead<'s> {
    scopes: &'s Scopes,
    least: FileId,
    open: Vec<FileId>,
    seen: BTreeSet<FileId>,
}

impl<'s> Ahead<'s> {
    fn new(scopes: &'s Scopes, imports: &[FileId], least: FileId) -> Self {
        let imports = imports.iter().copied();
        let open =
            imports.filter(|import| *import > least && !scopes.public[import.index()].is_empty()).collect::<Vec<_>>();
        Self { scopes, least, open, seen: BTreeSet::new() }
    }
}

impl Iterator for Ahead<'_> {
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

/// What types are looked up in.
pub(super) fn scopes(units: &[Unit<'_>]) -> Scopes {
    visible(units, false)
}

/// What options are looked up in: `import option` counts.
pub(super) fn option_scopes(units: &[Unit<'_>]) -> Scopes {
    visible(units, true)
}

fn visible(units: &[Unit<'_>], for_options: bool) -> Scopes {
    let files = |unit: &Unit<'_>, counts: fn(ImportKind, bool) -> bool| {
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
