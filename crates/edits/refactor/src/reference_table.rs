//! The references of all files, by what they name and by file.

use std::collections::{BTreeSet, HashMap};

use crate::references::{PlacedReference, Reference, references};
use crate::texts::Texts;
use protoward_schema::{FileId, Schema, qualified};

/// The references in the declarations of all files that have a text.
///
/// Files that the program brings along count too: what they refer to cannot get another name.
#[derive(Debug)]
pub(crate) struct ReferenceTable {
    all: Vec<PlacedReference>,
    /// The references with a component, by position.
    by_component: HashMap<String, Vec<usize>>,
    /// The references of a file, by position.
    by_file: HashMap<FileId, Vec<usize>>,
}

impl ReferenceTable {
    pub(crate) fn new(schema: &Schema, texts: &Texts<'_>) -> Self {
        let mut table = Self { all: Vec::new(), by_component: HashMap::new(), by_file: HashMap::new() };
        for (file, declared) in schema.files.iter() {
            let source = declared.source;
            let Some(document) = texts.get(source) else { continue };
            let package = schema.package(file);
            for it in references(&document.root()) {
                let reference = Reference { inside: qualified_scope(package, &it.inside), ..it };
                table.add(PlacedReference { file, source, reference, string: None });
            }
        }
        table
    }

    fn add(&mut self, placed: PlacedReference) {
        let index = self.all.len();
        self.by_file.entry(placed.file).or_default().push(index);
        for part in placed.reference.name.split('.').filter(|part| !part.is_empty()) {
            self.by_component.entry(part.to_owned()).or_default().push(index);
        }
        self.all.push(placed);
    }

    /// Returns the references with one of these components, and those in some files.
    pub(crate) fn find(&self, names: &BTreeSet<&str>, files: &[FileId]) -> Vec<&PlacedReference> {
        let with_name = names.iter().filter_map(|name| self.by_component.get(*name)).flatten();
        let in_files = files.iter().filter_map(|file| self.by_file.get(file)).flatten();
        let all: BTreeSet<usize> = with_name.chain(in_files).copied().collect();
        all.into_iter().map(|index| &self.all[index]).collect()
    }

    /// Returns the references in a file.
    pub(crate) fn in_file(&self, file: FileId) -> impl Iterator<Item = &PlacedReference> {
        self.by_file.get(&file).into_iter().flatten().map(|&index| &self.all[index])
    }
}

/// Returns a scope in a package; the package itself for its files.
pub(crate) fn qualified_scope(package: &str, inside: &str) -> String {
    if inside.is_empty() { package.to_owned() } else { qualified(package, inside) }
}
