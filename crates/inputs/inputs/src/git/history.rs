//! The history of a branch: its commits, oldest first, with their changes.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use gix::ObjectId;
use jiff::Timestamp;

use super::folder::{Folder, FolderEntry};
use super::lost::LostObject;
use super::tree::MAX_LINKS;
use super::{revision, window};
use crate::error::InputError;
use crate::input::Commit;
use protoward_source::tree_path::{is_absolute, relative};
use protoward_source::{MAX_FILE, ReadError, is_lfs_pointer, join};

/// Maximum length of a path, because folders can nest arbitrarily deep.
const MAX_PATH: usize = 4096;

/// Maximum number of cached folders; consecutive commits share most of them.
const MAX_FOLDERS: usize = 1 << 14;

/// Maximum size of the cache for delta bases, in bytes.
const OBJECT_CACHE: usize = 32 << 20;

/// The remedy for files of Git LFS, which only a checkout fetches.
const NO_LFS_HISTORY: &str = "a walk through the history cannot fetch it; start with what is there now";

/// The commits of a repository, read in-process without running `git`, fetching or writing.
///
/// A commit is compared with its first parent, so a merge counts as its changes on the branch.
pub struct GitHistory {
    pub(super) repository: gix::Repository,
    folders: HashMap<ObjectId, Arc<Folder>>,
}

/// The id and time of a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommitStamp {
    /// The full id, in hexadecimal.
    pub id: String,
    /// The commit time in UTC: `2024-03-01T10:00:00Z`.
    pub time: String,
}

/// One commit of a history.
#[derive(Clone, Debug)]
pub struct Step {
    /// The id and time.
    pub commit: CommitStamp,
    tree: ObjectId,
}

/// The id of a file's content; equal contents have equal ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlobId(ObjectId);

impl GitHistory {
    /// Opens the repository in a folder, or a bare one.
    ///
    /// # Errors
    /// Fails if there is none, or if it cannot be read.
    pub fn open(repository: impl AsRef<Path>) -> Result<Self, InputError> {
        let path = repository.as_ref();
        crate::disk::exists(path, "repository")?;
        let mut repository = super::open(path)?.to_thread_local();
        repository.object_cache_size_if_unset(OBJECT_CACHE);
        Ok(Self { repository, folders: HashMap::new() })
    }

    /// Returns the id and time of a revision.
    ///
    /// # Errors
    /// Fails if there is no such commit.
    pub fn stamp(&self, commit: &Commit) -> Result<CommitStamp, InputError> {
        let id = self.find(commit)?;
        self.step(id, &commit.to_string()).map(|step| step.commit)
    }

    /// Returns the commits of a range, oldest first. `A..B` contains `A`, followed by the commits on the branch of
    /// `B` since `A`; `B` alone is the whole history.
    ///
    /// # Errors
    /// Fails for an invalid range, or if a shallow clone lacks commits.
    pub fn steps(&self, range: &str) -> Result<Vec<Step>, InputError> {
        let (since, until) = bounds(range)?;
        let since = since.map(|since| self.find(&Commit::Revision(since.to_owned()))).transpose()?;
        let tip = self.find(&Commit::Revision(until.to_owned()))?;
        let chain = self.chain(tip, since, range)?;
        let chain = match since {
            Some(since) if chain.last() != Some(&since) => self.cut(chain, since, range)?,
            _ => chain,
        };
        chain.into_iter().rev().map(|id| self.step(id, range)).collect()
    }

    /// Returns the names of the tags whose commits are not on the branch of `HEAD`: those of release branches, for example.
    ///
    /// # Errors
    /// Fails if there is no commit, or if a shallow clone lacks commits.
    pub fn tags_beside_head(&self) -> Result<Vec<String>, InputError> {
        let head = self.find(&Commit::Head)?;
        Ok(window::outside(&self.repository, &self.chain(head, None, "HEAD")?.into_iter().collect()))
    }

    /// Returns a commit and its first parents, down to `since` if it is one of them.
    fn chain(&self, tip: ObjectId, since: Option<ObjectId>, range: &str) -> Result<Vec<ObjectId>, InputError> {
        let mut chain = vec![tip];
        let mut at = tip;
        while since != Some(at) {
            let commit = self.repository.find_commit(at).map_err(|error| self.broken(range, &error))?;
            let Some(parent) = commit.parent_ids().next() else { break };
            at = parent.detach();
            if !self.repository.has_object(at) {
                return Err(self.cut_off(range));
            }
            chain.push(at);
        }
        Ok(chain)
    }

    /// Returns the commits of a chain that `since` does not reach, and the one before them.
    fn cut(&self, mut chain: Vec<ObjectId>, since: ObjectId, range: &str) -> Result<Vec<ObjectId>, InputError> {
        let mut known = HashSet::new();
        let walk = self.repository.rev_walk([since]).all().map_err(|error| self.broken(range, &error))?;
        for commit in walk {
            known.insert(commit.map_err(|error| self.broken(range, &error))?.id);
        }
        if let Some(first) = chain.iter().position(|id| known.contains(id)) {
            chain.truncate(first + 1);
        }
        Ok(chain)
    }

    fn find(&self, commit: &Commit) -> Result<ObjectId, InputError> {
        let (_, name) = revision::find(&self.repository, commit)?;
        let found = self.repository.rev_parse_single(name.id.as_str()).map(gix::Id::detach);
        found.map_err(|error| self.broken(&commit.to_string(), &error))
    }

    pub(super) fn step(&self, id: ObjectId, asked: &str) -> Result<Step, InputError> {
        let read = || -> Result<_, Box<dyn std::error::Error>> {
            let commit = self.repository.find_commit(id)?;
            Ok((commit.tree_id()?.detach(), commit.time()?.seconds))
        };
        let (tree, seconds) = read().map_err(|error| self.broken(asked, &*error))?;
        Ok(Step { commit: CommitStamp { id: id.to_string(), time: utc(seconds) }, tree })
    }

    fn broken(&self, asked: &str, error: &dyn std::error::Error) -> InputError {
        if self.repository.is_shallow().unwrap_or(false) {
            return self.cut_off(asked);
        }
        InputError::BadObject { asked: asked.to_owned(), reason: error.to_string() }
    }

    fn cut_off(&self, asked: &str) -> InputError {
        if self.repository.is_shallow().unwrap_or(false) {
            let asked = asked.to_owned();
            let fetch = "git fetch --unshallow".to_owned();
            return InputError::Shallow { asked, fetch };
        }
        InputError::BadObject { asked: asked.to_owned(), reason: "a commit of its history is missing".to_owned() }
    }

    /// Calls `visit` with every changed file, in order, and its new content; with all files if `was` is `None`.
    /// Hidden folders, links and submodules are skipped.
    ///
    /// # Errors
    /// Fails if a folder is missing or corrupt.
    pub fn changes(
        &mut self,
        was: Option<&Step>,
        now: Option<&Step>,
        mut visit: impl FnMut(&str, Option<BlobId>),
    ) -> Result<(), ReadError> {
        let mut open = vec![(String::new(), was.map(|step| step.tree), now.map(|step| step.tree))];
        let mut changed = BTreeMap::new();
        while let Some((path, was, now)) = open.pop() {
            if was == now {
                continue;
            }
            if path.len() > MAX_PATH {
                return Err(broken(&path, "its folders nest too deep"));
            }
            let was = self.folder(was, &path)?;
            let now = self.folder(now, &path)?;
            for (name, before, after) in entries(&was, &now) {
                let path = join(&path, name);
                if (folder_of(before), folder_of(after)) != (None, None) && !name.starts_with('.') {
                    open.push((path.clone(), folder_of(before), folder_of(after)));
                }
                if file_of(before) != file_of(after) {
                    changed.insert(path, file_of(after));
                }
            }
        }
        changed.iter().for_each(|(path, blob)| visit(path, *blob));
        Ok(())
    }

    /// Returns the file at a path of a commit, or the one that a symbolic link there leads to.
    ///
    /// # Errors
    /// Fails if a folder or link is missing or corrupt.
    pub fn file(&mut self, step: &Step, path: &str) -> Result<Option<BlobId>, ReadError> {
        let mut path = path.to_owned();
        for _ in 0..MAX_LINKS {
            let link = match self.entry(step, &path)? {
                Some(FolderEntry::File(id)) => return Ok(Some(BlobId(id))),
                Some(FolderEntry::Link(id)) => self.read(BlobId(id), &path)?,
                Some(FolderEntry::Folder(_) | FolderEntry::Submodule(_)) | None => return Ok(None),
            };
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            let target = str::from_utf8(&link).ok().filter(|target| !is_absolute(target));
            let Some(target) = target.and_then(|target| relative(folder, target)) else { return Ok(None) };
            path = target;
        }
        Ok(None)
    }

    /// Returns `true` if a commit has a folder at a path.
    ///
    /// # Errors
    /// Fails if a folder is missing or corrupt.
    pub fn has_folder(&mut self, step: &Step, path: &str) -> Result<bool, ReadError> {
        Ok(path.is_empty() || folder_of(self.entry(step, path)?).is_some())
    }

    fn entry(&mut self, step: &Step, path: &str) -> Result<Option<FolderEntry>, ReadError> {
        let mut at = Some(step.tree);
        let mut parts = path.split('/').peekable();
        while let Some(part) = parts.next() {
            let entry = self.folder(at, path)?.entries.get(part).copied();
            match (parts.peek(), folder_of(entry)) {
                (None, _) => return Ok(entry),
                (Some(_), Some(id)) => at = Some(id),
                (Some(_), None) => return Ok(None),
            }
        }
        Ok(None)
    }

    /// Reads a file; `path` is its name in errors.
    ///
    /// # Errors
    /// Fails if the object is missing, corrupt or too large.
    pub fn read(&self, id: BlobId, path: &str) -> Result<Vec<u8>, ReadError> {
        let size = self.repository.find_header(id.0).map_err(|_| self.lost(path, id.0))?.size();
        if size > MAX_FILE {
            return Err(broken(path, "it is larger than 2 GiB"));
        }
        let data = self.repository.find_object(id.0).map(|object| object.detach().data);
        let data = data.map_err(|_| self.lost(path, id.0))?;
        if is_lfs_pointer(&data) { Err(LostObject::pointer(NO_LFS_HISTORY).of_file(path.to_owned())) } else { Ok(data) }
    }

    fn lost(&self, path: &str, id: ObjectId) -> ReadError {
        let path = if path.is_empty() { "." } else { path };
        LostObject::of(&self.repository, id, "").of_file(path.to_owned())
    }

    fn folder(&mut self, id: Option<ObjectId>, path: &str) -> Result<Arc<Folder>, ReadError> {
        let Some(id) = id else { return Ok(Arc::default()) };
        if let Some(folder) = self.folders.get(&id) {
            return Ok(Arc::clone(folder));
        }
        let folder = Arc::new(Folder::read(&self.repository, id).map_err(|_| self.lost(path, id))?);
        if self.folders.len() >= MAX_FOLDERS {
            self.folders.clear();
        }
        self.folders.insert(id, Arc::clone(&folder));
        Ok(folder)
    }
}

impl std::fmt::Debug for GitHistory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("GitHistory").field("repository", &self.repository.git_dir()).finish()
    }
}

/// Parses both ends of a range; the default is `HEAD`.
fn bounds(range: &str) -> Result<(Option<&str>, &str), InputError> {
    let bad = || InputError::BadRange { range: range.to_owned() };
    match range.split_once("..") {
        None if range.is_empty() => Err(bad()),
        None => Ok((None, range)),
        Some((since, until)) if since.is_empty() || until.starts_with('.') => Err(bad()),
        Some((since, "")) => Ok((Some(since), "HEAD")),
        Some((since, until)) => Ok((Some(since), until)),
    }
}

/// Returns the entries in which two folders differ, by name.
fn entries<'f>(was: &'f Folder, now: &'f Folder) -> Vec<(&'f str, Option<FolderEntry>, Option<FolderEntry>)> {
    let before = was.entries.iter().map(|(name, entry)| (name.as_str(), Some(*entry), now.entries.get(name).copied()));
    let new = now.entries.iter().filter(|(name, _)| !was.entries.contains_key(*name));
    before.chain(new.map(|(name, entry)| (name.as_str(), None, Some(*entry)))).collect()
}

const fn folder_of(entry: Option<FolderEntry>) -> Option<ObjectId> {
    match entry {
        Some(FolderEntry::Folder(id)) => Some(id),
        _ => None,
    }
}

const fn file_of(entry: Option<FolderEntry>) -> Option<BlobId> {
    match entry {
        Some(FolderEntry::File(id)) => Some(BlobId(id)),
        _ => None,
    }
}

fn broken(path: &str, reason: &str) -> ReadError {
    ReadError::Broken { path: path.to_owned(), reason: reason.to_owned() }
}

/// Formats a time as `2024-03-01T10:00:00Z`; the epoch for years without four digits.
fn utc(seconds: i64) -> String {
    let time = Timestamp::from_second(seconds).map(|time| time.to_string());
    time.ok()
        .filter(|time| time.len() == "2024-03-01T10:00:00Z".len())
        .unwrap_or_else(|| Timestamp::UNIX_EPOCH.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_times_in_utc() {
        assert_eq!(utc(0), "1970-01-01T00:00:00Z");
        assert_eq!(utc(1_709_287_200), "2024-03-01T10:00:00Z");
        assert_eq!(utc(i64::MAX), "1970-01-01T00:00:00Z");
        assert_eq!(utc(-1), "1969-12-31T23:59:59Z");
    }

    #[test]
    fn parses_ranges_with_one_or_two_ends() {
        let of = |range: &str| bounds(range).ok().map(|(since, until)| format!("{since:?} {until}"));
        assert_eq!(of("v1..HEAD~2").as_deref(), Some("Some(\"v1\") HEAD~2"));
        assert_eq!(of("v1..").as_deref(), Some("Some(\"v1\") HEAD"));
        assert_eq!(of("main").as_deref(), Some("None main"));
        assert_eq!((of(""), of("..main"), of("a...b")), (None, None, None));
    }
}
