//! The search path of `-I`, and the mapping from input files to import paths.

use std::sync::Arc;

use crate::errors::{ArgumentNotes, Failure};
use crate::mapped_files::MappedFiles;
use crate::mapping::{Mapping, is_name, normalize};
use crate::surroundings::Surroundings;
use protoward_compiler::well_known;
use protoward_proto_text::DescriptorSource;
use protoward_source::paths::System;
use protoward_source::{ReadError, Resolver};

/// Returns the separator of entries in `-I` and other path lists.
pub(crate) fn list_separator(system: System) -> char {
    match system {
        System::Unix => ':',
        System::Windows => ';',
    }
}

/// The search path, in order of precedence.
#[derive(Debug, Default)]
pub(crate) struct SearchPath {
    surroundings: Arc<Surroundings>,
    mappings: Vec<Mapping>,
    descriptor_source: Arc<DescriptorSource>,
}

/// The built-in files, after all folders and before descriptor sets.
struct WellKnown;

impl Resolver for WellKnown {
    fn resolve(&self, name: &str) -> Result<Option<Vec<u8>>, ReadError> {
        Ok(well_known(name).map(|text| text.as_bytes().to_vec()))
    }
}

/// The end of a search path without folders: what no descriptor set has is nowhere.
struct OnlySets;

impl Resolver for OnlySets {
    fn resolve(&self, _name: &str) -> Result<Option<Vec<u8>>, ReadError> {
        Ok(None)
    }

    fn help(&self, _name: &str) -> Option<String> {
        Some(
            "no descriptor set has it; `--include_imports` writes imports into a set, and `-I` names a folder of files"
                .into(),
        )
    }
}

impl SearchPath {
    /// Creates a search path without entries.
    pub(crate) fn new(surroundings: Arc<Surroundings>) -> Self {
        Self { surroundings, ..Self::default() }
    }

    /// Adds the entries of one `-I`.
    ///
    /// # Errors
    /// Fails if an entry maps a name to nothing.
    pub(crate) fn add(&mut self, value: &str, notes: &mut ArgumentNotes) -> Result<(), Failure> {
        let mut entries = value.split(list_separator(self.surroundings.system)).filter(|entry| !entry.is_empty());
        entries.try_for_each(|entry| self.add_entry(entry, notes))
    }

    fn add_entry(&mut self, entry: &str, notes: &mut ArgumentNotes) -> Result<(), Failure> {
        let (name, disk) = match entry.split_once('=') {
            // A folder may have `=` in its name.
            Some((_, disk)) if !self.exists(disk) && self.exists(entry) => ("", entry),
            Some((name, disk)) => (name, disk),
            None => ("", entry),
        };
        if disk.is_empty() {
            return Err(Failure::EmptyFolder(entry.to_owned()));
        }
        if !self.exists(disk) {
            notes.warn(disk, "there is no such folder");
        }
        self.map(name, self.normalize(disk));
        Ok(())
    }

    /// Adds the working directory, which is the default.
    pub(crate) fn add_current_folder(&mut self) {
        self.map("", String::new());
    }

    fn map(&mut self, name: &str, disk: String) {
        self.mappings.push(Mapping { system: self.surroundings.system, name: name.to_owned(), disk });
    }

    /// Returns `true` without entries, so that only descriptor sets have files.
    pub(crate) fn is_empty(&self) -> bool {
        self.mappings.is_empty()
    }

    /// Returns the resolvers of imports: the search path, well-known files unless that is empty, and descriptor sets.
    pub(crate) fn resolvers(&self) -> Vec<Arc<dyn Resolver>> {
        let mut all: Vec<Arc<dyn Resolver>> = Vec::new();
        if !self.is_empty() {
            let surroundings = Arc::clone(&self.surroundings);
            all.push(Arc::new(MappedFiles::new(self.mappings.clone(), surroundings)));
            all.push(Arc::new(WellKnown));
        }
        all.push(Arc::clone(&self.descriptor_source) as Arc<dyn Resolver>);
        if self.is_empty() {
            all.push(Arc::new(OnlySets));
        }
        all
    }

    /// Reads the files of `--descriptor_set_in`.
    ///
    /// # Errors
    /// Fails at the first file that is unreadable or no descriptor set.
    pub(crate) fn read_sets(&mut self, paths: &[String]) -> Result<(), Failure> {
        let mut descriptor_source = DescriptorSource::default();
        for path in paths {
            let bytes =
                self.surroundings.read(path).map_err(|error| Failure::DescriptorSet { path: path.clone(), error })?;
            descriptor_source.add(&bytes).ok_or_else(|| Failure::NoDescriptorSet(path.clone()))?;
        }
        self.descriptor_source = Arc::new(descriptor_source);
        Ok(())
    }

    /// Returns the files of descriptor sets.
    pub(crate) fn descriptor_source(&self) -> &DescriptorSource {
        &self.descriptor_source
    }

    /// Returns `true` if only a descriptor set contains the file.
    pub(crate) fn is_described(&self, name: &str) -> bool {
        let is_built_in = || !self.is_empty() && well_known(name).is_some();
        self.descriptor_source.has(name) && !self.has(name) && !is_built_in()
    }

    /// Returns the import paths of the input files, including repetitions.
    ///
    /// # Errors
    /// Fails at the first file without an import path.
    pub(crate) fn names(&self, inputs: &[String]) -> Result<Vec<String>, Failure> {
        inputs.iter().map(|input| self.name(input)).collect()
    }

    /// Returns `true` if an import path exists on disk.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.mappings.iter().filter_map(|it| it.disk_of(name)).any(|disk| self.is_file(&disk))
    }

    fn name(&self, input: &str) -> Result<String, Failure> {
        if self.is_empty() {
            let failure = || Failure::NotDescribed(input.to_owned());
            return self.descriptor_source.has(input).then(|| input.to_owned()).ok_or_else(failure);
        }
        // An import path is accepted too, unless it exists as a path of its own.
        if !self.exists(input) {
            return self.as_name(input).ok_or_else(|| Failure::NoSuchFile(input.to_owned()));
        }
        let disk = self.normalize(input);
        let found = self.mappings.iter().enumerate();
        let Some((index, name)) = found.filter_map(|(index, it)| it.name_of(&disk).map(|name| (index, name))).next()
        else {
            return self.as_name(input).ok_or_else(|| Failure::OutsidePath(input.to_owned()));
        };
        let earlier = self.mappings[..index].iter().filter_map(|it| it.disk_of(&name)).find(|disk| self.exists(disk));
        match earlier {
            Some(by) => Err(Failure::Shadowed { input: input.to_owned(), by }),
            None if !is_name(self.surroundings.system, &name) => Err(Failure::NoName { input: input.to_owned(), name }),
            None if self.surroundings.at(&disk).is_dir() => Err(Failure::Folder(input.to_owned())),
            None => Ok(name),
        }
    }

    fn as_name(&self, input: &str) -> Option<String> {
        let is_name = input == self.normalize(input) && (self.has(input) || well_known(input).is_some());
        (is_name || self.descriptor_source.has(input)).then(|| input.to_owned())
    }

    fn exists(&self, path: &str) -> bool {
        self.surroundings.exists(&self.normalize(path))
    }

    /// Returns `true` if there is a file with a normalized path.
    fn is_file(&self, disk: &str) -> bool {
        self.surroundings.can_exist(disk) && self.surroundings.at(disk).is_file()
    }

    fn normalize(&self, path: &str) -> String {
        normalize(self.surroundings.system, path)
    }
}
