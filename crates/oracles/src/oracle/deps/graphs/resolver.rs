//! The reference resolver: the rules of `docs/dependencies.md` as loops over maps. It knows the model of a graph, and neither git
//! nor the code of protoward.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::model::{Files, From, Needed, Reference, World};

/// The lock: an entry for each requirement of a repository.
pub(super) type Lock = Vec<Entry>;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
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
    pub(super) entry: Option<Entry>,
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
    let updated: Vec<usize> = match update {
        Update::One(name) => lock.iter().filter(|it| it.needed.name == *name).map(|it| it.repository).collect(),
        _ => Vec::new(),
    };
    let kept = |repository: usize| *update != Update::All && !updated.contains(&repository);
    let overrides: Vec<&Needed> = world.project.iter().filter(|it| it.overrides).collect();
    let mut queue: VecDeque<(Needed, Place)> = world.project.iter().map(|it| (it.clone(), Place::Project)).collect();
    let (mut found, mut errors) = (Vec::<Found>::new(), BTreeSet::new());
    let mut commits: BTreeMap<(usize, Reference), usize> = BTreeMap::new();
    let (mut read, mut locks) = (BTreeSet::new(), Lock::new());
    while let Some((needed, place)) = queue.pop_front() {
        let is_decided = |by: &&&Needed| by.name == needed.name || is_same_repository(by, &needed);
        if !matches!(place, Place::Project) && overrides.iter().any(|by| is_decided(&by)) {
            continue;
        }
        let Some(needed) = placed(needed, &place) else {
            errors.insert(CONFLICT);
            continue;
        };
        let is_equal = |it: &Found| {
            (&it.needed.name, &it.needed.from, &it.needed.root, &it.needed.paths)
                == (&needed.name, &needed.from, &needed.root, &needed.paths)
        };
        if found.iter().any(is_equal) {
            continue;
        }
        let (repository, reference) = match needed.from.clone() {
            From::Folder(path) => {
                if found.iter().any(|it| it.needed.name == needed.name) {
                    errors.insert(CONFLICT);
                    continue;
                }
                let state = &world.folders[number(&path)];
                let needs = state.configs.get("").cloned().unwrap_or_default();
                queue.extend(needs.into_iter().map(|it| (it, Place::Folder)));
                let files = state.protos.clone();
                found.push(Found { needed, entry: None, folder: Some(path), files });
                continue;
            }
            From::Git(repository, reference) => (repository, reference),
        };
        let locked = lock.iter().find(|it| kept(repository) && is_for(it, &needed));
        let in_lock = || {
            let same = |it: &&Entry| kept(repository) && it.repository == repository && it.reference == reference;
            lock.iter().find(same).map(|it| it.commit)
        };
        let key = (repository, reference.clone());
        let history = &world.repositories[repository];
        let current = || match &reference {
            Reference::Default => history.branches.get("main").copied(),
            Reference::Branch(name) => history.branches.get(name).copied(),
            Reference::Tag(name) => history.tags.get(name).copied(),
            Reference::Rev(commit) => Some(*commit),
        };
        let known = locked.map(|it| it.commit).or_else(|| commits.get(&key).copied()).or_else(in_lock);
        let Some(commit) = known.or_else(current) else {
            errors.insert(FETCH);
            continue;
        };
        let digest = digest(world, repository, commit, &needed);
        if digest.0.is_empty() {
            errors.insert(FETCH);
            continue;
        }
        commits.insert(key, commit);
        let entry = Entry { needed: needed.clone(), repository, reference, commit, digest: digest.clone() };
        let relation = relation(&found, &needed, (repository, commit), &digest);
        if let Relation::Conflict = relation {
            errors.insert(CONFLICT);
            continue;
        }
        if !locks.iter().any(|it| is_for(it, &needed)) {
            locks.push(entry.clone());
        }
        if let Relation::Same = relation {
            continue;
        }
        let files = digest.0.clone();
        if let Some((place, needs)) = &digest.1 {
            if read.insert((repository, commit, place.clone())) {
                let place = Place::Commit(repository, commit, place.clone());
                queue.extend(needs.iter().map(|it| (it.clone(), place.clone())));
            }
        }
        found.push(Found { needed, entry: Some(entry), folder: None, files });
    }
    if errors.is_empty() { Ok((found, locks)) } else { Err(errors) }
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

fn is_for(entry: &Entry, needed: &Needed) -> bool {
    let locked = &entry.needed;
    (&locked.name, &locked.from, &locked.root, &locked.paths)
        == (&needed.name, &needed.from, &needed.root, &needed.paths)
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
