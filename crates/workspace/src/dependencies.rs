//! The dependencies of a configuration: resolved, locked and opened.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::found::{ConfiguredInput, Target};
use super::layout::OpenOptions;
use super::open::is_on_disk;
use super::{buf_deps, diagnostics, files, find};
use crate::config::{self, Config};
use crate::inputs::{Input, Opened};
use protoward_deps::{
    Access, Cache, FolderDependency, Found, Host, Imports, LOCK_FILE_NAME, Limited, Lock, ManifestText, Origin,
    Refresh, Requirement, Resolution, Vendored, read_lock, relative, resolve,
};
use protoward_source::{FolderTree, Report, Resolver, Sources, Tree, join};

/// The means of resolving dependencies.
#[derive(Clone, Debug, Default)]
pub struct DependencyOptions {
    /// The cache; by default, [`Cache::standard`].
    pub cache: Option<Cache>,
    /// `true` if the lock file must be complete, and is not written.
    pub is_locked: bool,
    /// `true` if nothing is fetched.
    pub is_offline: bool,
    /// `true` to use the cache although the configuration names a folder with vendored dependencies.
    pub ignores_vendored: bool,
    /// A lock to use instead of the lock file, which is then not written.
    pub lock: Option<Arc<Lock>>,
    /// `true` if the lock file is not written.
    pub keeps_lock: bool,
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
    /// The configuration.
    pub config: Config,
    /// The name of the configuration, which requires the direct dependencies.
    pub config_name: &'static str,
}

impl Dependencies {
    /// Writes the lock file, if it is in a folder and changed. Returns `None` after errors, which are added to `report`.
    pub fn write_lock(&self, report: &mut Report) -> Option<()> {
        match &self.folder {
            Some(folder) if self.resolution.is_changed => write(&self.resolution.lock, folder, report),
            _ => Some(()),
        }
    }
}

/// The files of the dependencies of an input.
#[derive(Clone, Debug, Default)]
pub(super) struct Imported {
    pub(super) imports: Imports,
    /// A text that is equal for equal files; `None` if there are folders, whose files may differ.
    pub(super) key: Option<String>,
}

impl Imported {
    fn new(resolution: &Resolution) -> Self {
        let key = resolution.dependencies.iter().map(|it| match &it.found {
            Found::Git(locked) => Some(format!("{} {}\n", locked.name, locked.digest)),
            Found::Folder(_) => None,
        });
        Self { imports: resolution.imports(), key: key.collect() }
    }

    /// Returns `true` if the files of another version may differ.
    pub(super) fn may_differ(&self, other: &Self) -> bool {
        let has_any = !self.imports.is_empty() || !other.imports.is_empty();
        has_any && (self.key.is_none() || self.key != other.key)
    }
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
    if !found.config.deps.is_empty() {
        let targets = files::targets(&found, report);
        return buf_deps::resolve(&found, &targets, scope, sources, report).filter(|_| !report.has_errors());
    }
    locked(&found, scope, sources, report)
}

/// Returns a resolver for the dependencies of a configuration.
pub(super) fn imports(
    found: &ConfiguredInput,
    targets: &[Target],
    scope: Scope<'_>,
    sources: &mut Sources,
    report: &mut Report,
) -> Option<Imported> {
    if !found.config.deps.is_empty() {
        let dependencies = buf_deps::resolve(found, targets, scope, sources, report)?;
        return Some(Imported::new(&dependencies.resolution));
    }
    if found.config.dependencies.is_empty() {
        return Some(Imported::default());
    }
    locked(found, scope, sources, report).map(|it| Imported::new(&it.resolution))
}

fn locked(
    found: &ConfiguredInput,
    scope: Scope<'_>,
    sources: &mut Sources,
    report: &mut Report,
) -> Option<Dependencies> {
    let earlier = lock(found, scope.options, sources, report)?;
    let requirements = found.config.dependencies.clone();
    let resolving = Resolving { requirements, lock: &earlier, refresh: scope.options.dependencies.refresh.clone() };
    let resolution = resolved(found, scope, resolving, sources, report)?;
    conclude(found, scope, resolution, earlier, report)
}

/// The input of a resolution.
pub(super) struct Resolving<'a> {
    pub(super) requirements: Vec<Requirement>,
    pub(super) lock: &'a Lock,
    pub(super) refresh: Refresh,
}

/// Resolves requirements. Returns `None` after errors, which are added to `report`.
pub(super) fn resolved(
    found: &ConfiguredInput,
    scope: Scope<'_>,
    resolving: Resolving<'_>,
    sources: &mut Sources,
    report: &mut Report,
) -> Option<Resolution> {
    let options = scope.options;
    let Resolving { requirements, lock, refresh } = resolving;
    let cache = options.dependencies.cache.clone().or_else(Cache::standard);
    let needs_cache = requirements.iter().any(|it| matches!(it.origin, Origin::Git { .. }));
    if cache.is_none() && needs_cache {
        report.push(diagnostics::no_cache());
        return None;
    }
    let access = Access {
        cache: &cache.unwrap_or_else(|| Cache::new("")),
        config: config_name(&found.config),
        is_locked: options.dependencies.is_locked,
        is_offline: options.dependencies.is_offline,
        refresh,
    };
    let mut host = ConfigHost { found, scope, sources };
    resolve(requirements, lock, &access, &mut host, report)
}

/// Writes the lock file of a resolution, if it is in a folder and differs from the earlier one.
pub(super) fn conclude(
    found: &ConfiguredInput,
    scope: Scope<'_>,
    mut resolution: Resolution,
    earlier: Lock,
    report: &mut Report,
) -> Option<Dependencies> {
    let Scope { is_on_disk, options } = scope;
    resolution.is_changed = resolution.lock.render() != earlier.render();
    if resolution.is_changed && options.dependencies.is_locked {
        report.push(diagnostics::lock_has_more(&earlier, &resolution.lock));
        return None;
    }
    let folder = is_on_disk.then(|| found.root_folder());
    // The old side of a comparison is never written.
    let is_written = options.fallback.is_none() && !options.dependencies.keeps_lock;
    let config = found.config.clone();
    let dependencies = Dependencies { resolution, earlier, folder, config_name: config_name(&config), config };
    if is_written {
        dependencies.write_lock(report)?;
    }
    Some(dependencies)
}

/// Returns the result for an input that needs no dependencies. Its lock file is not changed.
pub(super) fn none(found: &ConfiguredInput, scope: Scope<'_>) -> Dependencies {
    let resolution = Resolution { dependencies: Vec::new(), lock: Lock::default(), is_changed: false };
    let (config, folder) = (found.config.clone(), scope.is_on_disk.then(|| found.root_folder()));
    Dependencies { resolution, earlier: Lock::default(), folder, config_name: config_name(&config), config }
}

fn config_name(config: &Config) -> &'static str {
    if config.is_of_buf() { "buf.yaml" } else { "protoward.toml" }
}

fn write(lock: &Lock, folder: &Path, report: &mut Report) -> Option<()> {
    let path = folder.join(LOCK_FILE_NAME);
    let written = lock.write(&path);
    written.map_err(|error| report.push(diagnostics::lock_not_written(&path, &error))).ok().map(drop)
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
    scope: Scope<'a>,
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
            None if self.scope.is_on_disk => (Arc::new(FolderTree::new(found.root_folder().join(path))), String::new()),
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

    /// Returns the vendored files. A commit that lacks the folder uses the cache, because the folder need not be under
    /// version control.
    fn vendored(&self) -> Option<Vendored> {
        let Scope { is_on_disk, options } = self.scope;
        let vendor = self.found.config.vendor.as_ref().filter(|_| !options.dependencies.ignores_vendored)?;
        let folder = join(&self.found.root, &vendor.text);
        let is_used = is_on_disk || self.found.tree.is_folder(&folder);
        is_used.then(|| Vendored::new(Arc::new(Arc::clone(&self.found.tree).below(folder)), vendor.text.clone()))
    }
}
