//! The files of a schema in a tree, with their import paths.

use std::collections::{BTreeMap, BTreeSet};

use super::diagnostics;
use super::found::{ConfiguredInput, Target};
use crate::config::{Config, Module};
use protoward_source::tree_path::below;
use protoward_source::{Diagnostic, ReadError, Report, Tree, join};

/// One file of a schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaFile {
    /// The import path.
    pub name: String,
    /// The path to display.
    pub display: String,
}

/// Files and folders of a tree that restrict a list of files.
#[derive(Clone, Debug, Default)]
pub(super) struct Filter {
    /// Included paths, with everything below them.
    pub(super) only: Vec<String>,
    /// Excluded paths, with everything below them.
    pub(super) except: Vec<String>,
}

impl Filter {
    pub(super) fn admits(&self, path: &str) -> bool {
        let covers = |folders: &[String]| folders.iter().any(|folder| below(path, folder).is_some());
        covers(&self.only) && !covers(&self.except)
    }
}

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

    /// Returns `true` if no file is excluded.
    pub(super) fn is_complete(&self) -> bool {
        self.is_open && self.except.is_empty()
    }

    /// Returns `true` if a file of a module is included; modules are identified by path.
    pub(super) fn admits(&self, target: &Target, config: &Config) -> bool {
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

/// Returns the files of all modules by import path. Problems are added to `report`.
pub(super) fn targets(found: &ConfiguredInput, report: &mut Report) -> Vec<Target> {
    let mut by_name: BTreeMap<String, Target> = BTreeMap::new();
    let mut twice = Pairs::default();
    for target in all(found, report) {
        match by_name.get(&target.name) {
            Some(other) => twice.add(other.clone(), target),
            None => {
                by_name.insert(target.name.clone(), target);
            }
        }
    }
    let targets: Vec<Target> = by_name.into_values().collect();
    twice.report(report, |first, second, more| diagnostics::name_in_two_modules(found, first, second, more));
    let overlaps = overlaps(&targets);
    overlaps.report(report, |first, second, more| diagnostics::overlapping_modules(found, first, second, more));
    targets
}

/// Finds files that belong to two modules, which is an error because a file has one import path.
fn overlaps(targets: &[Target]) -> Pairs {
    let mut by_path: BTreeMap<&str, &Target> = BTreeMap::new();
    let mut overlaps = Pairs::default();
    for target in targets {
        if let Some(other) = by_path.insert(&target.path, target) {
            overlaps.add(other.clone(), target.clone());
        }
    }
    overlaps
}

/// The files that two modules share, by pair of modules, so that each pair is reported once.
#[derive(Default)]
struct Pairs(BTreeMap<(usize, usize), Vec<(Target, Target)>>);

impl Pairs {
    fn add(&mut self, one: Target, other: Target) {
        let (first, second) = if one.module <= other.module { (one, other) } else { (other, one) };
        self.0.entry((first.module, second.module)).or_default().push((first, second));
    }

    fn report(self, report: &mut Report, to_diagnostic: impl Fn(&Target, &Target, usize) -> Diagnostic) {
        for files in self.0.into_values() {
            if let Some(((first, second), more)) = files.split_first() {
                report.push(to_diagnostic(first, second, more.len()));
            }
        }
    }
}

fn all(found: &ConfiguredInput, report: &mut Report) -> Vec<Target> {
    let mut all = Vec::new();
    for (index, module) in found.config.modules.iter().enumerate() {
        let folder = join(&found.root, &module.path.text);
        match module_files(found.tree.as_ref(), &folder, &found.root, &found.config, module) {
            Ok(files) => all.extend(files.into_iter().filter_map(|path| {
                let name = below(&path, &folder)?.to_owned();
                Some(Target { name, path, module: index })
            })),
            Err(error) => report.push(diagnostics::unreadable(&error, module.path.place)),
        }
    }
    all
}

/// Returns the paths of the files of one module in the tree, without folders that are only for imports.
fn module_files(
    tree: &dyn Tree,
    folder: &str,
    root: &str,
    config: &Config,
    module: &Module,
) -> Result<Vec<String>, ReadError> {
    let mut files = tree.files(folder, ".proto")?;
    let admits = admits(root, config, module);
    files.retain(|path| admits(path));
    Ok(files)
}

/// Returns a predicate that decides by path whether a file belongs to a module.
pub(super) fn admits(root: &str, config: &Config, module: &Module) -> impl Fn(&str) -> bool + use<> {
    let includes: Vec<String> = module.includes.iter().map(|path| join(root, &path.text)).collect();
    let imports = config.include.iter().chain(&config.vendor).filter(|path| path.text != module.path.text);
    let imports = imports.filter(|path| below(&path.text, &module.path.text).is_some());
    let excludes: Vec<String> = module.excludes.iter().chain(imports).map(|path| join(root, &path.text)).collect();
    move |path: &str| {
        (includes.is_empty() || includes.iter().any(|folder| below(path, folder).is_some()))
            && !excludes.iter().any(|folder| below(path, folder).is_some())
    }
}
