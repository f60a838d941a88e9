//! From a repository to a tree of the cache.

use std::collections::BTreeMap;

use crate::cache::{Cache, CacheError, TreeWriter};
use crate::git::{self, GitError, Repository};
use crate::listing::Listing;
use crate::manifest::{Manifest, Unreadable};
use crate::requirement::Reference;

/// A failure to fetch a dependency.
#[derive(Debug)]
pub(crate) enum FetchError {
    Cache(CacheError),
    Git(GitError),
    /// The repository no longer has the locked commit.
    CommitGone,
    /// There are no `.proto` files, for this reason.
    NoFiles(Option<Unreadable>),
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

/// Returns the commit of a reference, which is fetched.
pub(crate) fn latest(cache: &Cache, url: &str, reference: &Reference) -> Result<String, FetchError> {
    if let Reference::Rev(commit) = reference {
        return Ok(commit.clone());
    }
    let repository = Repository::open(cache.repository(url), cache.lock(url)?)?;
    Ok(repository.fetch(url, &reference.remote())?)
}

/// A tree that is in the cache.
#[derive(Debug)]
pub(crate) struct Written {
    /// The id of the tree of the commit.
    pub(crate) tree: String,
    /// The digest of the manifest.
    pub(crate) digest: String,
}

/// Writes the tree of a commit to the cache. Fetches the commit if the repository in the cache lacks it.
pub(crate) fn write(
    cache: &Cache,
    url: &str,
    commit: &str,
    (root, paths): (&str, &[String]),
) -> Result<Written, FetchError> {
    let repository = Repository::open(cache.repository(url), cache.lock(url)?)?;
    if !repository.has_commit(commit) {
        fetch_commit(&repository, url, commit)?;
    }
    let tree = repository.rev_parse(&format!("{commit}^{{tree}}"))?;
    let listing = Listing::parse(&repository.list(commit)?);
    let targets = link_targets(&repository, &listing)?;
    let selected = listing.select(root, paths, &targets);
    if selected.files.is_empty() {
        return Err(FetchError::NoFiles(selected.unreadable.values().next().copied()));
    }
    let mut manifest = Manifest { unreadable: selected.unreadable, ..Manifest::default() };
    let mut writer = cache.tree_writer()?;
    let names: Vec<&String> = selected.files.keys().collect();
    let ids: Vec<&str> = selected.files.values().map(String::as_str).collect();
    repository.contents(&ids, |index, bytes| add(&mut writer, &mut manifest, names[index], &bytes))?;
    if let Some((path, id)) = &selected.config {
        repository.contents(&[id], |_, bytes| {
            manifest.config = Some((path.clone(), writer.add(&bytes)?));
            Ok::<_, FetchError>(())
        })?;
    }
    let digest = writer.finish(&manifest.render())?;
    Ok(Written { tree, digest })
}

/// Returns `true` if the cache has a commit, so that nothing has to be fetched.
pub(crate) fn has_commit(cache: &Cache, url: &str, commit: &str) -> Result<bool, FetchError> {
    let folder = cache.repository(url);
    Ok(git::exists(&folder) && Repository::open(folder, cache.lock(url)?)?.has_commit(commit))
}

/// Fetches a commit alone, or everything if the server does not provide single commits.
pub(crate) fn fetch_commit(repository: &Repository, url: &str, commit: &str) -> Result<(), FetchError> {
    let Err(error) = repository.fetch(url, commit) else { return Ok(()) };
    if matches!(error, GitError::Start(_)) || repository.fetch_everything(url).is_err() {
        return Err(error.into());
    }
    if repository.has_commit(commit) { Ok(()) } else { Err(FetchError::CommitGone) }
}

fn add(writer: &mut TreeWriter<'_>, manifest: &mut Manifest, name: &str, bytes: &[u8]) -> Result<(), FetchError> {
    if bytes.starts_with(LFS_POINTER) {
        manifest.unreadable.insert(name.to_owned(), Unreadable::Lfs);
    } else {
        manifest.files.insert(name.to_owned(), writer.add(bytes)?);
    }
    Ok(())
}

const LFS_POINTER: &[u8] = b"version https://git-lfs.github.com/spec/";

/// Returns the targets of symbolic links. A target that is not UTF-8 leads nowhere.
fn link_targets(repository: &Repository, listing: &Listing) -> Result<BTreeMap<String, String>, FetchError> {
    let links: Vec<(&str, &str)> = listing.links().collect();
    let mut targets = BTreeMap::new();
    if links.is_empty() {
        return Ok(targets);
    }
    let ids: Vec<&str> = links.iter().map(|(_, id)| *id).collect();
    repository.contents(&ids, |index, target| {
        targets.insert(links[index].0.to_owned(), String::from_utf8(target).unwrap_or_default());
        Ok::<_, FetchError>(())
    })?;
    Ok(targets)
}
