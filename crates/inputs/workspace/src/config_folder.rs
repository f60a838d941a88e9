//! Files in the folder of a configuration, such as a ledger, in the version of a workspace.

use std::fmt;
use std::sync::Arc;

use super::found::ConfiguredInput;
use protoward_inputs::OpenedFiles;
use protoward_source::tree_path::relative;
use protoward_source::{ReadError, SourcePath, Tree};

/// The folder of a configuration in a tree.
#[derive(Clone)]
pub(super) struct ConfigFolder {
    tree: Arc<dyn Tree>,
    path: String,
}

/// A file of a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeFile {
    /// The path as the tree displays it, with the commit if there is one.
    pub display: SourcePath,
    /// The content, which need not be UTF-8.
    pub bytes: Vec<u8>,
}

impl ConfigFolder {
    /// Reads a file by its path from the folder. Returns `None` if there is no such file, and for a path out of the tree.
    pub(super) fn read(&self, path: &str) -> Result<Option<TreeFile>, ReadError> {
        let Self { tree, path: folder } = self;
        let Some(path) = relative(folder, path) else { return Ok(None) };
        let file = |bytes| TreeFile { display: tree.displayed(&path), bytes };
        Ok(tree.read(&path)?.map(file))
    }

    /// Returns `true` for an existing file or folder, by its path from the folder.
    pub(super) fn has(&self, path: &str) -> bool {
        relative(&self.path, path)
            .is_some_and(|path| self.tree.is_folder(&path) || matches!(self.tree.read(&path), Ok(Some(_))))
    }

    /// Reads a file by its path from the root of the tree, with [`read`](Self::read)'s results.
    pub(super) fn read_in_tree(&self, path: &str) -> Result<Option<TreeFile>, ReadError> {
        Self { tree: Arc::clone(&self.tree), path: String::new() }.read(path)
    }

    /// Returns the path of a file in the tree, by its path from the folder; `None` for a path out of the tree.
    pub(super) fn path_in_tree(&self, path: &str) -> Option<String> {
        relative(&self.path, path)
    }

    /// Returns the folder of an opened input.
    pub(super) fn at(files: OpenedFiles) -> Self {
        Self { tree: files.tree, path: files.path }
    }

    pub(super) fn of(found: &ConfiguredInput) -> Self {
        Self { tree: Arc::clone(&found.tree), path: found.root.clone() }
    }
}

impl fmt::Debug for ConfigFolder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ConfigFolder").field(&self.tree.display(&self.path)).finish()
    }
}
