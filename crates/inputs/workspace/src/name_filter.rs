//! A filter by import path: the files that one side of a comparison selected, for the other side, where they may be elsewhere.

use std::collections::BTreeSet;

use super::files::Filter;
use super::found::{ConfiguredInput, TargetFile};
use protoward_settings::{Config, Module};
use protoward_source::join;
use protoward_source::paths::below;

/// A filter by import path, which restricts the other side of a comparison.
#[derive(Clone, Debug, Default)]
pub(super) struct NameFilter {
    /// `true` if every file is included that is not excluded.
    is_open: bool,
    only: Vec<ImportName>,
    except: Vec<ImportName>,
    /// Files of this side that are excluded. Without known modules, import paths alone do not identify files.
    others: BTreeSet<String>,
}

/// The import path of a file or folder, and its module; the empty path stands for the whole module.
#[derive(Clone, Debug)]
struct ImportName {
    module: Option<String>,
    name: String,
}

impl NameFilter {
    pub(super) fn new(found: &ConfiguredInput, filter: &Filter, others: BTreeSet<String>) -> Self {
        let named = |paths: &[String]| paths.iter().flat_map(|path| named(found, path)).collect();
        let folders = found.config.modules.iter().map(|module| join(&found.root, &module.path.text));
        let is_open = folders.into_iter().all(|folder| filter.only.iter().any(|only| below(&folder, only).is_some()));
        Self { is_open, only: named(&filter.only), except: named(&filter.except), others }
    }

    /// Creates a filter from import paths, as for an image.
    pub(super) fn of_names(only: Vec<String>, except: Vec<String>) -> Self {
        let named = |names: Vec<String>| names.into_iter().map(|name| ImportName { module: None, name }).collect();
        let is_open = only.iter().any(String::is_empty);
        Self { is_open, only: named(only), except: named(except), others: BTreeSet::new() }
    }

    /// Returns the import paths of the schema's own files that are not selected.
    pub(super) const fn unselected(&self) -> &BTreeSet<String> {
        &self.others
    }

    /// Returns the import paths of the filter that select none of these files.
    pub(super) fn idle_names<'f>(&'f self, files: &'f [String]) -> impl Iterator<Item = &'f str> {
        idle(self.only.iter().map(|only| &*only.name), files)
    }

    /// Returns the names of exceptions that exclude none of these files.
    pub(super) fn idle_exceptions<'f>(&'f self, files: &'f [String]) -> impl Iterator<Item = &'f str> {
        idle(self.except.iter().map(|except| &*except.name), files)
    }

    /// Returns `true` if no file is excluded.
    pub(super) fn is_complete(&self) -> bool {
        self.is_open && self.except.is_empty()
    }

    /// Returns `true` if this filter of the new side selects a file.
    pub(super) fn admits(&self, found: &ConfiguredInput, target: &TargetFile) -> bool {
        match found.inherited.as_deref() {
            None => self.admits_in(target, &found.config),
            Some((root, config)) => {
                let module = |(module, it): (usize, &Module)| {
                    let name = below(&target.path, &join(root, &it.path.text))?.to_owned();
                    Some(TargetFile { name, path: target.path.clone(), module })
                };
                let named = config.modules.iter().enumerate().find_map(module);
                self.admits_in(named.as_ref().unwrap_or(target), config)
            }
        }
    }

    /// Returns `true` if a file of a module is included; modules are identified by path.
    pub(super) fn admits_in(&self, target: &TargetFile, config: &Config) -> bool {
        let path = |module: &Module| module.path.text.clone();
        let is_known = |module: &String| config.modules.iter().any(|it| path(it) == *module);
        let own = path(&config.modules[target.module]);
        // A module that had another name or did not exist can be any.
        let is_in =
            |named: &&ImportName| named.module.as_ref().is_none_or(|module| *module == own || !is_known(module));
        let covered =
            |all: &[ImportName]| all.iter().filter(is_in).any(|named| below(&target.name, &named.name).is_some());
        (self.is_open || covered(&self.only)) && !covered(&self.except)
    }

    /// Returns `true` if a file with this import path is included.
    pub(super) fn admits_name(&self, name: &str) -> bool {
        let covered = |named: &ImportName| below(name, &named.name).is_some();
        let covers_module = |named: &ImportName| named.module.is_some() && named.name.is_empty();
        let excepted = self.except.iter().any(|named| !covers_module(named) && covered(named));
        (self.is_open || self.only.iter().any(covered)) && !excepted && !self.others.contains(name)
    }
}

/// Returns the names at and below which no file is.
fn idle<'f>(names: impl Iterator<Item = &'f str>, files: &'f [String]) -> impl Iterator<Item = &'f str> {
    names.filter(move |name| !files.iter().any(|file| below(file, name).is_some()))
}

/// Returns the import paths for a path; a path above a module stands for the whole module.
fn named(found: &ConfiguredInput, path: &str) -> Vec<ImportName> {
    let modules = found.config.modules.iter().map(|module| &module.path.text);
    let name = |module: &String| {
        let folder = join(&found.root, module);
        let name = match below(path, &folder) {
            Some(name) => name.to_owned(),
            None => below(&folder, path).map(|_| String::new())?,
        };
        Some(ImportName { module: Some(module.clone()), name })
    };
    modules.filter_map(name).collect()
}
