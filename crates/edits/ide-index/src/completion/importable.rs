//! The files that a file can import: no cycle of imports, and no second declaration of a name.

use std::collections::{BTreeSet, HashMap};

use crate::workspace::{Analysis, FileId};

/// The files around a file that decide about its imports.
pub(super) struct Importable<'a> {
    analysis: &'a Analysis,
    /// The files that import this one, directly or through others.
    importers: BTreeSet<FileId>,
    /// The file, and the files that it imports directly or through others.
    reached: BTreeSet<FileId>,
    known: HashMap<FileId, bool>,
}

impl<'a> Importable<'a> {
    pub(super) fn new(analysis: &'a Analysis, file: FileId) -> Self {
        let mut reached = BTreeSet::new();
        let mut open = vec![file];
        while let Some(file) = open.pop() {
            if reached.insert(file) {
                let imports = analysis.file(file).imports.iter();
                open.extend(imports.filter_map(|import| analysis.find_file(&import.name)));
            }
        }
        let importers = analysis.dependents(&analysis.file(file).name);
        Self { analysis, importers, reached, known: HashMap::new() }
    }

    /// Returns `true` if the file may import another one, or does.
    pub(super) fn allows(&mut self, other: FileId) -> bool {
        if self.reached.contains(&other) {
            return true;
        }
        if self.importers.contains(&other) {
            return false;
        }
        let Self { analysis, reached, .. } = self;
        *self.known.entry(other).or_insert_with(|| {
            let is_reached = |name: &str| analysis.named(name).iter().any(|it| reached.contains(&it.file));
            let file = analysis.file(other);
            !file.members(None).any(|(id, _)| is_reached(&file.full_name(id)))
        })
    }
}
