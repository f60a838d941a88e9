//! The work tree of a repository. Its index knows the ids of unchanged contents, so that a comparison need not read them.

use std::fmt;
use std::path::PathBuf;
use std::sync::OnceLock;

use super::git::Index;
use protoward_source::{FolderTree, KnownContent, Listing, ReadError, SourcePath, Tree};

/// The work tree of a repository, whose index knows the contents of unchanged files.
pub(super) struct WorkTree {
    disk: FolderTree,
    root: PathBuf,
    /// The index; `None` if it cannot be used. It is read on first use.
    index: OnceLock<Option<Index>>,
}

impl WorkTree {
    pub(super) fn new(disk: FolderTree, root: PathBuf) -> Self {
        Self { disk, root, index: OnceLock::new() }
    }
}

impl Tree for WorkTree {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, ReadError> {
        self.disk.read(path)
    }

    fn content(&self, path: &str) -> KnownContent {
        match self.index.get_or_init(|| Index::open(&self.root)) {
            Some(index) if protoward_source::stays_inside(path) => index.content(path),
            Some(_) | None => KnownContent::Unknown,
        }
    }

    fn list(&self, under: &str, endings: &[&str]) -> Result<Listing, ReadError> {
        self.disk.list(under, endings)
    }

    fn is_folder(&self, path: &str) -> bool {
        self.disk.is_folder(path)
    }

    fn is_link(&self, path: &str) -> bool {
        self.disk.is_link(path)
    }

    fn displayed(&self, path: &str) -> SourcePath {
        self.disk.displayed(path)
    }
}

impl fmt::Debug for WorkTree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WorkTree").field("disk", &self.disk).finish_non_exhaustive()
    }
}
