//! `-I`, and the way from the files that were named to the names by which others import them.

use std::path::Path;
use std::sync::Arc;

use indexmap::IndexSet;

use super::errors::Failure;
use super::mapping::{Mapping, normalize};
use crate::compile::well_known;
use crate::source::Resolver;

/// What stands between two entries of one `-I`.
const SEPARATOR: char = if cfg!(windows) { ';' } else { ':' };

/// Where names are looked up, first to last.
#[derive(Debug)]
pub(super) struct SearchPath {
    mappings: Vec<Mapping>,
    missing: Vec<String>,
}

impl SearchPath {
    /// Reads the values of all `-I`; without any, the current folder.
    ///
    /// # Errors
    /// Where an entry maps a name to nothing.
    pub(super) fn new(values: &[String]) -> Result<Self, Failure> {
        let mut this = Self { mappings: Vec::new(), missing: Vec::new() };
        for entry in values.iter().flat_map(|value| value.split(SEPARATOR)).filter(|entry| !entry.is_empty()) {
            this.add(entry)?;
        }
        if this.mappings.is_empty() {
            this.add(".")?;
        }
        Ok(this)
    }

    fn add(&mut self, entry: &str) -> Result<(), Failure> {
        let (name, disk) = match entry.split_once('=') {
            // A folder may have `=` in its name.
            Some((_, disk)) if !exists(disk) && exists(entry) => ("", entry),
            Some((name, disk)) => (name, disk),
            None => ("", entry),
        };
        if disk.is_empty() {
            return Err(Failure::EmptyFolder(entry.to_owned()));
        }
        if !exists(disk) {
            self.missing.push(disk.to_owned());
        }
        self.mappings.push(Mapping { name: normalize(name), disk: normalize(disk) });
        Ok(())
    }

    /// Folders that are not there.
    pub(super) fn missing(&self) -> &[String] {
        &self.missing
    }

    pub(super) fn resolvers(&self) -> Vec<Arc<dyn Resolver>> {
        self.mappings.iter().map(|mapping| Arc::new(mapping.clone()) as Arc<dyn Resolver>).collect()
    }

    /// The names by which the given files are imported, each once.
    ///
    /// # Errors
    /// On the first file that has none.
    pub(super) fn names(&self, inputs: &[String]) -> Result<Vec<String>, Failure> {
        let names = inputs.iter().map(|input| self.name(input)).collect::<Result<IndexSet<_>, _>>()?;
        Ok(names.into_iter().collect())
    }

    fn name(&self, input: &str) -> Result<String, Failure> {
        // A name that others import by is taken as well, where it is no path of its own.
        if !exists(input) {
            return self.as_name(input).ok_or_else(|| Failure::NoSuchFile(input.to_owned()));
        }
        let disk = normalize(input);
        let found = self.mappings.iter().enumerate();
        let Some((index, name)) = found.filter_map(|(index, it)| it.name_of(&disk).map(|name| (index, name))).next()
        else {
            return self.as_name(input).ok_or_else(|| Failure::OutsidePath(input.to_owned()));
        };
        let earlier = self.mappings[..index].iter().filter_map(|it| it.disk_of(&name)).find(|disk| exists(disk));
        match earlier {
            Some(by) => Err(Failure::Shadowed { input: input.to_owned(), by }),
            None if Path::new(input).is_dir() => Err(Failure::Folder(input.to_owned())),
            None => Ok(name),
        }
    }

    fn as_name(&self, input: &str) -> Option<String> {
        let is_name = || self.mappings.iter().filter_map(|it| it.disk_of(input)).any(|disk| Path::new(&disk).is_file());
        (input == normalize(input) && (is_name() || well_known(input).is_some())).then(|| input.to_owned())
    }
}

fn exists(path: &str) -> bool {
    Path::new(if path.is_empty() { "." } else { path }).exists()
}
