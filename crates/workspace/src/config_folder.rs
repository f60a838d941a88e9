//! Files in the folder of a configuration, such as a ledger, in the version of a workspace.

use std::fmt;
use std::sync::Arc;

use super::found::ConfiguredInput;
use super::workspace::Workspace;
use crate::config::Config;
use protoward_source::tree_path::relative;
use protoward_source::{ReadError, Tree};

/// The folder of a configuration in a tree.
#[derive(Clone)]
pub(super) struct ConfigFolder {
    tree: Arc<dyn Tree>,
    path: String,
}

/// A file of a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeFile {
    /// The path, for display.
    pub display: String,
    /// The content.
    pub bytes: Vec<u8>,
}

impl ConfigFolder {
    pub(super) fn of(found: &ConfiguredInput) -> Self {
        Self { tree: Arc::clone(&found.tree), path: found.root.clone() }
    }
}

impl fmt::Debug for ConfigFolder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ConfigFolder").field(&self.tree.display(&self.path)).finish()
    }
}

impl Workspace {
    /// Reads a file of this version by its path from the folder of the configuration. Returns `None` if there is no such file,
    /// for a path out of the tree, and for an image.
    ///
    /// # Errors
    /// Fails if the file cannot be read.
    pub fn read_beside_config(&self, path: &str) -> Result<Option<TreeFile>, ReadError> {
        let Some(ConfigFolder { tree, path: folder }) = &self.config_folder else { return Ok(None) };
        let Some(path) = relative(folder, path) else { return Ok(None) };
        let file = |bytes| TreeFile { display: tree.display(&path), bytes };
        Ok(tree.read(&path)?.map(file))
    }

    /// Returns the configurations that this older version had for folders of the input, if it had none for all of it. Their
    /// paths are relative to the folder of the configuration.
    pub fn former_configs(&self) -> &[Config] {
        &self.former
    }
}
