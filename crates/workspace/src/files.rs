//! Which files of a tree are the schema, and by which names they are imported.

use std::collections::{BTreeMap, BTreeSet};

use super::diagnostics;
use super::found::{Found, Target};
use crate::config::{Config, Module};
use crate::inputs::paths::below;
use protoward_source::{Diagnostic, ReadError, Report, Tree, join};

/// One file of a schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaFile {
    /// The path by which other files import it.
    pub name: String,
    /// The path as a person knows it.
    pub display: String,
}

/// Files and folders of a tree that narrow a list down.
#[derive(Clone, Debug, Default)]
pub(super) struct Filter {
    /// Only what is at or below one of these.
    pub(super) only: Vec<String>,
    /// Nothing at or below these.
    pub(super) except: Vec<String>,
}

impl Filter {
    pub(super) fn admits(&self, path: &str) -> bool {
        let covers = |folders: &[String]| folders.iter().any(|folder| below(path, folder).is_some());
        covers(&self.only) && !covers(&self.except)
    }
}

/// The same in the names by which files are imported: what the other side of a comparison is narrowed down by.
#[derive(Clone, Debug, Default)]
pub(super) struct NameFilter {
    /// Whether everything is wanted that is not excepted.
    is_open: bool,
    only: Vec<Named>,
    except: Vec<Named>,
    /// Files of this side that are not wanted: where nothing is known of modules, the names alone do not say.
    others: BTreeSet<String>,
}

/// A file or a folder by the name it is imported by, and its module; the empty name is the module as a whole.
#[derive(Clone, Debug)]
struct Named {
    module: Option<String>,
    name: String,
}

impl NameFilter {
    pub(super) fn new(found: &Found, filter: &Filter, others: BTreeSet<String>) -> Self {
        let named = |paths: &[String]| paths.iter().flat_map(|path| named(found, path)).collect();
        let folders = found.config.modules.iter().map(|module| join(&found.root, &module.path.text));
        let is_open = folders.into_iter().all(|folder| filter.only.iter().any(|only| below(&folder, only).is_some()));
        Self { is_open, only: named(&filter.only), except: named(&filter.except), others }
    }

    /// One that is given in names, as for an image.
    pub(super) fn of_names(only: Vec<String>, except: Vec<String>) -> Self {
        let named = |names: Vec<String>| names.into_iter().map(|name| Named { module: None, name }).collect();
        let is_open = only.iter().any(String::is_empty);
        Self { is_open, only: named(only), except: named(except), others: BTreeSet::new() }
    }

    /// Whether nothing is left out.
    pub(super) fn is_whole(&self) -> bool {
        self.is_open && self.except.is_empty()
    }

    /// Whether a file of a module is wanted; the modules are known by their paths.
    pub(super) fn admits(&self, target: &Target, config: &Config) -> bool {
        let path = |module: &Module| module.path.text.clone();
        let is_known = |module: &String| config.modules.iter().any(|it| path(it) == *module);
        let own = path(&config.modules[target.module]);
        // A module that was called differently then, or was not there, can be any.
        let is_in = |named: &&Named| named.module.as_ref().is_none_or(|module| *module == own || !is_known(module));
        let covered = |all: &[Named]| all.iter().filter(is_in).any(|named| below(&target.name, &named.name).is_some());
        (self.is_open || covered(&self.only)) && !covered(&self.except)
    }

    /// Whether a file is wanted of which only the name is known.
    pub(super) fn admits_name(&self, name: &str) -> bool {
        let covered = |named: &Named| below(name, &named.name).is_some();
        let whole = |named: &Named| named.module.is_some() && named.name.is_empty();
        let excepted = self.except.iter().any(|named| !whole(named) && covered(named));
        (self.is_open || self.only.iter().any(covered)) && !excepted && !self.others.contains(name)
    }
}

/// What is at `path`, by name; a path above a module is the module as a whole.
fn named(found: &Found, path: &str) -> Vec<Named> {
    let modules = found.config.modules.iter().map(|module| &module.path.text);
    let name = |module: &String| {
        let folder = join(&found.root, module);
        let name = match below(path, &folder) {
            Some(name) => name.to_owned(),
            None => below(&folder, path).map(|_| String::new())?,
        };
        Some(Named { module: Some(module.clone()), name })
    };
    modules.filter_map(name).collect()
}

/// The files of all modules, by name. What is wrong is said in `report`.
pub(super) fn targets(found: &Found, report: &mut Report) -> Vec<Target> {
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

/// A file has one name: modules do not overlap.
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

/// Files that two modules have in common, for each two modules: it is said once, not once a file.
#[derive(Default)]
struct Pairs(BTreeMap<(usize, usize), Vec<(Target, Target)>>);

impl Pairs {
    fn add(&mut self, one: Target, other: Target) {
        let (first, second) = if one.module <= other.module { (one, other) } else { (other, one) };
        self.0.entry((first.module, second.module)).or_default().push((first, second));
    }

    fn report(self, report: &mut Report, said: impl Fn(&Target, &Target, usize) -> Diagnostic) {
        for files in self.0.into_values() {
            if let Some(((first, second), more)) = files.split_first() {
                report.push(said(first, second, more.len()));
            }
        }
    }
}

fn all(found: &Found, report: &mut Report) -> Vec<Target> {
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

/// The paths in the tree of the files of one module. Folders that are only for imports are not part of it.
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

/// Whether a file in the folder of a module belongs to it, by its path in the tree.
pub(super) fn admits(root: &str, config: &Config, module: &Module) -> impl Fn(&str) -> bool + use<> {
    let includes: Vec<String> = module.includes.iter().map(|path| join(root, &path.text)).collect();
    let imports = config.include.iter().filter(|path| path.text != module.path.text);
    let imports = imports.filter(|path| below(&path.text, &module.path.text).is_some());
    let excludes: Vec<String> = module.excludes.iter().chain(imports).map(|path| join(root, &path.text)).collect();
    move |path: &str| {
        (includes.is_empty() || includes.iter().any(|folder| below(path, folder).is_some()))
            && !excludes.iter().any(|folder| below(path, folder).is_some())
    }
}
