//! The dependencies of a configuration: resolved, locked and opened.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::diagnostics;
use super::find;
use super::found::ConfiguredInput;
use super::layout::OpenOptions;
use super::open::is_on_disk;
use crate::config;
use crate::inputs::{Input, Opened};
use protoward_deps::{
    Access, Cache, FolderDependency, Host, Imports, LOCK_FILE_NAME, Limited, Lock, ManifestText, Origin, Refresh,
    Requirement, Resolution, read_lock, relative, resolve,
};
use protoward_source::{FolderTree, Report, Resolver, Sources, Tree, join};

/// The means of resolving dependencies.
#[derive(Clone, Debug, Default)]
pub struct DependencyOptions {
    /// The cache; without one, git repositories cannot be used. Programs have [`Cache::standard`].
    pub cache: Option<Cache>,
    /// `true` if the lock file must be complete, and is not written.
    pub is_locked: bool,
    /// `true` if nothing is fetched.
    pub is_offline: bool,
    /// The dependencies whose current commits are locked.
    pub refresh: Refresh,
}

/// The dependencies of an input.
#[derive(Debug)]
pub struct Dependencies {
    /// The dependencies, and the lock with them.
    pub resolution: Resolution,
    /// The lock before.
    pub earlier: Lock,
    /// The folder of the configuration; `None` for a commit or an archive.
    pub folder: Option<PathBuf>,
}

/// The part of the options that concerns dependencies.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    /// `true` for files in a folder, whose lock file can be written.
    pub(super) is_on_disk: bool,
    pub(super) options: &'a OpenOptions,
}

/// Resolves the dependencies of an input, and writes the lock file if it is in a folder. Returns `None` after errors,
/// which are added to `report`.
pub fn dependencies(
    input: &Input,
    options: &OpenOptions,
    sources: &mut Sources,
    report: &mut Report,
) -> Option<Dependencies> {
    let opened = input.open().map_err(|error| report.push(error.into())).ok()?;
    let Opened::Files(files) = opened else {
        report.push(diagnostics::no_dependencies_in_image());
        return None;
    };
    let found = find::find(&files, options, sources, report)?;
    let scope = Scope { is_on_disk: is_on_disk(&files), options };
    locked(&found, scope, sources, report)
}

/// Returns a resolver for the dependencies of a configuration.
pub(super) fn imports(
    found: &ConfiguredInput,
    scope: Scope<'_>,
    sources: &mut Sources,
    report: &mut Report,
) -> Option<Imports> {
    if found.config.dependencies.is_empty() {
        return Some(Imports::default());
    }
    locked(found, scope, sources, report).map(|dependencies| dependencies.resolution.imports())
}

fn locked(
    found: &ConfiguredInput,
    scope: Scope<'_>,
    sources: &mut Sources,
    report: &mut Report,
) -> Option<Dependencies> {
    let Scope { is_on_disk, options } = scope;
    let earlier = lock(found, options, sources, report)?;
    let requirements = found.config.dependencies.clone();
    let cache = options.dependencies.cache.clone();
    let needs_cache = requirements.iter().any(|it| matches!(it.origin, Origin::Git { .. }));
    if cache.is_none() && needs_cache {
        report.push(diagnostics::no_cache());
        return None;
    }
    let access = Access {
        cache: &cache.unwrap_or_else(|| Cache::new("")),
        config: "protoward.toml",
        is_locked: options.dependencies.is_locked,
        is_offline: options.dependencies.is_offline,
        refresh: options.dependencies.refresh.clone(),
    };
    let mut host = ConfigHost { found, is_on_disk, sources };
    let resolution = resolve(requirements, &earlier, &access, &mut host, report)?;
    let folder = is_on_disk.then(|| found.root_folder());
    // The old side of a comparison is never written.
    if let Some(folder) = folder.as_deref().filter(|_| resolution.is_changed && options.fallback.is_none()) {
        write(&resolution.lock, folder, report)?;
    }
    Some(Dependencies { resolution, earlier, folder })
}

fn write(lock: &Lock, folder: &Path, report: &mut Report) -> Option<()> {
    let path = folder.join(LOCK_FILE_NAME);
    let written = lock.write(&path);
    written.map_err(|error| report.push(diagnostics::lock_not_written(&path, &error))).ok().map(drop)
}

/// Reads the lock file next to the configuration. An old side without one has that of the new side.
fn lock(found: &ConfiguredInput, options: &OpenOptions, sources: &mut Sources, report: &mut Report) -> Option<Lock> {
    let new_side = options.fallback.as_ref().and_then(|layout| layout.here.as_deref()).map(|here| &here.found);
    for side in [Some(found), new_side].into_iter().flatten() {
        let path = join(&side.root, LOCK_FILE_NAME);
        match side.tree.read(&path) {
            Ok(None) => {}
            Ok(Some(bytes)) => {
                let source = config::admit(&side.tree.display(&path), bytes, sources, report)?;
                return read_lock(source, sources, report);
            }
            Err(error) => {
                report.push(diagnostics::unreadable(&error, None));
                return None;
            }
        }
    }
    Some(Lock::default())
}

/// The configurations and folders that a resolution reads.
struct ConfigHost<'a> {
    found: &'a ConfiguredInput,
    is_on_disk: bool,
    sources: &'a mut Sources,
}

impl Host for ConfigHost<'_> {
    fn requirements(&mut self, config: ManifestText, report: &mut Report) -> Option<Vec<Requirement>> {
        let source = config::admit(&config.display, config.bytes, self.sources, report)?;
        config::read_dependencies(source, self.sources, report)
    }

    fn folder(&mut self, requirement: &Requirement, path: &str, report: &mut Report) -> Option<FolderDependency> {
        let found = self.found;
        let (tree, folder): (Arc<dyn Tree>, String) = match relative(&found.root, path) {
            Some(inside) => (Arc::clone(&found.tree), inside),
            None if self.is_on_disk => (Arc::new(FolderTree::new(found.root_folder().join(path))), String::new()),
            None => {
                report.push(diagnostics::folder_outside_of_commit(requirement, path));
                return None;
            }
        };
        let root = join(&folder, &requirement.root);
        if !tree.is_folder(&root) {
            report.push(diagnostics::no_dependency_folder(requirement, &tree.display(&root)));
            return None;
        }
        let path = join(&folder, "protoward.toml");
        let config = match tree.read(&path) {
            Ok(bytes) => bytes.map(|bytes| ManifestText { display: tree.display(&path), bytes }),
            Err(error) => {
                report.push(diagnostics::unreadable(&error, requirement.place));
                return None;
            }
        };
        let resolver = Limited::new(tree.below(root), requirement.paths.clone());
        Some(FolderDependency { resolver: Arc::new(resolver), config })
    }
}
