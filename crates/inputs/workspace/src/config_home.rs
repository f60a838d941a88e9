//! The place of a configuration, to which the references in it are relative.

use std::path::{Path, PathBuf};

use super::config_folder::{ConfigFolder, TreeFile};
use super::prepared::Prepared;
use super::workspace::Workspace;
use protoward_inputs::{Input, InputError};
use protoward_source::ReadError;

/// The place of a configuration: a folder on disk, or one in a commit or an archive.
#[derive(Clone, Copy, Debug, Default)]
pub struct ConfigHome<'a> {
    root: Option<&'a Path>,
    folder: Option<&'a ConfigFolder>,
}

impl<'a> ConfigHome<'a> {
    /// Returns the folder on disk; `None` for a commit or an archive.
    pub const fn root(&self) -> Option<&'a Path> {
        self.root
    }

    /// Returns the input that a value of the configuration names. The configuration is one of `input`.
    ///
    /// # Errors
    /// Fails for a path that cannot be read in the tree of the input.
    pub fn resolve(&self, mut reference: Input, input: &Input) -> Result<Input, InputError> {
        match (self.root, self.tree_folder()) {
            (Some(root), _) => {
                if let Some(path) = reference.path_mut() {
                    *path = root.join(&*path);
                }
                Ok(reference)
            }
            (None, Some(folder)) => input.beside(&folder, reference),
            (None, None) => Ok(reference),
        }
    }

    /// Returns the folder as an input.
    ///
    /// # Errors
    /// Fails if the repository cannot be read.
    pub fn input(&self, input: &Input) -> Result<Input, InputError> {
        match self.root {
            Some(root) => Ok(Input::Folder(root.to_owned())),
            None => self.resolve(Input::Folder(PathBuf::from(".")), input),
        }
    }

    /// Returns `true` for a commit or an archive, whose files are not on disk.
    pub const fn is_in_tree(&self) -> bool {
        self.root.is_none() && self.folder.is_some()
    }

    /// Reads a file by its path from the folder; `None` if there is no such file.
    ///
    /// # Errors
    /// Fails if the file cannot be read.
    pub fn read(&self, path: &str) -> Result<Option<TreeFile>, ReadError> {
        self.folder.map_or(Ok(None), |folder| folder.read(path))
    }

    fn tree_folder(&self) -> Option<String> {
        self.folder?.path_in_tree("")
    }
}

impl Workspace {
    /// Returns the place of the configuration.
    pub fn home(&self) -> ConfigHome<'_> {
        ConfigHome { root: self.root.as_deref(), folder: self.config_folder.as_ref() }
    }
}

impl Prepared {
    /// Returns the place of the configuration.
    pub fn home(&self) -> ConfigHome<'_> {
        ConfigHome { root: self.root(), folder: self.setting.config_folder.as_ref() }
    }
}
