//! The cache of dependencies, which all processes of a user share.
//!
//! - `git/HASH/` are bare repositories by the hash of their URL. A lock on `git/HASH.lock` guards each of them.
//! - `git/HASH/trees/` has the digests of the trees that were made from the repository.
//! - `trees/DIGEST` are the files of dependencies, each named by its digest.
//!
//! A tree is written to `tmp/`, flushed to the disk and renamed, so that a process that is killed and a loss of power
//! leave nothing incomplete. The rename itself is not flushed: without it, the tree is fetched again. git does not flush
//! what it writes, because a damaged repository is noticed and fetched again. A tree is never changed.

use std::ffi::OsString;
use std::fmt;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime};

use crate::digest::{digest, is_digest};
use protoward_source::paths::shown;

/// The cache of dependencies, by its folder. It is created on first use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cache {
    folder: PathBuf,
}

/// A failure to read or write the cache.
#[derive(Debug)]
pub struct CacheError {
    /// The file or folder that was accessed.
    pub path: PathBuf,
    /// The error of the system.
    pub error: io::Error,
}

impl fmt::Display for CacheError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot use the cache of dependencies at `{}`: {}", shown(&self.path), self.error)
    }
}

impl std::error::Error for CacheError {}

/// Adds the path to an error of the system.
pub(crate) fn at<T>(path: &Path, result: io::Result<T>) -> Result<T, CacheError> {
    result.map_err(|error| CacheError { path: path.to_owned(), error })
}

impl Cache {
    /// Creates a cache in a folder, which need not exist yet.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    /// Returns the cache that an environment names: `PROTOWARD_CACHE`, or the folder `protoward` in the platform's
    /// folder for caches. Returns `None` if the environment names neither. `variable` returns the value of an
    /// environment variable.
    pub fn standard(variable: impl Fn(&str) -> Option<OsString>) -> Option<Self> {
        let folder = |name: &str| variable(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let platform = || match () {
            () if cfg!(windows) => folder("LOCALAPPDATA"),
            () if cfg!(target_os = "macos") => Some(folder("HOME")?.join("Library/Caches")),
            () => {
                folder("XDG_CACHE_HOME").filter(|it| it.is_absolute()).or_else(|| Some(folder("HOME")?.join(".cache")))
            }
        };
        folder("PROTOWARD_CACHE").or_else(|| Some(platform()?.join("protoward"))).map(Self::new)
    }

    /// Returns the folder of the cache.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Returns the file of a tree.
    pub(crate) fn tree(&self, digest: &str) -> PathBuf {
        self.folder.join("trees").join(digest)
    }

    /// Returns the bare repository for a URL.
    pub(crate) fn repository(&self, url: &str) -> PathBuf {
        self.folder.join("git").join(&digest(url.as_bytes())[..32])
    }

    /// Waits for the exclusive right to use the repository for a URL. The operating system ends it with the process.
    pub(crate) fn lock(&self, url: &str) -> Result<File, CacheError> {
        let path = self.repository(url).with_extension("lock");
        at(&path, path.parent().map_or(Ok(()), fs::create_dir_all))?;
        let file = at(&path, File::options().create(true).truncate(false).read(true).write(true).open(&path))?;
        at(&path, file.lock())?;
        Ok(file)
    }

    /// Returns the file with the tree that was made from the repository for a URL; `selection` describes its files.
    fn known_tree(&self, url: &str, selection: &str) -> PathBuf {
        self.repository(url).join("trees").join(&digest(selection.as_bytes())[..32])
    }

    /// Returns the id and the digest of a tree that [`remember`](Self::remember) was told.
    pub(crate) fn recall(&self, url: &str, selection: &str) -> Option<(String, String)> {
        let text = fs::read_to_string(self.known_tree(url, selection)).ok()?;
        let (tree, digest) = text.strip_suffix('\n')?.split_once(' ')?;
        (crate::is_commit(tree) && is_digest(digest)).then(|| (tree.to_owned(), digest.to_owned()))
    }

    /// Notes the id and the digest of a tree. The caller has the lock of the repository.
    pub(crate) fn remember(&self, url: &str, selection: &str, (tree, digest): (&str, &str)) -> Result<(), CacheError> {
        let target = self.known_tree(url, selection);
        at(&target, target.parent().map_or(Ok(()), fs::create_dir_all))?;
        let temporary = self.temporary()?;
        let written =
            fs::write(&temporary, format!("{tree} {digest}\n")).and_then(|()| fs::rename(&temporary, &target));
        at(&target, written.inspect_err(|_| drop(fs::remove_file(&temporary))))
    }

    /// Returns the path of a new file in the cache, and removes the files that other processes left when they were
    /// killed.
    pub(crate) fn temporary(&self) -> Result<PathBuf, CacheError> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let parent = self.folder.join("tmp");
        at(&parent, fs::create_dir_all(&parent))?;
        remove_abandoned(&parent);
        let nanoseconds =
            SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |time| time.subsec_nanos());
        let name = format!("{}-{}-{nanoseconds}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        Ok(parent.join(name))
    }
}

/// Removes files that are older than a day. Errors do not matter, because another process may do the same.
fn remove_abandoned(parent: &Path) {
    let is_old = |entry: &fs::DirEntry| {
        let modified = entry.metadata().and_then(|metadata| metadata.modified());
        modified.is_ok_and(|time| time.elapsed().is_ok_and(|age| age > ABANDONED_AFTER))
    };
    for entry in fs::read_dir(parent).into_iter().flatten().flatten().filter(is_old) {
        let _ = fs::remove_file(entry.path());
    }
}

/// The age at which files of other processes are taken for abandoned.
pub(crate) const ABANDONED_AFTER: Duration = Duration::from_secs(24 * 60 * 60);

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;

    #[test]
    fn takes_the_cache_folder_from_the_environment() {
        let with = |variables: &[(&str, &str)]| {
            let value = |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| value.into());
            Cache::standard(value).map(|cache| cache.folder)
        };
        assert_eq!(with(&[("PROTOWARD_CACHE", "x"), ("HOME", "/h")]), Some(PathBuf::from("x")));
        assert_eq!(with(&[("PROTOWARD_CACHE", "")]), None);
        if cfg!(target_os = "linux") {
            assert_eq!(with(&[("XDG_CACHE_HOME", "/c"), ("HOME", "/h")]), Some(PathBuf::from("/c/protoward")));
            assert_eq!(with(&[("XDG_CACHE_HOME", "c"), ("HOME", "/h")]), Some(PathBuf::from("/h/.cache/protoward")));
        }
    }

    #[test]
    fn remembers_trees() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::new(folder.path());
        let tree = "a".repeat(40);
        let digest = digest(b"");
        assert_eq!(cache.recall("/x", "selection"), None);
        cache.remember("/x", "selection", (&tree, &digest)).unwrap();
        assert_eq!(cache.recall("/x", "selection"), Some((tree, digest)));
        assert_eq!((cache.recall("/y", "selection"), cache.recall("/x", "other")), (None, None));
        fs::write(cache.known_tree("/x", "selection"), "").unwrap();
        assert_eq!(cache.recall("/x", "selection"), None, "a loss of power may leave an empty file");
    }
}
