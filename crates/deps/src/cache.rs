//! The cache of dependencies, which all processes of a user share.
//!
//! - `git/HASH/` are bare repositories by the hash of their URL. A lock on `git/HASH.lock` guards each of them.
//! - `trees/DIGEST/` are the files of dependencies, each named by its digest, with the manifest `files`. A tree is
//!   prepared in `tmp/` and renamed, so that a process that is killed leaves nothing incomplete, and is never changed.

use std::fmt;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime};

use crate::digest::digest;
use crate::tree::MANIFEST;

/// The cache of dependencies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cache {
    folder: PathBuf,
}

/// A failure to read or write the cache.
#[derive(Debug)]
pub struct CacheError {
    /// The file or folder.
    pub path: PathBuf,
    /// The error of the system.
    pub error: io::Error,
}

impl fmt::Display for CacheError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot use the cache of dependencies at `{}`: {}", self.path.display(), self.error)
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

    /// Returns the cache that the environment names: `PROTOWARD_CACHE`, or the folder `protoward` in the platform's
    /// folder for caches. Returns `None` if the environment names neither.
    pub fn standard() -> Option<Self> {
        let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let platform = || match () {
            () if cfg!(windows) => variable("LOCALAPPDATA"),
            () if cfg!(target_os = "macos") => Some(variable("HOME")?.join("Library/Caches")),
            () => variable("XDG_CACHE_HOME")
                .filter(|it| it.is_absolute())
                .or_else(|| Some(variable("HOME")?.join(".cache"))),
        };
        variable("PROTOWARD_CACHE").or_else(|| Some(platform()?.join("protoward"))).map(Self::new)
    }

    /// Returns the folder of a tree.
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

    /// Starts a tree.
    pub(crate) fn tree_writer(&self) -> Result<TreeWriter<'_>, CacheError> {
        Ok(TreeWriter { cache: self, folder: self.temporary()? })
    }

    /// Creates an empty folder in the cache, and removes those that other processes left when they were killed.
    fn temporary(&self) -> Result<PathBuf, CacheError> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let parent = self.folder.join("tmp");
        at(&parent, fs::create_dir_all(&parent))?;
        remove_abandoned(&parent);
        let nanoseconds =
            SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |time| time.subsec_nanos());
        let name = format!("{}-{}-{nanoseconds}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = parent.join(name);
        at(&path, fs::create_dir(&path))?;
        Ok(path)
    }
}

/// A tree that is being written, in a temporary folder.
#[derive(Debug)]
pub(crate) struct TreeWriter<'a> {
    cache: &'a Cache,
    folder: PathBuf,
}

impl TreeWriter<'_> {
    /// Adds a file and returns its digest.
    pub(crate) fn add(&mut self, bytes: &[u8]) -> Result<String, CacheError> {
        let name = digest(bytes);
        let path = self.folder.join(&name);
        if !path.exists() {
            at(&path, fs::write(&path, bytes))?;
        }
        Ok(name)
    }

    /// Adds the manifest, and makes the tree visible to other processes. Returns the digest of the tree. Keeps the
    /// tree of another process that was faster, because it has the same files.
    pub(crate) fn finish(self, manifest: &str) -> Result<String, CacheError> {
        let path = self.folder.join(MANIFEST);
        at(&path, fs::write(&path, manifest))?;
        let name = digest(manifest.as_bytes());
        let target = self.cache.tree(&name);
        at(&target, target.parent().map_or(Ok(()), fs::create_dir_all))?;
        match fs::rename(&self.folder, &target) {
            Err(error) if !target.is_dir() => at(&target, Err(error)),
            _ => Ok(name),
        }
    }
}

impl Drop for TreeWriter<'_> {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Removes folders that are older than a day. Errors do not matter, because another process may do the same.
fn remove_abandoned(parent: &Path) {
    let is_old = |entry: &fs::DirEntry| {
        let modified = entry.metadata().and_then(|metadata| metadata.modified());
        modified.is_ok_and(|time| time.elapsed().is_ok_and(|age| age > ABANDONED_AFTER))
    };
    for entry in fs::read_dir(parent).into_iter().flatten().flatten().filter(is_old) {
        let _ = fs::remove_dir_all(entry.path());
    }
}

const ABANDONED_AFTER: Duration = Duration::from_secs(24 * 60 * 60);

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;
    use crate::tree::CachedTree;

    #[test]
    fn many_threads_write_one_tree() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::new(folder.path().join("new"));
        let write = || {
            let mut writer = cache.tree_writer().unwrap();
            let file = writer.add(b"syntax = \"proto3\";").unwrap();
            writer.finish(&format!("protoward tree 1\nfile {file} a.proto\n")).unwrap()
        };
        let digests: Vec<String> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..16).map(|_| scope.spawn(write)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert!(digests.iter().all(|digest| *digest == digests[0]));
        assert!(CachedTree::open(&cache, &digests[0], "a", "v1").unwrap().is_some());
        assert_eq!(fs::read_dir(folder.path().join("new/tmp")).unwrap().count(), 0, "nothing is left over");
    }

    #[test]
    fn an_interrupted_writer_leaves_no_tree() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::new(folder.path());
        let mut writer = cache.tree_writer().unwrap();
        let digest = writer.add(b"").unwrap();
        std::mem::forget(writer);
        assert!(CachedTree::open(&cache, &digest, "a", "v1").unwrap().is_none());
    }
}
