//! The configuration that was found for an input, its files, and paths in a tree.

use std::path::PathBuf;
use std::sync::Arc;

use crate::config::Config;
use protoward_source::Tree;

/// An input and its configuration.
#[derive(Clone)]
pub(super) struct Found {
    pub(super) tree: Arc<dyn Tree>,
    /// The folder in the tree that the configuration is for.
    pub(super) root: String,
    pub(super) config: Config,
    /// Where the input lies in `root`.
    pub(super) within: String,
}

impl Found {
    /// Returns the folder that the paths of the configuration start from, as the user writes it.
    pub(super) fn root_folder(&self) -> PathBuf {
        let folder = self.tree.display(&self.root);
        PathBuf::from(if folder.is_empty() { ".".to_owned() } else { folder })
    }
}

/// A file of the schema: its import name, its path in the tree and its module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Target {
    pub(super) name: String,
    pub(super) path: String,
    pub(super) module: usize,
}

/// Returns the folder of a path.
pub(super) fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(parent, _)| parent)
}

/// Returns a folder and those above it, up to the root of the tree.
pub(super) fn upwards(folder: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(folder), |folder| (!folder.is_empty()).then(|| parent(folder)))
}
