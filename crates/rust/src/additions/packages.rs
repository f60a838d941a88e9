//! The generated packages: the file of each, and its contents.

use std::collections::{BTreeMap, BTreeSet};

use protoward_schema::{EnumId, FileId, IdMap, MessageId, Schema};

use super::Subject;
use crate::tree::{Files, file_of};
use crate::{EnumCode, MessageCode};

/// A generated package.
#[derive(Debug)]
pub struct Package {
    /// The name of the file with the code.
    pub file: String,
    /// The path of the Rust module, outermost module first.
    modules: Vec<String>,
    /// The names of package modules directly inside this one.
    below: BTreeSet<String>,
    /// The schema files, in declaration order.
    pub sources: Vec<FileId>,
}

/// All packages that code was generated for.
#[derive(Debug)]
pub struct Packages {
    all: BTreeMap<String, Package>,
    messages: IdMap<protoward_schema::Message, Option<MessageCode>>,
    enums: IdMap<protoward_schema::Enum, Option<EnumCode>>,
    prost: String,
}

impl Packages {
    /// Collects the packages that have a file among the generated files.
    pub fn of(subject: Subject<'_>, files: &Files) -> Self {
        let Subject { schema, files: of, generator, nameless } = subject;
        let mut sources: BTreeMap<&str, Vec<FileId>> = BTreeMap::new();
        for &id in of {
            sources.entry(schema.package(id)).or_default().push(id);
        }
        let paths: BTreeSet<Vec<String>> = sources.keys().map(|package| generator.package_path(package)).collect();
        let with_code = |path: &Vec<String>| files.contains_key(&file_of(path, nameless));
        let mut all = BTreeMap::new();
        for (name, sources) in sources {
            let modules = generator.package_path(name);
            if !with_code(&modules) {
                continue;
            }
            let inside = paths.iter().filter(|path| path.starts_with(&modules) && with_code(path));
            let below = inside.filter_map(|path| path.get(modules.len()).cloned()).collect();
            let file = file_of(&modules, nameless);
            all.insert(name.to_owned(), Package { file, modules, below, sources });
        }
        Self {
            all,
            messages: schema.messages.ids().map(|id| generator.message(id)).collect(),
            enums: schema.enums.ids().map(|id| generator.enumeration(id)).collect(),
            prost: generator.prost().to_owned(),
        }
    }

    /// Returns all packages, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = &Package> {
        self.all.values()
    }

    /// Returns the file of the package, if there is only one package.
    pub fn sole(&self) -> Option<&str> {
        match self.all.len() {
            1 => self.iter().next().map(|package| &*package.file),
            _ => None,
        }
    }

    /// Returns a generated message and its package.
    pub fn message(&self, schema: &Schema, id: MessageId) -> Option<(&Package, &MessageCode)> {
        let package = self.all.get(schema.package(schema[id].file))?;
        Some((package, self.messages[id].as_ref()?))
    }

    /// Returns a generated enum and its package.
    pub fn enumeration(&self, schema: &Schema, id: EnumId) -> Option<(&Package, &EnumCode)> {
        let package = self.all.get(schema.package(schema[id].file))?;
        Some((package, self.enums[id].as_ref()?))
    }

    /// Returns the path of the crate `prost`.
    pub fn prost(&self) -> &str {
        &self.prost
    }
}

impl Package {
    /// Returns the path prefix from the module of this package to that of another.
    pub fn way_to(&self, other: &Package) -> String {
        let common = self.modules.iter().zip(&other.modules).take_while(|(one, other)| one == other).count();
        let mut way = "super::".repeat(self.modules.len() - common);
        other.modules[common..].iter().for_each(|module| way.push_str(&format!("{module}::")));
        way
    }

    /// Returns the path prefix from the root of all modules.
    pub fn way_from_root(&self) -> String {
        self.modules.iter().map(|module| format!("{module}::")).collect()
    }

    /// Returns the names of package modules directly inside the module of this package.
    pub fn below(&self) -> impl Iterator<Item = String> {
        self.below.iter().cloned()
    }

    /// Returns the path prefix to the root of all modules.
    pub fn way_to_root(&self) -> String {
        "super::".repeat(self.modules.len())
    }
}
