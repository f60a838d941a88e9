//! Resolution: from the requirements of a configuration to all dependencies at one commit each.

use std::collections::{BTreeSet, VecDeque};
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use protoward_source::{PathStart, Report, Resolver, SourcePath, join};

use crate::diagnostics;
use crate::imports::Imports;
use crate::limits::{MAX_DEPENDENCIES, MAX_DEPTH};
use crate::lock::{Lock, Locked};
use crate::requirement::{Origin, Reference, Requirement, is_commit, is_local};
use crate::tree_provider::{Access, TreeProvider};
use protoward_source::tree_path::relative;

/// The text of a configuration in a dependency.
#[derive(Clone, Debug)]
pub(crate) struct ManifestText {
    /// The path that messages name.
    pub display: SourcePath,
    /// The text, which need not be UTF-8.
    pub bytes: Vec<u8>,
}

/// A folder that a requirement names.
#[derive(Clone)]
pub(crate) struct FolderDependency {
    /// The files below the root of the requirement.
    pub resolver: Arc<dyn Resolver>,
    /// The configuration of the folder.
    pub config: Option<ManifestText>,
}

impl fmt::Debug for FolderDependency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FolderDependency").field("config", &self.config).finish_non_exhaustive()
    }
}

/// The caller of a resolution, which knows configurations and folders.
pub(crate) trait Host {
    /// Returns the requirements in the configuration of a dependency. Returns `None` after errors, which are added to
    /// `report`.
    fn requirements(&mut self, config: ManifestText, report: &mut Report) -> Option<Vec<Requirement>>;

    /// Opens a folder; `path` is relative to the folder of the user's configuration, and may begin with `..`. Returns
    /// `None` after errors, which are added to `report`.
    fn folder(&mut self, requirement: &Requirement, path: &str, report: &mut Report) -> Option<FolderDependency>;
}

/// The result of a resolution.
#[derive(Debug)]
pub struct Resolution {
    /// All dependencies, in the order in which they were found.
    pub dependencies: Vec<Dependency>,
    /// The lock with exactly these dependencies.
    pub lock: Lock,
    /// `true` if the lock differs from the earlier one.
    pub is_changed: bool,
}

/// A dependency with its files, at one commit for all that require it.
pub struct Dependency {
    /// The first requirement of the dependency.
    pub requirement: Requirement,
    /// The configuration and the dependencies that require it.
    pub required_by: Vec<String>,
    /// The origin of its files.
    pub found: DependencySource,
    /// The resolver of its files by import path.
    pub resolver: Arc<dyn Resolver>,
    /// The file in the cache that has the files, if they are in the cache.
    pub cache_file: Option<PathBuf>,
}

impl fmt::Debug for Dependency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dependency").field("requirement", &self.requirement).finish_non_exhaustive()
    }
}

/// The origin of the files of a dependency.
#[derive(Clone, Debug)]
pub enum DependencySource {
    /// A commit of a repository.
    Git(Locked),
    /// A folder, relative to that of the user's configuration.
    Folder(String),
}

impl Resolution {
    /// Returns a resolver for the files of all dependencies.
    pub fn imports(&self) -> Imports {
        let named = |it: &Dependency| (it.requirement.name.clone(), Arc::clone(&it.resolver));
        Imports::new(self.dependencies.iter().map(named).collect())
    }
}

/// Resolves the requirements of a configuration, and those of the dependencies. Returns `None` after errors, which are
/// added to `report`.
pub(crate) fn resolve(
    requirements: Vec<Requirement>,
    lock: &Lock,
    access: &Access<'_>,
    host: &mut dyn Host,
    report: &mut Report,
) -> Option<Resolution> {
    let mut problems = Report::default();
    let overrides = requirements.iter().filter(|it| it.is_override).cloned().collect();
    let mut run = Run {
        lock,
        access,
        trees: TreeProvider::new(lock, access),
        overrides,
        configs: BTreeSet::new(),
        found: Vec::new(),
        equal: Vec::new(),
        queue: VecDeque::new(),
    };
    let wanted = |requirement| PendingRequirement { requirement, by: None, base: Base::Config, depth: 0 };
    run.queue.extend(requirements.into_iter().map(wanted));
    while let Some(wanted) = run.queue.pop_front() {
        run.visit(wanted, host, &mut problems);
    }
    let resolution = run.finish(&mut problems);
    let has_errors = problems.has_errors();
    report.append(problems);
    resolution.filter(|_| !has_errors)
}

/// A requirement with the one who states it.
struct PendingRequirement {
    requirement: Requirement,
    /// The name of a dependency; `None` for the user's configuration.
    by: Option<String>,
    base: Base,
    /// The number of dependencies between the user's configuration and this requirement.
    depth: usize,
}

/// The folder to which folders of requirements are relative.
#[derive(Clone)]
enum Base {
    /// The folder of the user's configuration.
    Config,
    /// A folder relative to that.
    Folder(String),
    /// A folder of a repository at a commit.
    Git { url: String, commit: String, folder: String },
}

struct Run<'a> {
    lock: &'a Lock,
    access: &'a Access<'a>,
    trees: TreeProvider<'a>,
    overrides: Vec<Requirement>,
    /// The configurations that were read, with the URLs and commits of their repositories: two folders of one
    /// repository may share one.
    configs: BTreeSet<(String, String, String)>,
    found: Vec<Dependency>,
    /// The entries of requirements that lead to the files of a dependency in `found` in another way.
    equal: Vec<Locked>,
    queue: VecDeque<PendingRequirement>,
}

impl Run<'_> {
    fn visit(&mut self, wanted: PendingRequirement, host: &mut dyn Host, report: &mut Report) {
        let PendingRequirement { requirement, by, base, depth } = wanted;
        let by_name = by.clone().unwrap_or_else(|| self.access.config.to_owned());
        if by.is_some() && self.yields(&requirement, &by_name) {
            return;
        }
        let Some(requirement) = inside(requirement, &base, report) else { return };
        if let Some(known) = self.found.iter_mut().find(|it| is_same(&it.requirement, &requirement)) {
            add(&mut known.required_by, by_name);
            return;
        }
        if self.found.len() >= MAX_DEPENDENCIES || depth > MAX_DEPTH {
            report.push(if depth > MAX_DEPTH {
                diagnostics::too_deep(&requirement)
            } else {
                diagnostics::too_many(&requirement)
            });
            self.queue.clear();
            return;
        }
        let added = match requirement.origin.clone() {
            Origin::Folder(path) => self.folder(requirement, path, by_name, host, report),
            Origin::Git { url, reference } => self.git(requirement, (&url, &reference), by_name, report),
        };
        let Some(AddedDependency { name, base, config: Some(config) }) = added else { return };
        let wanted = |requirement| PendingRequirement {
            requirement,
            by: Some(name.clone()),
            base: base.clone(),
            depth: depth + 1,
        };
        self.queue.extend(host.requirements(config, report).into_iter().flatten().map(wanted));
    }

    /// Returns `true` if the user's configuration decides about this dependency.
    fn yields(&mut self, requirement: &Requirement, by: &str) -> bool {
        let deciding =
            self.overrides.iter().find(|it| it.name == requirement.name || is_same_repository(it, requirement));
        let Some(deciding) = deciding else { return false };
        let found = self.found.iter_mut().find(|it| it.requirement.name == deciding.name);
        found.into_iter().for_each(|it| add(&mut it.required_by, by.to_owned()));
        true
    }

    fn folder(
        &mut self,
        requirement: Requirement,
        path: String,
        by: String,
        host: &mut dyn Host,
        report: &mut Report,
    ) -> Option<AddedDependency> {
        if let Some(known) = self.found.iter().find(|it| it.requirement.name == requirement.name) {
            report.push(diagnostics::conflict((&known.requirement, &known.required_by), (&requirement, &by)));
            return None;
        }
        let FolderDependency { resolver, config } = host.folder(&requirement, &path, report)?;
        let name = requirement.name.clone();
        let found = DependencySource::Folder(path.clone());
        self.found.push(Dependency { requirement, required_by: vec![by], found, resolver, cache_file: None });
        Some(AddedDependency { name, base: Base::Folder(path), config })
    }

    fn git(
        &mut self,
        requirement: Requirement,
        (url, reference): (&str, &Reference),
        by: String,
        report: &mut Report,
    ) -> Option<AddedDependency> {
        let (locked, tree) = self.trees.tree(&requirement, url, reference).map_err(|it| report.push(*it)).ok()?;
        for known in &mut self.found {
            match relation(known, &requirement, &locked) {
                Relation::None => {}
                Relation::Equal => {
                    add(&mut known.required_by, by);
                    self.equal.push(locked);
                    return None;
                }
                Relation::Conflict => {
                    report.push(diagnostics::conflict((&known.requirement, &known.required_by), (&requirement, &by)));
                    return None;
                }
            }
        }
        let config = tree.config().map_err(|error| report.push(diagnostics::unreadable(&requirement, &error))).ok()?;
        let name = requirement.name.clone();
        let commit = locked.commit.clone();
        let version: Arc<str> = locked.version().into();
        let found = DependencySource::Git(locked);
        let cache_file = tree.cache_file().map(Path::to_owned);
        self.found.push(Dependency { requirement, required_by: vec![by], found, resolver: tree, cache_file });
        let (path, bytes) = config?;
        if !self.configs.insert((url.to_owned(), commit.clone(), path.clone())) {
            return None;
        }
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
        let display = SourcePath::from_start(join(&name, &path), PathStart::Dependency).at(version);
        let config = Some(ManifestText { display, bytes });
        Some(AddedDependency { name, base: Base::Git { url: url.to_owned(), commit, folder }, config })
    }

    fn finish(self, report: &mut Report) -> Option<Resolution> {
        if report.has_errors() {
            return None;
        }
        let git = |it: &Dependency| match &it.found {
            DependencySource::Git(locked) => Some(locked.clone()),
            DependencySource::Folder(_) => None,
        };
        let mut lock = Lock { dependencies: self.found.iter().filter_map(git).chain(self.equal).collect() };
        lock.dependencies.sort_by(|a, b| a.key().cmp(&b.key()));
        lock.dependencies.dedup_by(|a, b| a.key() == b.key());
        let is_changed = lock.render() != self.lock.render();
        if is_changed && self.access.is_locked {
            let is_required = |it: &Locked| lock.dependencies.iter().any(|other| other.key() == it.key());
            let stale: Vec<&Locked> = self.lock.dependencies.iter().filter(|it| !is_required(it)).collect();
            let names: Vec<&str> = stale.iter().map(|it| it.name.as_str()).collect();
            report.push(diagnostics::not_required(&names, stale.first().and_then(|it| it.place)));
            return None;
        }
        Some(Resolution { dependencies: self.found, lock, is_changed })
    }
}

fn add(required_by: &mut Vec<String>, name: String) {
    if !required_by.contains(&name) {
        required_by.push(name);
    }
}

/// A dependency that was added, with its configuration, whose folders are relative to `base`.
struct AddedDependency {
    name: String,
    base: Base,
    config: Option<ManifestText>,
}

/// The relation of a requirement to a dependency.
enum Relation {
    /// They have nothing to do with each other, or are parts of one repository at one commit.
    None,
    /// They have one name and the same files.
    Equal,
    Conflict,
}

fn relation(known: &Dependency, requirement: &Requirement, locked: &Locked) -> Relation {
    let is_same_name = known.requirement.name == requirement.name;
    if !is_same_name && !is_same_repository(&known.requirement, requirement) {
        return Relation::None;
    }
    let DependencySource::Git(other) = &known.found else { return Relation::Conflict };
    match (is_same_name, other.digest == locked.digest) {
        (true, true) => Relation::Equal,
        (true, false) => Relation::Conflict,
        (false, is_equal) if is_equal || other.commit == locked.commit => Relation::None,
        (false, _) => Relation::Conflict,
    }
}

fn is_same(a: &Requirement, b: &Requirement) -> bool {
    (&a.name, &a.origin, &a.root, &a.paths) == (&b.name, &b.origin, &b.root, &b.paths)
}

fn is_same_repository(a: &Requirement, b: &Requirement) -> bool {
    match (&a.origin, &b.origin) {
        (Origin::Git { url: a, .. }, Origin::Git { url: b, .. }) => a == b,
        _ => false,
    }
}

/// Returns a requirement with its folder relative to the user's configuration, or as a part of the repository whose
/// configuration states it.
fn inside(requirement: Requirement, base: &Base, report: &mut Report) -> Option<Requirement> {
    let path = match (&requirement.origin, base) {
        // Such a repository is none that the owner of the dependency has.
        (Origin::Git { url, .. }, Base::Git { url: by, .. }) if is_local(url) && !is_local(by) => {
            report.push(diagnostics::local_repository(&requirement, url));
            return None;
        }
        (Origin::Git { .. }, _) => return Some(requirement),
        (Origin::Folder(path), _) => path,
    };
    match base {
        Base::Config | Base::Folder(_) => {
            let folder = if let Base::Folder(folder) = base { folder } else { "" };
            let path = outward(folder, path);
            Some(Requirement { origin: Origin::Folder(path), ..requirement })
        }
        Base::Git { url, commit, folder } => {
            let Some(path) = relative(folder, path) else {
                report.push(diagnostics::leaves_repository(&requirement, path));
                return None;
            };
            debug_assert!(is_commit(commit), "a lock and git are the only origins of commits");
            let origin = Origin::Git { url: url.clone(), reference: Reference::Rev(commit.clone()) };
            let root = protoward_source::join(&path, &requirement.root);
            Some(Requirement { origin, root, ..requirement })
        }
    }
}

/// Resolves a path relative to a folder, which may both begin with `..`.
fn outward(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}
