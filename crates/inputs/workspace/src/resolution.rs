//! The resolution of dependencies, and its lock. Commands that change dependencies and those that only compile share it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::diagnostics;
use super::found::ConfiguredInput;
use super::import_folder::ImportFolder;
use super::layout::OpenOptions;
use super::unlocked::{UnlockedDependency, unlocked};
use protoward_deps::{
    CONFIG_FILE_NAME, DependencyOptions, DependencySource, Imports, LOCK_FILE_NAME, Lock, Project, Refresh,
    Requirement, Resolution,
};
use protoward_output::write_text;
use protoward_settings::Config;
use protoward_source::{Report, Sources};

/// The dependencies of an input.
#[derive(Debug)]
pub struct Dependencies {
    /// The dependencies, and the lock with them.
    pub resolution: Resolution,
    /// The lock before the resolution, which shows what changed.
    pub earlier: Lock,
    /// The folder of the configuration; `None` for a commit or an archive.
    pub folder: Option<PathBuf>,
    /// The configuration that requires the direct dependencies.
    pub config: Config,
    /// The name of the configuration, which requires the direct dependencies.
    pub config_name: &'static str,
    /// The modules of a `buf.yaml` that are not fetched.
    pub unlocked: Vec<UnlockedDependency>,
}

impl Dependencies {
    /// Returns the package of a file that is part of protoward, by import path: a common proto or a well-known type.
    pub fn built_in(&self, file: &str) -> Option<String> {
        let common = protoward_common_protos::package(file).filter(|_| self.config.common_protos);
        let well_known = || protoward_compiler::well_known(file).map(|_| "the well-known types".to_owned());
        common.map(ToString::to_string).or_else(well_known)
    }

    /// Writes the lock file, if it is in a folder and changed. Returns `None` after errors, which are added to `report`.
    pub fn write_lock(&self, report: &mut Report) -> Option<()> {
        let Some(folder) = self.folder.as_ref().filter(|_| self.resolution.is_changed) else { return Some(()) };
        let written = write_text(&folder.join(LOCK_FILE_NAME), &self.resolution.lock.render());
        written.map_err(|problem| report.push(problem.help("`--locked` does not write the lock file"))).ok()
    }
}

/// The files that an input imports: those of dependencies, and of folders for imports.
#[derive(Clone, Debug, Default)]
pub(super) struct Imported {
    pub(super) imports: Imports,
    /// A text that is equal for equal files; `None` if there are folders, whose files may differ.
    pub(super) key: Option<String>,
    /// The folders of the dependencies that are not in the cache.
    pub(super) folders: Vec<ImportFolder>,
    /// The folders for imports: those of `include`.
    pub(super) included: Vec<ImportFolder>,
}

impl Imported {
    pub(super) fn new(resolution: &Resolution, config: &Config) -> Self {
        let key = resolution.dependencies.iter().map(|it| match &it.found {
            DependencySource::Git(locked) => Some(format!("{} {}\n", locked.name, locked.digest)),
            DependencySource::Folder(_) => None,
        });
        let vendor = config.vendor.as_ref().map(|word| word.text.as_str());
        let folders = resolution.dependencies.iter().filter_map(|it| ImportFolder::of_dependency(it, vendor)).collect();
        Self { imports: resolution.imports(), key: key.collect(), folders, included: Vec::new() }
    }

    /// Returns the path of an imported file from the folder of the configuration, by its import path and its displayed path; `None`
    /// for a file in the cache, and for one that is neither of a dependency nor of a folder for imports.
    pub(super) fn path(&self, name: &str, display: &str) -> Option<String> {
        self.folders.iter().chain(&self.included).find_map(|folder| folder.path(name, display))
    }

    /// Returns `true` for a file of a dependency, or of a folder for imports.
    pub(super) fn has(&self, name: &str, display: &str) -> bool {
        self.imports.shown(name).is_some_and(|it| it == display)
            || self.included.iter().any(|folder| folder.path(name, display).is_some())
    }

    /// Returns `true` if imported files of another version may differ.
    pub(super) fn may_differ(&self, other: &Self) -> bool {
        self.dependencies_may_differ(other) || !self.included.is_empty() || !other.included.is_empty()
    }

    /// Returns `true` if the dependencies of another version may differ.
    pub(super) fn dependencies_may_differ(&self, other: &Self) -> bool {
        let has_any = !self.imports.is_empty() || !other.imports.is_empty();
        has_any && (self.key.is_none() || self.key != other.key)
    }
}

/// The part of the options that concerns dependencies.
#[derive(Clone, Copy)]
pub(super) struct DependencyScope<'a> {
    /// `true` for files in a folder, whose lock file can be written.
    pub(super) is_on_disk: bool,
    /// The folder of the tree on disk, now or at the commit.
    pub(super) root: Option<&'a Path>,
    pub(super) options: &'a OpenOptions,
}

/// The input of a resolution.
pub(super) struct ResolutionInput<'a> {
    pub(super) requirements: Vec<Requirement>,
    pub(super) lock: &'a Lock,
    pub(super) refresh: Refresh,
}

/// Resolves requirements. Returns `None` after errors, which are added to `report`.
pub(super) fn resolved(
    found: &ConfiguredInput,
    scope: DependencyScope<'_>,
    resolving: ResolutionInput<'_>,
    sources: &mut Sources,
    report: &mut Report,
) -> Option<Resolution> {
    let ResolutionInput { mut requirements, lock, refresh } = resolving;
    if let Some(explicit) = &scope.options.dependencies.lock {
        requirements.iter_mut().for_each(|requirement| explicit.apply_to(requirement));
    }
    let options = DependencyOptions { refresh, ..scope.options.dependencies.clone() };
    let mut problems = Report::default();
    let resolution = project(found, scope).resolve(requirements, lock, &options, sources, &mut problems);
    let is_old_side = scope.options.fallback.is_some();
    report.append(if is_old_side { diagnostics::gone_from_old_side(problems) } else { problems });
    resolution
}

/// Writes the lock file of a resolution, if it is in a folder and differs from the earlier one.
pub(super) fn conclude(
    found: &ConfiguredInput,
    scope: DependencyScope<'_>,
    mut resolution: Resolution,
    earlier: Lock,
    report: &mut Report,
) -> Option<Dependencies> {
    let DependencyScope { is_on_disk, options, .. } = scope;
    resolution.is_changed = resolution.lock.render() != earlier.render();
    if resolution.is_changed && options.dependencies.is_locked {
        report.push(diagnostics::lock_has_more(&earlier, &resolution.lock));
        return None;
    }
    let folder = is_on_disk.then(|| found.root_folder());
    // The old side of a comparison is never written.
    let is_written = options.fallback.is_none() && !options.dependencies.keeps_lock;
    let config = found.config.clone();
    let unlocked = unlocked(&config, &resolution);
    let dependencies =
        Dependencies { resolution, earlier, folder, config_name: config_name(&config), unlocked, config };
    if is_written {
        dependencies.write_lock(report)?;
    }
    Some(dependencies)
}

/// Returns the result for an input that needs no dependencies. Its lock file is not changed.
pub(super) fn none(found: &ConfiguredInput, scope: DependencyScope<'_>) -> Dependencies {
    let resolution = Resolution { dependencies: Vec::new(), lock: Lock::default(), is_changed: false };
    let config = found.config.clone();
    let folder = scope.is_on_disk.then(|| found.root_folder());
    let config_name = config_name(&config);
    let unlocked = unlocked(&config, &resolution);
    Dependencies { resolution, earlier: Lock::default(), folder, config_name, unlocked, config }
}

fn config_name(config: &Config) -> &'static str {
    if config.is_of_buf() { "buf.yaml" } else { CONFIG_FILE_NAME }
}

/// Reads the lock file next to the configuration. An old side without one has that of the new side.
pub(super) fn lock(
    found: &ConfiguredInput,
    options: &OpenOptions,
    sources: &mut Sources,
    report: &mut Report,
) -> Option<Lock> {
    if let Some(lock) = &options.dependencies.lock {
        return Some(Lock::clone(lock));
    }
    let new_side = options.fallback.as_ref().and_then(|layout| layout.here.as_deref()).map(|here| &here.found);
    let scope = DependencyScope { is_on_disk: false, root: None, options };
    let fallback = new_side.map(|found| project(found, scope));
    project(found, scope).lock(fallback.as_ref(), sources, report)
}

fn project(found: &ConfiguredInput, scope: DependencyScope<'_>) -> Project {
    let folder = scope.is_on_disk.then(|| found.root_folder());
    // The old side may be elsewhere, such as in an archive.
    let newer = || scope.options.fallback.as_ref().and_then(|layout| layout.folder.clone());
    let outside = folder.clone().or_else(|| scope.root.map(|root| root.join(&found.root))).or_else(newer);
    Project {
        tree: Arc::clone(&found.tree),
        root: found.root.clone(),
        folder,
        outside,
        vendor: found.config.vendor.as_ref().map(|vendor| vendor.text.clone()),
        config_name: config_name(&found.config),
    }
}
