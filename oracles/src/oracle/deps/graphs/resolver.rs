//! The reference resolver: the rules of `docs/dependencies.md` as loops over maps. It knows the model of a graph, and neither git
//! nor the code of protoward.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::model::{Files, From, Needed, Reference, World};

/// The lock: an entry for each requirement of a repository.
pub(super) type Lock = Vec<LockEntry>;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LockEntry {
    pub(super) needed: Needed,
    pub(super) repository: usize,
    pub(super) reference: Reference,
    pub(super) commit: usize,
    digest: Digest,
}

/// The visible files of a dependency, and its configuration with its place.
type Digest = (Files, Option<(String, Vec<Needed>)>);

/// A dependency, in the order in which they are found.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) needed: Needed,
    /// The entry of the lock; `None` for a folder.
    pub(super) entry: Option<LockEntry>,
    /// The folder, if it is one.
    pub(super) folder: Option<String>,
    files: Files,
}

/// The entries to update.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Update {
    Nothing,
    One(String),
    All,
}

/// The codes of all errors, or all dependencies with the new lock.
pub(super) type Resolved = Result<(Vec<Found>, Lock), BTreeSet<&'static str>>;

const FETCH: &str = "dependency-fetch";
const CONFLICT: &str = "dependency-conflict";

/// The place of a configuration, to which its folders are relative.
#[derive(Clone)]
enum Place {
    Project,
    Folder,
    Commit(usize, usize, String),
}

pub(super) fn resolve(world: &World, lock: &Lock, update: &Update) -> Resolved {
    let kept = lock.iter().filter(|it| match update {
        Update::Nothing => true,
        Update::One(name) => !lock.iter().any(|named| named.needed.name == *name && named.repository == it.repository),
        Update::All => false,
    });
    let mut run = Run {
        world,
        kept: kept.collect(),
        queue: world.project.iter().map(|it| (it.clone(), Place::Project)).collect(),
        found: Vec::new(),
        errors: BTreeSet::new(),
        commits: BTreeMap::new(),
        read: BTreeSet::new(),
        lock: Lock::new(),
    };
    while let Some((needed, place)) = run.queue.pop_front() {
        if let Err(code) = run.visit(needed, &place) {
            run.errors.insert(code);
        }
    }
    if run.errors.is_empty() { Ok((run.found, run.lock)) } else { Err(run.errors) }
}

struct Run<'a> {
    world: &'a World,
    /// The entries of the earlier lock that are not updated.
    kept: Vec<&'a LockEntry>,
    queue: VecDeque<(Needed, Place)>,
    found: Vec<Found>,
    errors: BTreeSet<&'static str>,
    /// The commits of references in this run.
    commits: BTreeMap<(usize, Reference), usize>,
    /// The configurations that were read.
    read: BTreeSet<(usize, usize, String)>,
    lock: Lock,
}

impl Run<'_> {
    fn visit(&mut self, needed: Needed, place: &Place) -> Result<(), &'static str> {
        let decides = |by: &Needed| by.overrides && (by.name == needed.name || is_same_repository(by, &needed));
        if !matches!(place, Place::Project) && self.world.project.iter().any(decides) {
            return Ok(());
        }
        let needed = placed(needed, place).ok_or(CONFLICT)?;
        if self.found.iter().any(|it| is_same(&it.needed, &needed)) {
            return Ok(());
        }
        match needed.from.clone() {
            From::Folder(path) => self.folder(needed, path),
            From::Git(repository, reference) => self.git(needed, repository, reference),
        }
    }

    fn folder(&mut self, needed: Needed, path: String) -> Result<(), &'static str> {
        if self.found.iter().any(|it| it.needed.name == needed.name) {
            return Err(CONFLICT);
        }
        let state = &self.world.folders[number(&path)];
        let needs = state.configs.get("").cloned().unwrap_or_default();
        self.queue.extend(needs.into_iter().map(|it| (it, Place::Folder)));
        self.found.push(Found { needed, entry: None, folder: Some(path), files: state.protos.clone() });
        Ok(())
    }

    fn git(&mut self, needed: Needed, repository: usize, reference: Reference) -> Result<(), &'static str> {
        let commit = self.commit(&needed, repository, &reference).ok_or(FETCH)?;
        let digest = digest(self.world, repository, commit, &needed);
        if digest.0.is_empty() {
            return Err(FETCH);
        }
        self.commits.insert((repository, reference.clone()), commit);
        let relation = relation(&self.found, &needed, (repository, commit), &digest);
        if let Relation::Conflict = relation {
            return Err(CONFLICT);
        }
        let entry = LockEntry { needed: needed.clone(), repository, reference, commit, digest };
        if !self.lock.iter().any(|it| is_same(&it.needed, &needed)) {
            self.lock.push(entry.clone());
        }
        if let Relation::Same = relation {
            return Ok(());
        }
        if let Some((place, needs)) = &entry.digest.1
            && self.read.insert((repository, commit, place.clone()))
        {
            let place = Place::Commit(repository, commit, place.clone());
            self.queue.extend(needs.iter().map(|it| (it.clone(), place.clone())));
        }
        let files = entry.digest.0.clone();
        self.found.push(Found { needed, entry: Some(entry), folder: None, files });
        Ok(())
    }

    /// Returns the commit of a requirement: the locked one, or that of the reference in this run or in the lock, or the current
    /// one.
    fn commit(&self, needed: &Needed, repository: usize, reference: &Reference) -> Option<usize> {
        let locked = self.kept.iter().find(|it| is_same(&it.needed, needed));
        let known = locked.map(|it| it.commit).or_else(|| self.commits.get(&(repository, reference.clone())).copied());
        let in_lock = || self.kept.iter().find(|it| it.repository == repository && it.reference == *reference);
        let history = &self.world.repositories[repository];
        known.or_else(|| in_lock().map(|it| it.commit)).or_else(|| match reference {
            Reference::Default => history.branches.get("main").copied(),
            Reference::Branch(name) => history.branches.get(name).copied(),
            Reference::Tag(name) => history.tags.get(name).copied(),
            Reference::Rev(commit) => Some(*commit),
        })
    }
}

/// Returns an entry with its folder relative to the project, or as a part of the repository whose configuration has it. Returns
/// `None` for a folder outside of the repository.
fn placed(needed: Needed, place: &Place) -> Option<Needed> {
    let From::Folder(path) = &needed.from else { return Some(needed) };
    match place {
        // Folders are `../dN`, and all are next to the project.
        Place::Project | Place::Folder => Some(needed),
        Place::Commit(repository, commit, folder) => {
            let path = match (path.strip_prefix("../"), folder.as_str()) {
                (Some(_), "") => return None,
                (Some(rest), _) => rest.to_owned(),
                (None, "") => path.clone(),
                (None, folder) => format!("{folder}/{path}"),
            };
            let from = From::Git(*repository, Reference::Rev(*commit));
            Some(Needed { from, root: path, ..needed })
        }
    }
}

enum Relation {
    New,
    Same,
    Conflict,
}

fn relation(found: &[Found], needed: &Needed, at: (usize, usize), digest: &Digest) -> Relation {
    for other in found {
        let is_same_name = other.needed.name == needed.name;
        let entry = match &other.entry {
            Some(entry) if is_same_name || entry.repository == at.0 => entry,
            None if is_same_name => return Relation::Conflict,
            _ => continue,
        };
        let is_equal = entry.digest == *digest;
        match is_same_name {
            true if is_equal => return Relation::Same,
            true => return Relation::Conflict,
            false if is_equal || entry.commit == at.1 => {}
            false => return Relation::Conflict,
        }
    }
    Relation::New
}

fn is_same_repository(one: &Needed, other: &Needed) -> bool {
    matches!((&one.from, &other.from), (From::Git(a, _), From::Git(b, _)) if a == b)
}

fn is_same(one: &Needed, other: &Needed) -> bool {
    (&one.name, &one.from, &one.root, &one.paths) == (&other.name, &other.from, &other.root, &other.paths)
}

/// Returns the number of the folder `../dN`.
fn number(path: &str) -> usize {
    path.trim_start_matches("../d").parse().expect("a folder has a number")
}

fn digest(world: &World, repository: usize, commit: usize, needed: &Needed) -> Digest {
    let state = &world.repositories[repository].commits[commit];
    let is_below = |path: &str, folder: &str| path == folder || path.starts_with(&format!("{folder}/"));
    let name = |path: &str| match needed.root.as_str() {
        "" => Some(path.to_owned()),
        root => path.strip_prefix(root)?.strip_prefix('/').map(str::to_owned),
    };
    let is_visible = |name: &str| needed.paths.is_empty() || needed.paths.iter().any(|path| is_below(name, path));
    let files = state.protos.iter().filter_map(|(path, text)| Some((name(path)?, text.clone())));
    let files = files.filter(|(name, _)| is_visible(name)).collect();
    let mut folders = vec![String::new()];
    let parts: Vec<&str> = needed.root.split('/').filter(|part| !part.is_empty()).collect();
    folders.extend((1..=parts.len()).map(|count| parts[..count].join("/")));
    let config =
        folders.into_iter().rev().find_map(|folder| Some((folder.clone(), state.configs.get(&folder)?.clone())));
    (files, config)
}

/// The origin of an import.
#[derive(Debug, Clone, Copy)]
pub(super) enum Import<'a> {
    From(&'a Found),
    /// Two dependencies have it with different contents.
    Contradicted,
    Missing,
}

pub(super) fn import<'a>(found: &'a [Found], path: &str) -> Import<'a> {
    let having: Vec<&Found> = found.iter().filter(|it| it.files.contains_key(path)).collect();
    match having.first() {
        None => Import::Missing,
        Some(first) if having.iter().all(|it| it.files[path] == first.files[path]) => Import::From(first),
        Some(_) => Import::Contradicted,
    }
}

/// Returns all import paths.
pub(super) fn imports(found: &[Found]) -> Vec<String> {
    let paths: BTreeSet<&String> = found.iter().flat_map(|it| it.files.keys()).collect();
    paths.into_iter().cloned().collect()
}

/// Returns the packages of the files with an import path.
pub(super) fn packages(found: &[Found], path: &str) -> Vec<String> {
    let texts = found.iter().filter_map(|it| it.files.get(path));
    texts.filter_map(|text| text.lines().nth(1)).map(str::to_owned).take(1).collect()
}
