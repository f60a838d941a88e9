//! Resolution: from the requirements of a configuration to all dependencies at one commit each.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;
use std::sync::Arc;

use protoward_source::{Report, Resolver};

use crate::cache::Cache;
use crate::diagnostics;
use crate::fetch::{self, FetchError, Written};
use crate::imports::Imports;
use crate::lock::{Lock, Locked};
use crate::requirement::{Origin, Reference, Requirement, is_commit, relative};
use crate::tree::{CachedTree, LockedTree};
use crate::vendor::Vendored;

/// Maximum number of dependencies.
const MAX_DEPENDENCIES: usize = 1000;

/// The means of a resolution.
#[derive(Clone, Debug)]
pub(crate) struct Access<'a> {
    /// The cache.
    pub cache: &'a Cache,
    /// The name of the configuration in messages.
    pub config: &'a str,
    /// `true` if the lock must not change.
    pub is_locked: bool,
    /// `true` if nothing is fetched.
    pub is_offline: bool,
    /// The entries of the lock that are replaced by current commits.
    pub refresh: Refresh,
}

/// A selection of dependencies to update.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Refresh {
    /// None: the lock is kept where it satisfies the requirements.
    #[default]
    Nothing,
    /// Dependencies with these names, and others from the same repositories.
    Named(BTreeSet<String>),
    /// All.
    Everything,
}

/// The text of a configuration in a dependency.
#[derive(Clone, Debug)]
pub(crate) struct ManifestText {
    /// The path for messages.
    pub display: String,
    /// The text.
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

    /// Returns the folder with vendored files, which is used instead of the cache.
    fn vendored(&self) -> Option<Vendored> {
        None
    }
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

/// A dependency.
pub struct Dependency {
    /// The first requirement of the dependency.
    pub requirement: Requirement,
    /// The configuration and the dependencies that require it.
    pub wanted_by: Vec<String>,
    /// The origin of its files.
    pub found: Found,
    /// The files.
    pub resolver: Arc<dyn Resolver>,
}

impl fmt::Debug for Dependency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dependency").field("requirement", &self.requirement).finish_non_exhaustive()
    }
}

/// The origin of the files of a dependency.
#[derive(Clone, Debug)]
pub enum Found {
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
    let refreshed = refreshed(lock, &access.refresh);
    let mut run = Run {
        lock,
        access,
        refreshed,
        overrides,
        commits: BTreeMap::new(),
        configs: BTreeSet::new(),
        found: Vec::new(),
        queue: VecDeque::new(),
    };
    run.queue.extend(requirements.into_iter().map(|it| Wanted { requirement: it, by: None, base: Base::Config }));
    while let Some(wanted) = run.queue.pop_front() {
        run.visit(wanted, host, &mut problems);
    }
    let resolution = run.finish(&mut problems);
    let has_errors = problems.has_errors();
    report.append(problems);
    resolution.filter(|_| !has_errors)
}

/// Returns the URLs of the repositories to update; `None` for all.
fn refreshed(lock: &Lock, refresh: &Refresh) -> Option<BTreeSet<String>> {
    let of =
        |names: &BTreeSet<String>| names.iter().filter_map(|name| lock.get(name)).map(|it| it.git.clone()).collect();
    match refresh {
        Refresh::Everything => None,
        Refresh::Nothing => Some(BTreeSet::new()),
        Refresh::Named(names) => Some(of(names)),
    }
}

/// A requirement with the one who states it.
struct Wanted {
    requirement: Requirement,
    /// The name of a dependency; `None` for the user's configuration.
    by: Option<String>,
    base: Base,
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
    refreshed: Option<BTreeSet<String>>,
    overrides: Vec<Requirement>,
    /// The commits of references in this run: a branch that moves meanwhile has one commit.
    commits: BTreeMap<(String, Reference), String>,
    /// The configurations that were read, with the URLs and commits of their repositories: two folders of one
    /// repository may share one.
    configs: BTreeSet<(String, String, Option<String>)>,
    found: Vec<Dependency>,
    queue: VecDeque<Wanted>,
}

impl Run<'_> {
    fn visit(&mut self, wanted: Wanted, host: &mut dyn Host, report: &mut Report) {
        let Wanted { requirement, by, base } = wanted;
        let by_name = by.clone().unwrap_or_else(|| self.access.config.to_owned());
        if by.is_some() && self.yields(&requirement, &by_name) {
            return;
        }
        let Some(requirement) = inside(requirement, &base, report) else { return };
        if self.found.len() >= MAX_DEPENDENCIES {
            if self.queue.is_empty() {
                report.push(diagnostics::too_many(&requirement, MAX_DEPENDENCIES));
            }
            self.queue.truncate(1);
            return;
        }
        if let Some(known) = self.found.iter_mut().find(|it| is_same(&it.requirement, &requirement)) {
            add(&mut known.wanted_by, by_name);
            return;
        }
        match requirement.origin.clone() {
            Origin::Folder(path) => self.folder(requirement, path, by_name, host, report),
            Origin::Git { url, reference } => self.git(requirement, (url, reference), by_name, host, report),
        }
    }

    /// Returns `true` if the user's configuration decides about this dependency.
    fn yields(&mut self, requirement: &Requirement, by: &str) -> bool {
        let deciding =
            self.overrides.iter().find(|it| it.name == requirement.name || is_same_repository(it, requirement));
        let Some(deciding) = deciding else { return false };
        let found = self.found.iter_mut().find(|it| it.requirement.name == deciding.name);
        found.into_iter().for_each(|it| add(&mut it.wanted_by, by.to_owned()));
        true
    }

    fn folder(&mut self, requirement: Requirement, path: String, by: String, host: &mut dyn Host, report: &mut Report) {
        if let Some(known) = self.found.iter().find(|it| it.requirement.name == requirement.name) {
            report.push(diagnostics::conflict((&known.requirement, &known.wanted_by), (&requirement, &by)));
            return;
        }
        let Some(folder) = host.folder(&requirement, &path, report) else { return };
        let name = requirement.name.clone();
        let resolver = folder.resolver;
        let found = Found::Folder(path.clone());
        self.found.push(Dependency { requirement, wanted_by: vec![by], found, resolver });
        self.transitive(folder.config, &name, &Base::Folder(path), host, report);
    }

    fn git(
        &mut self,
        requirement: Requirement,
        (url, reference): (String, Reference),
        by: String,
        host: &mut dyn Host,
        report: &mut Report,
    ) {
        let prepared = match host.vendored() {
            Some(vendored) => vendored.open(&requirement, self.lock, report),
            None => self.prepare(&requirement, &url, &reference, report).map(|(locked, tree)| (locked, boxed(tree))),
        };
        let Some((locked, tree)) = prepared else { return };
        let same_name = |it: &&mut Dependency| it.requirement.name == requirement.name;
        let same_url = |it: &&mut Dependency| is_same_repository(&it.requirement, &requirement);
        if let Some(known) = self.found.iter_mut().find(|it| same_name(it) || same_url(it)) {
            let other = match &known.found {
                Found::Git(other) => Some(other),
                Found::Folder(_) => None,
            };
            let is_equal = other.is_some_and(|other| other.digest == locked.digest);
            let is_at_same_commit = other.is_some_and(|other| other.commit == locked.commit);
            if is_equal && known.requirement.name == requirement.name {
                add(&mut known.wanted_by, by);
                return;
            }
            if known.requirement.name == requirement.name || !(is_equal || is_at_same_commit) {
                report.push(diagnostics::conflict((&known.requirement, &known.wanted_by), (&requirement, &by)));
                return;
            }
        }
        let config = match tree.config() {
            Ok(config) => config,
            Err(error) => {
                report.push(diagnostics::unreadable(&requirement, &error));
                return;
            }
        };
        let name = requirement.name.clone();
        let commit = locked.commit.clone();
        let version = locked.version().to_owned();
        self.found.push(Dependency { requirement, wanted_by: vec![by], found: Found::Git(locked), resolver: tree });
        let folder = config.as_ref().and_then(|(path, _)| path.rsplit_once('/')).map_or("", |(folder, _)| folder);
        let is_new = self.configs.insert((url.clone(), commit.clone(), config.as_ref().map(|(path, _)| path.clone())));
        if !is_new {
            return;
        }
        let base = Base::Git { url, commit, folder: folder.to_owned() };
        let config = config.map(|(path, bytes)| ManifestText { display: format!("{name}/{path}@{version}"), bytes });
        self.transitive(config, &name, &base, host, report);
    }

    fn transitive(
        &mut self,
        config: Option<ManifestText>,
        name: &str,
        base: &Base,
        host: &mut dyn Host,
        report: &mut Report,
    ) {
        let Some(requirements) = config.and_then(|config| host.requirements(config, report)) else { return };
        let wanted = |requirement| Wanted { requirement, by: Some(name.to_owned()), base: base.clone() };
        self.queue.extend(requirements.into_iter().map(wanted));
    }

    /// Returns the commit and the files of a requirement.
    fn prepare(
        &mut self,
        requirement: &Requirement,
        url: &str,
        reference: &Reference,
        report: &mut Report,
    ) -> Option<(Locked, CachedTree)> {
        let is_kept = |git: &str| self.refreshed.as_ref().is_some_and(|urls| !urls.contains(git));
        let locked = self.lock.get(&requirement.name).filter(|it| it.satisfies(requirement) && is_kept(&it.git));
        if locked.is_none() && self.access.is_locked {
            report.push(diagnostics::not_locked(requirement));
            return None;
        }
        if let Some(locked) = locked {
            self.commits.entry((url.to_owned(), reference.clone())).or_insert_with(|| locked.commit.clone());
            match CachedTree::open(self.access.cache, &locked.digest, &requirement.name, locked.version()) {
                Ok(Some(tree)) => return Some((locked.clone(), tree)),
                Ok(None) => {}
                Err(error) => {
                    report.push(diagnostics::tree(requirement, error));
                    return None;
                }
            }
        }
        let written = self.write(requirement, (url, reference), locked);
        let (commit, written) = match written {
            Ok(Some(written)) => written,
            Ok(None) => {
                report.push(diagnostics::offline(requirement));
                return None;
            }
            Err(error) => {
                report.push(diagnostics::fetch(requirement, locked.map(|it| &*it.commit), &error));
                return None;
            }
        };
        if let Some(locked) = locked.filter(|it| it.digest != written.digest) {
            report.push(diagnostics::other_contents(requirement, locked, &written.digest));
            return None;
        }
        self.commits.insert((url.to_owned(), reference.clone()), commit.clone());
        let locked = Locked {
            name: requirement.name.clone(),
            place: None,
            git: url.to_owned(),
            reference: reference.clone(),
            root: requirement.root.clone(),
            paths: requirement.paths.clone(),
            commit,
            tree: written.tree,
            digest: written.digest,
        };
        match CachedTree::open(self.access.cache, &locked.digest, &locked.name, locked.version()) {
            Ok(Some(tree)) => Some((locked, tree)),
            Ok(None) => {
                report.push(diagnostics::tampered(requirement, &self.access.cache.tree(&locked.digest)));
                None
            }
            Err(error) => {
                report.push(diagnostics::tree(requirement, error));
                None
            }
        }
    }

    /// Writes the files of a requirement to the cache, and returns the commit. Returns `None` if that takes a network
    /// and the run is offline.
    fn write(
        &self,
        requirement: &Requirement,
        (url, reference): (&str, &Reference),
        locked: Option<&Locked>,
    ) -> Result<Option<(String, Written)>, FetchError> {
        let Access { cache, is_offline, .. } = *self.access;
        let known = match locked {
            Some(locked) => Some(locked.commit.clone()),
            None => self.known_commit(url, reference),
        };
        let commit = match (known, reference) {
            (Some(commit), _) => commit,
            (None, Reference::Rev(commit)) => commit.clone(),
            (None, _) if is_offline => return Ok(None),
            (None, reference) => fetch::latest(cache, url, reference)?,
        };
        if is_offline && !fetch::has_commit(cache, url, &commit)? {
            return Ok(None);
        }
        let written = fetch::write(cache, url, &commit, (&requirement.root, &requirement.paths))?;
        Ok(Some((commit, written)))
    }

    /// Returns the commit of a reference that another dependency from the same repository has.
    fn known_commit(&self, url: &str, reference: &Reference) -> Option<String> {
        let in_run = self.commits.get(&(url.to_owned(), reference.clone()));
        let is_kept = self.refreshed.as_ref().is_some_and(|urls| !urls.contains(url));
        let mut locked = self.lock.dependencies.iter().filter(|_| is_kept);
        let in_lock = || locked.find(|it| it.git == url && it.reference == *reference).map(|it| &it.commit);
        in_run.or_else(in_lock).cloned()
    }

    fn finish(self, report: &mut Report) -> Option<Resolution> {
        if report.has_errors() {
            return None;
        }
        let git = |it: &Dependency| match &it.found {
            Found::Git(locked) => Some(locked.clone()),
            Found::Folder(_) => None,
        };
        let mut lock = Lock { dependencies: self.found.iter().filter_map(git).collect() };
        lock.dependencies.sort_by(|a, b| a.name.cmp(&b.name));
        let is_changed = lock.render() != self.lock.render();
        if is_changed && self.access.is_locked {
            let stale: Vec<&Locked> = self.lock.dependencies.iter().filter(|it| lock.get(&it.name).is_none()).collect();
            let names: Vec<&str> = stale.iter().map(|it| it.name.as_str()).collect();
            report.push(diagnostics::not_required(&names, stale.first().and_then(|it| it.place)));
            return None;
        }
        Some(Resolution { dependencies: self.found, lock, is_changed })
    }
}

fn boxed(tree: CachedTree) -> Arc<dyn LockedTree> {
    Arc::new(tree)
}

fn add(wanted_by: &mut Vec<String>, name: String) {
    if !wanted_by.contains(&name) {
        wanted_by.push(name);
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
    let Origin::Folder(path) = &requirement.origin else { return Some(requirement) };
    match base {
        Base::Config => Some(requirement),
        Base::Folder(folder) => {
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
