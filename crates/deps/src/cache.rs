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
use std::fs::{self, File, FileTimes};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime};

use crate::digest::{digest, is_digest};
use crate::limits::{ExceededLimit, MAX_TREE};
use crate::manifest::{self, ManifestFile, Unreadable};
use crate::tree;

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

    /// Starts a tree.
    pub(crate) fn tree_writer(&self) -> Result<TreeWriter<'_>, CacheError> {
        let path = self.temporary()?;
        let file = BufWriter::with_capacity(1 << 18, at(&path, File::create_new(&path))?);
        Ok(TreeWriter { cache: self, path, file, size: 0, manifest: manifest::HEADER.to_owned() })
    }

    /// Returns the path of a new file in the cache, and removes the files that other processes left when they were
    /// killed.
    fn temporary(&self) -> Result<PathBuf, CacheError> {
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

/// A tree that is being written, in a temporary file.
#[derive(Debug)]
pub(crate) struct TreeWriter<'a> {
    cache: &'a Cache,
    path: PathBuf,
    file: BufWriter<File>,
    size: u64,
    manifest: String,
}

/// A failure to add a file to a tree.
#[derive(Debug)]
pub(crate) enum AddError {
    Cache(CacheError),
    ExceededLimit(ExceededLimit),
}

impl TreeWriter<'_> {
    /// Adds a file, after those with paths before its own; `kind` is that of the line in the manifest.
    pub(crate) fn add(&mut self, kind: &str, path: &str, bytes: &[u8]) -> Result<(), AddError> {
        let (start, size) = (self.size, bytes.len() as u64);
        self.size += size;
        if self.size > MAX_TREE {
            return Err(AddError::ExceededLimit(ExceededLimit::Tree));
        }
        let file = ManifestFile { path, digest: &digest(bytes), start, size };
        manifest::write_file(&mut self.manifest, kind, file);
        at(&self.path, self.file.write_all(bytes)).map_err(AddError::Cache)
    }

    /// Adds a path that cannot be read, after all files.
    pub(crate) fn add_unreadable(&mut self, path: &str, reason: Unreadable) {
        manifest::write_unreadable(&mut self.manifest, reason, path);
    }

    /// Adds the manifest, and makes the tree visible to other processes. Returns the digest of the tree.
    pub(crate) fn finish(mut self) -> Result<String, CacheError> {
        let end = tree::end(&self.manifest);
        let file = &mut self.file;
        let written = file.write_all(self.manifest.as_bytes()).and_then(|()| file.write_all(&end));
        at(&self.path, written.and_then(|()| file.flush()).and_then(|()| file.get_ref().sync_data()))?;
        let name = digest(self.manifest.as_bytes());
        let target = self.cache.tree(&name);
        at(&target, target.parent().map_or(Ok(()), fs::create_dir_all))?;
        // On Windows, a tree of another process that is open cannot be replaced. It has the same files.
        let is_there = || tree::CachedTree::open(self.cache, &name, "", "").is_ok_and(|tree| tree.is_some());
        match fs::rename(&self.path, &target) {
            Err(error) if !is_there() => return at(&target, Err(error)),
            _ => {}
        }
        // A tree never changes. Cargo must not take it for newer than the build script that has fetched it. If this
        // fails, the build script runs once more.
        let _ = self.file.get_ref().set_times(FileTimes::new().set_modified(SystemTime::UNIX_EPOCH));
        Ok(name)
    }
}

impl Drop for TreeWriter<'_> {
    fn drop(&mut self) {
        // It is gone if the tree is finished.
        let _ = fs::remove_file(&self.path);
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
    use crate::tree::CachedTree;

    #[test]
    fn many_threads_write_one_tree() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::new(folder.path().join("new"));
        let write = || {
            let mut writer = cache.tree_writer().unwrap();
            writer.add(manifest::FILE, "a.proto", b"syntax = \"proto3\";").unwrap();
            writer.finish().unwrap()
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
        writer.add(manifest::FILE, "a.proto", b"").unwrap();
        std::mem::forget(writer);
        assert!(!folder.path().join("trees").exists());
    }

    #[test]
    fn the_environment_names_the_cache() {
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
        let (tree, digest) = ("a".repeat(40), digest(b""));
        assert_eq!(cache.recall("/x", "selection"), None);
        cache.remember("/x", "selection", (&tree, &digest)).unwrap();
        assert_eq!(cache.recall("/x", "selection"), Some((tree, digest)));
        assert_eq!((cache.recall("/y", "selection"), cache.recall("/x", "other")), (None, None));
        fs::write(cache.known_tree("/x", "selection"), "").unwrap();
        assert_eq!(cache.recall("/x", "selection"), None, "a loss of power may leave an empty file");
    }
}
