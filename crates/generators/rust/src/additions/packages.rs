//! The packages whose code additions are appended to: the file of each, and the Rust names of its messages and enums.

use std::collections::BTreeSet;

use protoward_schema::{EnumId, File, FileId, IdMap, MessageId, Schema};

use crate::tree::Files;
use crate::{EnumCode, Generator, MessageCode};

/// A package with a generated file.
#[derive(Debug)]
pub struct Package {
    /// The package of the schema, such as `shop.v1`; empty for files without one.
    name: String,
    /// The name of the file with the code.
    pub file: String,
    /// The path of the Rust module, outermost module first.
    modules: Vec<String>,
    /// The names of package modules directly inside this one.
    child_modules: BTreeSet<String>,
    /// The schema files, in declaration order.
    pub sources: Vec<FileId>,
}

/// All packages that code was generated for.
#[derive(Debug, Default)]
pub struct Packages {
    /// Sorted by name.
    all: Vec<Package>,
    messages: IdMap<protoward_schema::Message, Option<MessageCode>>,
    enums: IdMap<protoward_schema::Enum, Option<EnumCode>>,
    /// The messages of each file, without map entries.
    messages_of_files: IdMap<File, Vec<MessageId>>,
    enums_of_files: IdMap<File, Vec<EnumId>>,
    prost: String,
}

impl Packages {
    /// Collects the packages that have a file among the generated files.
    pub fn of(generator: &Generator<'_>, files: &Files) -> Self {
        let schema = generator.schema();
        let mut by_package = generator.files().to_vec();
        by_package.sort_by_key(|&file| schema.package(file));
        let mut all = Vec::new();
        for sources in by_package.chunk_by(|&one, &other| schema.package(one) == schema.package(other)) {
            let name = schema.package(sources[0]);
            let modules = generator.package_path(name);
            let file = generator.file_name(&modules);
            if files.contains_key(&file) {
                let name = name.to_owned();
                let sources = sources.to_vec();
                all.push(Package { name, file, modules, child_modules: BTreeSet::new(), sources });
            }
        }
        let paths: Vec<Vec<String>> = all.iter().map(|package| package.modules.clone()).collect();
        for package in &mut all {
            let inside = paths.iter().filter(|path| path.starts_with(&package.modules));
            package.child_modules = inside.filter_map(|path| path.get(package.modules.len()).cloned()).collect();
        }
        let mut messages_of_files: IdMap<File, Vec<MessageId>> = schema.files.ids().map(|_| Vec::new()).collect();
        let messages = schema.messages.iter().filter(|(id, _)| !schema.is_map_entry(*id));
        messages.for_each(|(id, message)| messages_of_files[message.file].push(id));
        let mut enums_of_files: IdMap<File, Vec<EnumId>> = schema.files.ids().map(|_| Vec::new()).collect();
        schema.enums.iter().for_each(|(id, it)| enums_of_files[it.file].push(id));
        Self {
            all,
            messages_of_files,
            enums_of_files,
            messages: schema.messages.ids().map(|id| generator.message(id)).collect(),
            enums: schema.enums.ids().map(|id| generator.enumeration(id)).collect(),
            prost: generator.prost().to_owned(),
        }
    }

    /// Returns all packages, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = &Package> {
        self.all.iter()
    }

    /// Returns the messages of a file, without map entries.
    pub fn messages_of(&self, file: FileId) -> &[MessageId] {
        &self.messages_of_files[file]
    }

    /// Returns the enums of a file.
    pub fn enums_of(&self, file: FileId) -> &[EnumId] {
        &self.enums_of_files[file]
    }

    /// Returns a generated message and its package.
    pub fn message(&self, schema: &Schema, id: MessageId) -> Option<(&Package, &MessageCode)> {
        let package = self.of_file(schema, schema[id].file)?;
        Some((package, self.messages[id].as_ref()?))
    }

    /// Returns a generated enum and its package.
    pub fn enumeration(&self, schema: &Schema, id: EnumId) -> Option<(&Package, &EnumCode)> {
        let package = self.of_file(schema, schema[id].file)?;
        Some((package, self.enums[id].as_ref()?))
    }

    /// Returns the package of a file, if it has generated code.
    pub fn of_file(&self, schema: &Schema, file: FileId) -> Option<&Package> {
        let name = schema.package(file);
        let at = self.all.binary_search_by(|package| package.name.as_str().cmp(name)).ok()?;
        Some(&self.all[at])
    }

    /// Returns the path of the crate `prost`.
    pub fn prost(&self) -> &str {
        &self.prost
    }
}

impl Package {
    /// Returns the path prefix from the module of this package to that of another.
    pub fn relative_path(&self, other: &Package) -> String {
        let common = self.modules.iter().zip(&other.modules).take_while(|(one, other)| one == other).count();
        let mut way = "super::".repeat(self.modules.len() - common);
        other.modules[common..].iter().for_each(|module| way.push_str(&format!("{module}::")));
        way
    }

    /// Returns the names of package modules directly inside the module of this package.
    pub fn child_modules(&self) -> impl Iterator<Item = String> {
        self.child_modules.iter().cloned()
    }
}
