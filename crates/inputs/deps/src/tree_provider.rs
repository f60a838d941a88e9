//! The commit and the files of a requirement: from the lock and the cache, or fetched, by the means that the caller grants.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use protoward_source::Diagnostic;

use crate::cache::Cache;
use crate::fetch::{self, FetchError, FileSelection, WrittenTree};
use crate::lock::{Lock, Locked};
use crate::requirement::{Reference, Requirement};
use crate::tree::{CachedTree, LockedTree};
use crate::vendor::Vendored;
use crate::{diagnostics, fetch_diagnostics};

/// The means of a resolution.
#[derive(Clone, Debug)]
pub(crate) struct Access<'a> {
    /// The cache with repositories and trees, from which files are taken unless they are vendored.
    pub cache: &'a Cache,
    /// The name of the configuration in messages.
    pub config: &'a str,
    /// `true` if the lock must not change.
    pub is_locked: bool,
    /// `true` if nothing is fetched.
    pub is_offline: bool,
    /// The entries of the lock that are replaced by current commits.
    pub refresh: Refresh,
    /// The folder with vendored files, which is used instead of the cache.
    pub vendored: Option<Vendored>,
}

/// A selection of dependencies to update.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Refresh {
    /// None: the lock is kept where it satisfies the requirements.
    #[default]
    Nothing,
    /// Dependencies with these names, and others from the same repositories.
    Named(BTreeSet<String>),
    /// All dependencies.
    Everything,
}

/// The commits and files of one resolution.
pub(crate) struct TreeProvider<'a> {
    lock: &'a Lock,
    access: &'a Access<'a>,
    /// The URLs of the repositories to update; `None` for all.
    refreshed: Option<BTreeSet<String>>,
    /// The commits of references in this run: a branch that moves meanwhile has one commit.
    commits: BTreeMap<(String, Reference), String>,
}

impl<'a> TreeProvider<'a> {
    pub(crate) fn new(lock: &'a Lock, access: &'a Access<'a>) -> Self {
        Self { lock, access, refreshed: refreshed(lock, &access.refresh), commits: BTreeMap::new() }
    }

    /// Returns the commit and the files of a requirement.
    pub(crate) fn tree(
        &mut self,
        requirement: &Requirement,
        url: &str,
        reference: &Reference,
    ) -> Result<(Locked, Arc<dyn LockedTree>), Box<Diagnostic>> {
        if let Some(vendored) = &self.access.vendored {
            return vendored.open(requirement, self.lock);
        }
        let mut entries = self.lock.dependencies.iter();
        let locked = entries.find(|it| it.satisfies(requirement) && self.is_kept(&it.git));
        if locked.is_none() && self.access.is_locked {
            return Err(Box::new(diagnostics::not_locked(requirement)));
        }
        if let Some(locked) = locked {
            self.commits.entry((url.to_owned(), reference.clone())).or_insert_with(|| locked.commit.clone());
            if let Some(tree) = self.open(requirement, locked)? {
                return Ok((locked.clone(), Arc::new(tree)));
            }
        }
        let (commit, written) = self
            .write(requirement, (url, reference), locked)
            .map_err(|error| Box::new(fetch_diagnostics::fetch(requirement, locked, &error)))?;
        if let Some(locked) = locked.filter(|it| it.digest != written.digest) {
            return Err(Box::new(diagnostics::other_contents(requirement, locked, &written.digest)));
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
        match self.open(requirement, &locked)? {
            Some(tree) => Ok((locked, Arc::new(tree))),
            None => Err(Box::new(diagnostics::tampered(requirement, &self.access.cache.tree(&locked.digest)))),
        }
    }

    fn open(&self, requirement: &Requirement, locked: &Locked) -> Result<Option<CachedTree>, Box<Diagnostic>> {
        let tree = CachedTree::open(self.access.cache, &locked.digest, &locked.name, locked.version());
        tree.map_err(|error| Box::new(diagnostics::tree(requirement, error)))
    }

    /// Writes the files of a requirement to the cache, and returns the commit.
    fn write(
        &self,
        requirement: &Requirement,
        (url, reference): (&str, &Reference),
        locked: Option<&Locked>,
    ) -> Result<(String, WrittenTree), FetchError> {
        let Access { cache, is_offline, .. } = *self.access;
        let known = match locked {
            Some(locked) => Some(locked.commit.clone()),
            None => self.known_commit(url, reference),
        };
        let commit = match (known, reference) {
            (Some(commit), _) => commit,
            (None, Reference::Rev(commit)) => commit.clone(),
            (None, _) if is_offline => return Err(FetchError::Offline),
            (None, reference) => fetch::latest(cache, url, reference)?,
        };
        let selection = FileSelection { url, commit: &commit, root: &requirement.root, paths: &requirement.paths };
        let written = fetch::write(cache, selection, is_offline)?;
        Ok((commit, written))
    }

    /// Returns the commit of a reference that another dependency from the same repository has.
    fn known_commit(&self, url: &str, reference: &Reference) -> Option<String> {
        let in_run = self.commits.get(&(url.to_owned(), reference.clone()));
        let mut locked = self.lock.dependencies.iter().filter(|it| it.git == url && self.is_kept(url));
        let in_lock = || locked.find(|it| it.reference == *reference).map(|it| &it.commit);
        in_run.or_else(in_lock).cloned()
    }

    fn is_kept(&self, url: &str) -> bool {
        self.refreshed.as_ref().is_some_and(|urls| !urls.contains(url))
    }
}

/// Returns the URLs of the repositories to update; `None` for all.
fn refreshed(lock: &Lock, refresh: &Refresh) -> Option<BTreeSet<String>> {
    let of = |names: &BTreeSet<String>| {
        let named = lock.dependencies.iter().filter(|it| names.contains(&it.name));
        named.map(|it| it.git.clone()).collect()
    };
    match refresh {
        Refresh::Everything => None,
        Refresh::Nothing => Some(BTreeSet::new()),
        Refresh::Named(names) => Some(of(names)),
    }
}
