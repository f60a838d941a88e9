//! The imports between packages, which are those of their files.

use std::collections::{BTreeMap, BTreeSet};

use super::outline::Package;
use protoward_schema::Schema;

/// The imports of the documented packages. A package does not import itself.
#[derive(Debug, Default)]
pub(crate) struct Imports<'a> {
    imports: BTreeMap<&'a str, BTreeSet<&'a str>>,
    importers: BTreeMap<&'a str, BTreeSet<&'a str>>,
}

impl<'a> Imports<'a> {
    /// Finds the imports of all files of the packages.
    pub(crate) fn find(schema: &'a Schema, packages: &[Package<'a>]) -> Self {
        let mut this = Self::default();
        for package in packages {
            let files = package.files.iter().map(|&file| &schema[file]);
            let imports = files.flat_map(|file| file.imports.iter().chain(&file.option_imports));
            let of_others =
                imports.filter_map(|import| Some(schema.package(import.file?))).filter(|&it| it != package.name);
            for imported in of_others {
                this.imports.entry(package.name).or_default().insert(imported);
                this.importers.entry(imported).or_default().insert(package.name);
            }
        }
        this
    }

    /// Returns the packages that a package imports, sorted by name.
    pub(crate) fn of(&self, package: &str) -> Vec<&'a str> {
        self.imports.get(package).into_iter().flatten().copied().collect()
    }

    /// Returns the documented packages that import a package, sorted by name.
    pub(crate) fn importers(&self, package: &str) -> Vec<&'a str> {
        self.importers.get(package).into_iter().flatten().copied().collect()
    }
}
