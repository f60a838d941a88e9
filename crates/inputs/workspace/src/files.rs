//! The files of a schema in a tree, with their import paths. A file has one import path, so that a file of two modules is an
//! error.

use std::collections::{BTreeMap, BTreeSet};

use super::diagnostics;
use super::found::{ConfiguredInput, TargetFile};
use super::own_files::admits;
use protoward_settings::Module;
use protoward_source::paths::below;
use protoward_source::{Diagnostic, Listing, ReadError, Report, SourcePath, UnreadEntry, UnreadKind, join};

/// One file of a schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaFile {
    /// The import path, which starts in the folder of the module.
    pub name: String,
    /// The path to display, as in diagnostics.
    pub display: SourcePath,
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

/// The files of all modules, and the entries that cannot be read.
#[derive(Default)]
pub(super) struct ModuleFiles {
    /// The files by import path.
    pub(super) targets: Vec<TargetFile>,
    pub(super) unread: Vec<UnreadTarget>,
}

/// An entry that cannot be read.
pub(super) struct UnreadTarget {
    /// The file, or the folder with unknown files.
    pub(super) target: TargetFile,
    pub(super) kind: UnreadKind,
    pub(super) error: ReadError,
    /// `true` if it belongs to the module.
    pub(super) is_of_module: bool,
}

/// Returns the files of all modules. Problems are added to `report`.
pub(super) fn of_modules(found: &ConfiguredInput, report: &mut Report) -> ModuleFiles {
    let ModuleFiles { targets: all, unread } = all(found, report);
    let mut by_name: BTreeMap<String, TargetFile> = BTreeMap::new();
    let mut twice = Pairs::default();
    for target in all {
        match by_name.get(&target.name) {
            Some(other) => twice.add(other.clone(), target),
            None => {
                by_name.insert(target.name.clone(), target);
            }
        }
    }
    let targets: Vec<TargetFile> = by_name.into_values().collect();
    twice.report(report, |first, second, more| diagnostics::name_in_two_modules(found, first, second, more));
    let overlaps = overlaps(&targets);
    overlaps.report(report, |first, second, more| diagnostics::overlapping_modules(found, first, second, more));
    ModuleFiles { targets, unread }
}

/// Returns the files of all modules. An entry of a module that cannot be read is a problem.
pub(super) fn targets(found: &ConfiguredInput, report: &mut Report) -> Vec<TargetFile> {
    let ModuleFiles { targets, unread } = of_modules(found, report);
    for UnreadTarget { target, error, .. } in unread.iter().filter(|it| it.is_of_module && it.kind != UnreadKind::Cycle)
    {
        report.push(protoward_inputs::unreadable(error, found.config.modules[target.module].path.place));
    }
    targets
}

/// Finds files that belong to two modules, which is an error because a file has one import path.
fn overlaps(targets: &[TargetFile]) -> Pairs {
    let mut by_path: BTreeMap<&str, &TargetFile> = BTreeMap::new();
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
struct Pairs(BTreeMap<(usize, usize), Vec<(TargetFile, TargetFile)>>);

impl Pairs {
    fn add(&mut self, one: TargetFile, other: TargetFile) {
        let (first, second) = if one.module <= other.module { (one, other) } else { (other, one) };
        self.0.entry((first.module, second.module)).or_default().push((first, second));
    }

    fn report(self, report: &mut Report, to_diagnostic: impl Fn(&TargetFile, &TargetFile, usize) -> Diagnostic) {
        for files in self.0.into_values() {
            if let Some(((first, second), more)) = files.split_first() {
                report.push(to_diagnostic(first, second, more.len()));
            }
        }
    }
}

fn all(found: &ConfiguredInput, report: &mut Report) -> ModuleFiles {
    let mut all = ModuleFiles::default();
    for (index, module) in found.config.modules.iter().enumerate() {
        let folder = join(&found.root, &module.path.text);
        let target = |path: String| Some(TargetFile { name: below(&path, &folder)?.to_owned(), path, module: index });
        match listed(found, module, &folder) {
            Ok(listing) => {
                let admits = admits(&found.root, &found.config, module);
                let files = listing.files.into_iter().filter(|path| admits(path));
                all.targets.extend(files.filter_map(target));
                all.unread.extend(listing.unread.into_iter().filter_map(|UnreadEntry { path, kind, error }| {
                    let is_of_module =
                        admits(&path) || kind == UnreadKind::Folder && has_included(found, module, &path);
                    Some(UnreadTarget { target: target(path)?, kind, error, is_of_module })
                }));
            }
            Err(error) => report.push(protoward_inputs::unreadable(&error, module.path.place)),
        }
    }
    all
}

/// Lists the files of a module. If it has only some folders, others are not walked through, which may be large.
fn listed(found: &ConfiguredInput, module: &Module, folder: &str) -> Result<Listing, ReadError> {
    let included: BTreeSet<String> = module.includes.iter().map(|include| join(&found.root, &include.text)).collect();
    let is_outermost = |path: &&String| !included.iter().any(|other| other != *path && below(path, other).is_some());
    let is_inside = |path: &String| below(path, folder).is_some() && found.tree.is_folder(path);
    if included.is_empty() || !included.iter().all(is_inside) {
        return found.tree.list(folder, &[PROTO]);
    }
    let mut all = Listing::default();
    for included in included.iter().filter(is_outermost) {
        let Listing { files, unread } = found.tree.list(included, &[PROTO])?;
        all.files.extend(files);
        all.unread.extend(unread);
    }
    Ok(all)
}

/// The ending of schema files.
const PROTO: &str = ".proto";

/// Returns `true` if an included folder of a module is in a folder.
fn has_included(found: &ConfiguredInput, module: &Module, folder: &str) -> bool {
    module.includes.iter().any(|include| below(&join(&found.root, &include.text), folder).is_some())
}
