//! The work tree of a sparse checkout. Files that Git left out are read from the index, because otherwise they would count as
//! deleted.

use std::collections::BTreeSet;

use super::git::SparseCheckout;
use protoward_source::{FolderTree, Listing, ReadError, SourcePath, Tree};

/// The work tree of a sparse checkout, with the files that Git left out. Such files are not deleted; they are read
/// from the index.
pub(super) struct SparseTree {
    disk: FolderTree,
    left_out: SparseCheckout,
}

impl SparseTree {
    pub(super) fn new(disk: FolderTree, left_out: SparseCheckout) -> Self {
        Self { disk, left_out }
    }

    /// Returns `true` if `path` leads to a file that was left out.
    fn is_left_out(&self, path: &str) -> Result<bool, ReadError> {
        if self.left_out.has(path) {
            return Ok(true);
        }
        // Symbolic links are followed.
        Ok(self.left_out.index.real_file(path)?.is_some_and(|real| self.left_out.has(&real)))
    }
}

impl Tree for SparseTree {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, ReadError> {
        match self.disk.read(path)? {
            None if self.is_left_out(path)? => self.left_out.index.read(path),
            found => Ok(found),
        }
    }

    fn list(&self, under: &str, endings: &[&str]) -> Result<Listing, ReadError> {
        let on_disk = if self.disk.is_folder(under) { self.disk.list(under, endings)? } else { Listing::default() };
        let in_index = self.left_out.index.list(under, endings)?;
        let mut files: BTreeSet<String> = on_disk.files.into_iter().collect();
        for path in in_index.files {
            if !files.contains(&path) && self.is_left_out(&path)? {
                files.insert(path);
            }
        }
        // A link on disk may lead to a file that was left out.
        let mut unread = on_disk.unread;
        unread.retain(|entry| !files.contains(&entry.path));
        unread.extend(in_index.unread.into_iter().filter(|entry| self.left_out.has(&entry.path)));
        Ok(Listing { files: files.into_iter().collect(), unread })
    }

    fn is_folder(&self, path: &str) -> bool {
        self.disk.is_folder(path) || self.left_out.has_below(path) && self.left_out.index.is_folder(path)
    }

    fn is_link(&self, path: &str) -> bool {
        self.disk.is_link(path) || self.left_out.has(path) && self.left_out.index.is_link(path)
    }

    fn displayed(&self, path: &str) -> SourcePath {
        let is_left_out = self.left_out.has(path) && !matches!(self.disk.read(path), Ok(Some(_)));
        if is_left_out { self.left_out.index.displayed(path) } else { self.disk.displayed(path) }
    }
}
