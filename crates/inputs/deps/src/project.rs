//! Projects: folders with a configuration that states dependencies, with their lock and their vendored files.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use protoward_config::admit;
use protoward_source::{FolderTree, Report, Resolver, Sources, Tree, join};

use crate::cache::Cache;
use crate::limited::Limited;
use crate::lock::{LOCK_FILE_NAME, Lock};
use crate::requirement::{Origin, Requirement};
use crate::resolve::{FolderDependency, Host, ManifestText, Resolution, resolve};
use crate::table::{DependencyConfig, read_config};
use crate::tree_provider::{Access, Refresh};
use crate::vendor::Vendored;
use crate::{CONFIG_FILE_NAME, diagnostics, lock_text};
use protoward_source::tree_path::relative;

/// The folder of a configuration: on disk, in a commit or in an archive.
#[derive(Clone)]
pub struct Project {
    /// The files around the configuration.
    pub tree: Arc<dyn Tree>,
    /// The folder of the configuration in the tree.
    pub root: String,
    /// The folder of the configuration, if it is on disk.
    pub folder: Option<PathBuf>,
    /// The folder on disk from which paths of dependencies lead out of the tree. A folder outside of a repository has no
    /// earlier version, so that a commit uses the one that is there now.
    pub outside: Option<PathBuf>,
    /// The folder with vendored dependencies, relative to that of the configuration.
    pub vendor: Option<String>,
    /// The name of the configuration.
    pub config_name: &'static str,
}

impl fmt::Debug for Project {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Project").field("root", &self.root).field("folder", &self.folder).finish_non_exhaustive()
    }
}

/// The means of resolving dependencies.
#[derive(Clone, Debug, Default)]
pub struct DependencyOptions {
    /// The cache; without one, git repositories cannot be used. Programs have [`of_environment`](Self::of_environment).
    pub cache: Option<Cache>,
    /// `true` if the lock file must be complete.
    pub is_locked: bool,
    /// `true` if nothing is fetched.
    pub is_offline: bool,
    /// `true` to use the cache although the configuration names a folder with vendored dependencies.
    pub ignores_vendored: bool,
    /// A lock to use instead of the lock file, which is then not written. It replaces the requirements of the
    /// configuration by those that it was made for.
    pub lock: Option<Arc<Lock>>,
    /// `true` if the lock file is not written.
    pub keeps_lock: bool,
    /// The dependencies whose current commits are locked.
    pub refresh: Refresh,
}

impl DependencyOptions {
    /// Returns the options that an environment sets: the cache, and `PROTOWARD_OFFLINE`. `variable` returns the value of an
    /// environment variable.
    pub fn of_environment(variable: impl Fn(&str) -> Option<OsString>) -> Self {
        let is_offline = variable("PROTOWARD_OFFLINE").as_deref().is_some_and(is_on);
        Self { cache: Cache::standard(variable), is_offline, ..Self::default() }
    }
}

/// Returns `true` for the value of an environment variable that turns something on: not empty, `0` or `false`.
pub fn is_on(value: &OsStr) -> bool {
    ["", "0", "false"].iter().all(|off| value != *off)
}

impl Project {
    /// Opens the project in a folder on disk, with the requirements of its configuration. Only the keys about
    /// dependencies are checked. Returns `None` after errors, which are added to `report`.
    pub fn open(folder: PathBuf, sources: &mut Sources, report: &mut Report) -> Option<(Self, Vec<Requirement>)> {
        let tree = FolderTree::new(folder.clone());
        let display = tree.display(CONFIG_FILE_NAME);
        let bytes = match tree.read(CONFIG_FILE_NAME) {
            Ok(Some(bytes)) => bytes,
            Ok(None) => {
                report.push(diagnostics::no_config(&display));
                return None;
            }
            Err(error) => {
                report.push(diagnostics::unread(&error, None));
                return None;
            }
        };
        let source = admit(&display, bytes, sources, report)?;
        let DependencyConfig { requirements, vendor } = read_config(source, sources, report)?;
        let root = String::new();
        let folder = Some(folder);
        let outside = folder.clone();
        let project = Self { tree: Arc::new(tree), root, folder, outside, vendor, config_name: CONFIG_FILE_NAME };
        Some((project, requirements))
    }

    /// Reads the lock file next to the configuration, or that of `fallback` if there is none. Returns `None` after
    /// errors, which are added to `report`.
    pub fn lock(&self, fallback: Option<&Self>, sources: &mut Sources, report: &mut Report) -> Option<Lock> {
        for project in [Some(self), fallback].into_iter().flatten() {
            let path = join(&project.root, LOCK_FILE_NAME);
            match project.tree.read(&path) {
                Ok(None) => {}
                Ok(Some(bytes)) => {
                    let source = admit(project.tree.displayed(&path), bytes, sources, report)?;
                    return lock_text::read(source, sources, report);
                }
                Err(error) => {
                    report.push(diagnostics::unread(&error, None));
                    return None;
                }
            }
        }
        Some(Lock::default())
    }

    /// Resolves the requirements of the configuration. Returns `None` after errors, which are added to `report`.
    pub fn resolve(
        &self,
        requirements: Vec<Requirement>,
        lock: &Lock,
        options: &DependencyOptions,
        sources: &mut Sources,
        report: &mut Report,
    ) -> Option<Resolution> {
        let vendored = self.vendored().filter(|_| !options.ignores_vendored);
        let is_git = |requirement: &Requirement| matches!(requirement.origin, Origin::Git { .. });
        let needs_cache = vendored.is_none() && requirements.iter().any(is_git);
        let cache = options.cache.clone();
        if cache.is_none() && needs_cache {
            report.push(diagnostics::no_cache());
            return None;
        }
        let access = Access {
            cache: &cache.unwrap_or_else(|| Cache::new("")),
            config: self.config_name,
            is_locked: options.is_locked,
            is_offline: options.is_offline,
            refresh: options.refresh.clone(),
            vendored,
        };
        resolve(requirements, lock, &access, &mut ProjectHost { project: self, sources }, report)
    }

    /// Returns the vendored files. A commit that lacks the folder uses the cache, because the folder need not be under
    /// version control.
    fn vendored(&self) -> Option<Vendored> {
        let vendor = self.vendor.as_ref()?;
        let folder = join(&self.root, vendor);
        let is_used = self.folder.is_some() || self.tree.is_folder(&folder);
        is_used.then(|| Vendored::new(Arc::new(Arc::clone(&self.tree).below(folder)), vendor.clone()))
    }
}

/// The configurations and folders that a resolution reads.
struct ProjectHost<'a> {
    project: &'a Project,
    sources: &'a mut Sources,
}

impl Host for ProjectHost<'_> {
    fn requirements(&mut self, config: ManifestText, report: &mut Report) -> Option<Vec<Requirement>> {
        let source = admit(config.display, config.bytes, self.sources, report)?;
        read_config(source, self.sources, report).map(|config| config.requirements)
    }

    fn folder(&mut self, requirement: &Requirement, path: &str, report: &mut Report) -> Option<FolderDependency> {
        let project = self.project;
        let (tree, folder): (Arc<dyn Tree>, String) = match (relative(&project.root, path), &project.outside) {
            (Some(inside), _) => (Arc::clone(&project.tree), inside),
            (None, Some(folder)) => (Arc::new(FolderTree::new(folder.join(path))), String::new()),
            (None, None) => {
                report.push(diagnostics::folder_outside_of_commit(requirement, path));
                return None;
            }
        };
        let root = join(&folder, &requirement.root);
        if !tree.is_folder(&root) {
            report.push(diagnostics::no_dependency_folder(requirement, &tree.display(&root)));
            return None;
        }
        let path = join(&folder, CONFIG_FILE_NAME);
        let config = match tree.read(&path) {
            Ok(bytes) => bytes.map(|bytes| ManifestText { display: tree.displayed(&path), bytes }),
            Err(error) => {
                report.push(diagnostics::unread(&error, requirement.place));
                return None;
            }
        };
        let resolver = Limited::new(tree.below(root), requirement.paths.clone());
        Some(FolderDependency { resolver: Arc::new(resolver), config })
    }
}
