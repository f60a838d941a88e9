//! From a repository to a tree of the cache.
//!
//! A commit is fetched without its files first. Then, only the files that are needed are fetched, or all files if most
//! of them are. Servers that cannot do that send everything at once.

use std::collections::BTreeMap;

use crate::cache::{Cache, CacheError};
use crate::git::{Filter, GitError, Object, Repository};
use crate::limits::{ExceededLimit, MAX_CONFIG, MAX_FILE, MAX_PATH};
use crate::listing::{Listing, SelectedFiles};
use crate::manifest::{CONFIG, FILE, Unreadable};
use crate::requirement::Reference;
use crate::tree::CachedTree;
use crate::tree_writer::{AddError, TreeWriter};

/// A failure to fetch a dependency.
#[derive(Debug)]
pub(crate) enum FetchError {
    Cache(CacheError),
    Git(GitError),
    /// The repository no longer has the locked commit.
    CommitGone,
    /// There are no `.proto` files, for this reason.
    NoFiles(Option<Unreadable>),
    /// The configuration, at this path, cannot be read.
    Config(String, Unreadable),
    /// A fetch is necessary, and the run is offline.
    Offline,
}

impl From<CacheError> for FetchError {
    fn from(error: CacheError) -> Self {
        Self::Cache(error)
    }
}

impl From<GitError> for FetchError {
    fn from(error: GitError) -> Self {
        Self::Git(error)
    }
}

impl From<ExceededLimit> for FetchError {
    fn from(error: ExceededLimit) -> Self {
        Self::Git(GitError::ExceededLimit(error))
    }
}

impl From<AddError> for FetchError {
    fn from(error: AddError) -> Self {
        match error {
            AddError::Cache(error) => Self::Cache(error),
            AddError::ExceededLimit(limit) => limit.into(),
        }
    }
}

/// Returns the commit of a reference, which is fetched without its files.
pub(crate) fn latest(cache: &Cache, url: &str, reference: &Reference) -> Result<String, FetchError> {
    if let Reference::Rev(commit) = reference {
        return Ok(commit.clone());
    }
    let repository = Repository::open(cache.repository(url), cache.lock(url)?)?;
    if repository.is_fragmented() {
        repository.start_again()?;
    }
    let fetch = || repository.fetch(url, &reference.remote(), Filter::Files);
    match fetch() {
        Err(error) if error.is_damage() => {
            repository.start_again()?;
            Ok(fetch()?)
        }
        // The default branch is not among what is fetched then.
        Err(error) if says(&error, NOT_ALONE) && *reference != Reference::Default => {
            repository.fetch_everything(url).map_err(|_| error)?;
            Ok(repository.fetched(&reference.remote())?)
        }
        fetched => Ok(fetched?),
    }
}

/// The files of a dependency, in a repository.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FileSelection<'a> {
    pub(crate) url: &'a str,
    pub(crate) commit: &'a str,
    pub(crate) root: &'a str,
    pub(crate) paths: &'a [String],
}

/// A tree that is in the cache.
#[derive(Debug)]
pub(crate) struct WrittenTree {
    /// The id of the tree of the commit.
    pub(crate) tree: String,
    /// The digest of the manifest.
    pub(crate) digest: String,
}

/// Writes a tree to the cache, unless it is there. Fetches what the repository in the cache lacks.
pub(crate) fn write(cache: &Cache, selection: FileSelection<'_>, is_offline: bool) -> Result<WrittenTree, FetchError> {
    let FileSelection { url, commit, root, paths } = selection;
    let key = format!("{commit}\n{root}\n{}", paths.join("\n"));
    let known = || {
        let (tree, digest) = cache.recall(url, &key)?;
        let is_there = CachedTree::open(cache, &digest, "", "").is_ok_and(|tree| tree.is_some());
        is_there.then_some(WrittenTree { tree, digest })
    };
    if let Some(known) = known() {
        return Ok(known);
    }
    if is_offline && !cache.repository(url).join("HEAD").is_file() {
        return Err(FetchError::Offline);
    }
    let lock = cache.lock(url)?;
    if let Some(known) = known() {
        return Ok(known);
    }
    let repository = Repository::open(cache.repository(url), lock)?;
    let mut fetcher = Fetcher { cache, repository, selection, is_offline, filter: Filter::Files };
    let written = match fetcher.write() {
        Err(FetchError::Git(error)) if error.is_damage() && is_offline => return Err(FetchError::Offline),
        Err(FetchError::Git(error)) if error.is_damage() => {
            fetcher.repository.start_again()?;
            fetcher.filter = Filter::Nothing;
            fetcher.write()?
        }
        written => written?,
    };
    cache.remember(url, &key, (&written.tree, &written.digest))?;
    Ok(written)
}

/// Reads files of a commit: `choose` returns their ids by name.
pub(crate) fn read(
    cache: &Cache,
    selection: FileSelection<'_>,
    is_offline: bool,
    choose: impl FnOnce(&Listing) -> BTreeMap<String, String>,
) -> Result<BTreeMap<String, Vec<u8>>, FetchError> {
    let repository = Repository::open(cache.repository(selection.url), cache.lock(selection.url)?)?;
    let fetcher = Fetcher { cache, repository, selection, is_offline, filter: Filter::Files };
    if !fetcher.repository.has_commit(selection.commit) {
        fetcher.fetch_commit()?;
    }
    let chosen = choose(&fetcher.repository.list(selection.commit)?);
    let (names, ids): (Vec<&String>, Vec<&str>) = chosen.iter().map(|(name, id)| (name, id.as_str())).unzip();
    fetcher.complete(&fetcher.repository.missing(&ids)?)?;
    let mut files = BTreeMap::new();
    fetcher.repository.contents(&ids, |index, object| {
        let object = object.ok_or(GitError::Output("no such object"))?;
        let size = object.size;
        let Some(bytes) = object.read(MAX_FILE)? else {
            return Err(ExceededLimit::File(names[index].clone(), size).into());
        };
        files.insert(names[index].clone(), bytes);
        Ok::<_, FetchError>(())
    })?;
    Ok(files)
}

struct Fetcher<'a> {
    cache: &'a Cache,
    repository: Repository,
    selection: FileSelection<'a>,
    is_offline: bool,
    filter: Filter,
}

impl Fetcher<'_> {
    fn write(&self) -> Result<WrittenTree, FetchError> {
        let FileSelection { commit, root, paths, .. } = self.selection;
        if !self.repository.has_commit(commit) {
            self.fetch_commit()?;
        }
        let tree = self.repository.rev_parse(&format!("{commit}^{{tree}}"))?;
        let listing = self.repository.list(commit)?;
        let targets = self.link_targets(&listing)?;
        let selected = listing.select(root, paths, &targets)?;
        if selected.files.is_empty() {
            return Err(FetchError::NoFiles(selected.unreadable.values().next().copied()));
        }
        if let Some((path, Err(reason))) = selected.config {
            return Err(FetchError::Config(path, reason));
        }
        let digest = match self.write_files(&selected)? {
            Some(digest) => digest,
            None => {
                self.fetch_files(&selected, listing.len())?;
                self.write_files(&selected)?.ok_or(GitError::Output("no such object"))?
            }
        };
        Ok(WrittenTree { tree, digest })
    }

    /// Fetches the commit alone, or everything if the server does not provide single commits.
    fn fetch_commit(&self) -> Result<(), FetchError> {
        let FileSelection { url, commit, .. } = self.selection;
        if self.is_offline {
            return Err(FetchError::Offline);
        }
        let Err(error) = self.repository.fetch(url, commit, self.filter) else { return Ok(()) };
        if says(&error, NOT_THERE) {
            return Err(FetchError::CommitGone);
        }
        if !says(&error, NOT_ALONE) || self.repository.fetch_everything(url).is_err() {
            return Err(error.into());
        }
        if self.repository.has_commit(commit) { Ok(()) } else { Err(FetchError::CommitGone) }
    }

    /// Returns the targets of symbolic links. A target that is not UTF-8 or is too long leads nowhere.
    fn link_targets(&self, listing: &Listing) -> Result<BTreeMap<String, String>, FetchError> {
        let links = listing.links()?;
        let ids: Vec<&str> = links.iter().map(|(_, id)| *id).collect();
        if ids.is_empty() {
            return Ok(BTreeMap::new());
        }
        self.complete(&self.repository.missing(&ids)?)?;
        let mut targets = BTreeMap::new();
        self.repository.contents(&ids, |index, target| {
            let target = target.ok_or(GitError::Output("no such object"))?;
            let size = target.size;
            let Some(target) = target.read(MAX_PATH as u64)? else {
                return Err(ExceededLimit::File(links[index].0.to_owned(), size).into());
            };
            targets.insert(links[index].0.to_owned(), String::from_utf8(target).unwrap_or_default());
            Ok::<_, FetchError>(())
        })?;
        Ok(targets)
    }

    /// Fetches the files of a tree that are missing, or all files if those are most of them: servers have those packed.
    fn fetch_files(&self, selected: &SelectedFiles, all: usize) -> Result<(), FetchError> {
        let FileSelection { url, commit, .. } = self.selection;
        let ids: Vec<&str> = ids(selected).collect();
        let missing = self.repository.missing(&ids)?;
        if self.is_offline || missing.len() * 2 <= all {
            return self.complete(&missing);
        }
        // Older versions of git do not know how, and older servers do not provide single commits.
        let _ = self.repository.fetch_again(url, commit, Filter::LargeFiles);
        self.complete(&self.repository.missing(&ids)?)
    }

    /// Fetches files that are missing.
    fn complete(&self, missing: &[&str]) -> Result<(), FetchError> {
        if missing.is_empty() {
            return Ok(());
        }
        if self.is_offline {
            return Err(FetchError::Offline);
        }
        match self.repository.fetch_files(self.selection.url, missing) {
            Err(error) if says(&error, NOT_THERE) || says(&error, NOT_ALONE) => {
                Err(GitError::Output("an object that the server does not send").into())
            }
            fetched => Ok(fetched?),
        }
    }

    /// Writes a tree, and returns its digest. Returns `None` if the repository lacks an object.
    fn write_files(&self, selected: &SelectedFiles) -> Result<Option<String>, FetchError> {
        let mut writer = TreeWriter::new(self.cache)?;
        let mut unreadable = selected.unreadable.clone();
        let names = paths(selected);
        let ids: Vec<&str> = ids(selected).collect();
        let has_config = selected.config.is_some();
        let written = self.repository.contents(&ids, |index, object| {
            let object = object.ok_or(WriteError::Missing)?;
            match index {
                0 if has_config => add_config(&mut writer, names[index], object),
                _ => add_file(&mut writer, &mut unreadable, names[index], object),
            }
        });
        match written {
            Err(WriteError::Missing) => return Ok(None),
            Err(WriteError::Fetch(error)) => return Err(error),
            Ok(()) => {}
        }
        unreadable.iter().for_each(|(path, reason)| writer.add_unreadable(path, *reason));
        Ok(Some(writer.finish()?))
    }
}

/// Returns the ids of all objects of a tree: of the configuration, then of the files in the order of their paths.
fn ids(selected: &SelectedFiles) -> impl Iterator<Item = &str> {
    let config = selected.config.iter().filter_map(|(_, id)| id.as_deref().ok());
    config.chain(selected.files.values().map(String::as_str))
}

/// Returns the paths of [`ids`].
fn paths(selected: &SelectedFiles) -> Vec<&str> {
    let config = selected.config.iter().map(|(path, _)| path.as_str());
    config.chain(selected.files.keys().map(String::as_str)).collect()
}

/// A failure to write a tree.
enum WriteError {
    /// The repository lacks an object.
    Missing,
    Fetch(FetchError),
}

impl From<GitError> for WriteError {
    fn from(error: GitError) -> Self {
        Self::Fetch(error.into())
    }
}

impl From<AddError> for WriteError {
    fn from(error: AddError) -> Self {
        Self::Fetch(error.into())
    }
}

impl From<ExceededLimit> for WriteError {
    fn from(error: ExceededLimit) -> Self {
        Self::Fetch(error.into())
    }
}

fn add_config(writer: &mut TreeWriter<'_>, path: &str, object: Object<'_>) -> Result<(), WriteError> {
    let size = object.size;
    let Some(bytes) = object.read(MAX_CONFIG)? else { return Err(ExceededLimit::Config(path.to_owned(), size).into()) };
    Ok(writer.add(CONFIG, path, &bytes)?)
}

fn add_file(
    writer: &mut TreeWriter<'_>,
    unreadable: &mut BTreeMap<String, Unreadable>,
    path: &str,
    object: Object<'_>,
) -> Result<(), WriteError> {
    let size = object.size;
    let Some(bytes) = object.read(MAX_FILE)? else { return Err(ExceededLimit::File(path.to_owned(), size).into()) };
    if bytes.starts_with(LFS_POINTER) {
        unreadable.insert(path.to_owned(), Unreadable::Lfs);
        return Ok(());
    }
    Ok(writer.add(FILE, path, &bytes)?)
}

const LFS_POINTER: &[u8] = b"version https://git-lfs.github.com/spec/";

/// Parts of the messages of servers that do not have an object.
const NOT_THERE: &[&str] = &["not our ref"];

/// Parts of the messages of servers that do not provide single commits or files.
const NOT_ALONE: &[&str] = &["unadvertised object", "shallow"];

fn says(error: &GitError, parts: &[&str]) -> bool {
    matches!(error, GitError::Failed { reason, .. } if parts.iter().any(|part| reason.contains(part)))
}
