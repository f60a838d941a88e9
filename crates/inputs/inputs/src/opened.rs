//! Opened inputs: files in a tree, or the bytes of an image. A tree is that of the whole repository, because configurations and
//! imports are often above the input.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::git;
use super::image::Image;
use super::input::CommitName;
use protoward_source::Tree;

/// An input whose files can be listed and read, and of which nothing is parsed yet.
#[derive(Clone, Debug)]
pub enum Opened {
    /// `.proto` files in a folder or a commit.
    Files(OpenedFiles),
    /// A compiled schema, which is not decoded yet.
    Image(Image),
}

/// `.proto` files in a tree.
#[derive(Clone)]
pub struct OpenedFiles {
    /// The tree of the enclosing repository, or else of the input alone.
    pub tree: Arc<dyn Tree>,
    /// The path of the input in the tree; empty for the whole tree.
    pub path: String,
    /// `true` if the input is a single file.
    pub is_file: bool,
    /// `true` if the files of the module with the same package are part of the input.
    pub is_package: bool,
    /// The folder of `tree`, now or at the commit; `None` for a named repository and for an archive.
    pub root: Option<PathBuf>,
    /// The commit of the tree.
    pub commit: Option<CommitName>,
}

/// Omits the tree, which does not implement `Debug`.
impl fmt::Debug for OpenedFiles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { tree: _, path, is_file, is_package, root, commit } = self;
        let mut debug = f.debug_struct("OpenedFiles");
        debug
            .field("path", path)
            .field("is_file", is_file)
            .field("is_package", is_package)
            .field("root", root)
            .field("commit", commit);
        debug.finish_non_exhaustive()
    }
}

impl OpenedFiles {
    /// Returns `true` for files in a folder, as opposed to a commit or an archive.
    pub const fn is_on_disk(&self) -> bool {
        self.commit.is_none() && self.root.is_some()
    }

    /// Returns `true` if the repository of the tree has a submodule at a path.
    pub fn has_submodule(&self, path: &str) -> bool {
        !path.is_empty() && self.root.as_deref().is_some_and(|root| git::has_submodule(root, path))
    }

    /// Converts a path that is written like the input to a path in the tree; `None` outside of the tree.
    pub fn path_of(&self, path: &Path) -> Option<String> {
        match &self.root {
            Some(root) => protoward_source::paths::absolute(path)
                .ok()?
                .strip_prefix(root)
                .ok()
                .and_then(protoward_source::paths::tree_path),
            None => {
                let path =
                    protoward_source::paths::tree_path(path).filter(|path| protoward_source::stays_inside(path))?;
                Some(protoward_source::join(&self.path, &path))
            }
        }
    }
}
