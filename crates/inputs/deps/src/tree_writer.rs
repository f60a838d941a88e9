//! Writing of trees to the cache: into a temporary file, which gets its name when it is complete.

use std::fs::{self, File, FileTimes};
use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::time::SystemTime;

use crate::cache::{Cache, CacheError, at};
use crate::digest::digest;
use crate::limits::{ExceededLimit, MAX_TREE};
use crate::manifest::{self, ManifestFile, Unreadable};
use crate::tree::{self, CachedTree};

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

impl<'a> TreeWriter<'a> {
    /// Starts a tree in a cache.
    pub(crate) fn new(cache: &'a Cache) -> Result<Self, CacheError> {
        let path = cache.temporary()?;
        let file = BufWriter::with_capacity(1 << 18, at(&path, File::create_new(&path))?);
        Ok(TreeWriter { cache, path, file, size: 0, manifest: manifest::HEADER.to_owned() })
    }

    /// Adds a file, after those with paths before its own; `kind` is that of the line in the manifest.
    pub(crate) fn add(&mut self, kind: &str, path: &str, bytes: &[u8]) -> Result<(), AddError> {
        let start = self.size;
        let size = bytes.len() as u64;
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
        let is_there = || CachedTree::open(self.cache, &name, "", "").is_ok_and(|tree| tree.is_some());
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

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;

    #[test]
    fn many_threads_write_one_tree() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::new(folder.path().join("new"));
        let write = || {
            let mut writer = TreeWriter::new(&cache).unwrap();
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
    fn leaves_no_tree_after_an_interruption() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::new(folder.path());
        let mut writer = TreeWriter::new(&cache).unwrap();
        writer.add(manifest::FILE, "a.proto", b"").unwrap();
        std::mem::forget(writer);
        assert!(!folder.path().join("trees").exists());
    }
}
