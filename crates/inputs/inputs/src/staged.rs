//! Staged files: what the next commit will have, for hooks that run before it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::disk::{io, wrong};
use super::error::InputError;
use super::git::{self, WorkingFolder};
use super::input::Input;
use super::opened::OpenedFiles;
use super::root_folders::repository_root;
use protoward_source::Tree;
use protoward_source::paths::shown;

/// Opens the staged version of a folder or a file.
pub(super) fn open(input: &Input, index: Option<&Path>) -> Result<OpenedFiles, InputError> {
    let (path, is_file) = match input {
        Input::Folder(path) => (path, false),
        Input::File(path) | Input::Package(path) => (path, true),
        other => return Err(InputError::NotStageable { text: other.to_string() }),
    };
    let absolute = |path: &Path| protoward_source::paths::absolute(path).map_err(|error| io(path, error));
    let absolute_path = absolute(path)?;
    let root = repository_root(&absolute_path);
    let root = root.ok_or_else(|| InputError::NoRepository {
        path: shown(path).to_string(),
        asked: "index".to_owned(),
        is_bare: false,
    })?;
    let inside = absolute_path.strip_prefix(root).ok().and_then(protoward_source::paths::tree_path);
    let inside = inside.ok_or_else(|| wrong(path, "not UTF-8", "a path that protobuf can name"))?;
    let here = absolute(Path::new("."))?;
    let tree = git::staged(root, index, WorkingFolder::seen_from(&here, root, path))?;
    let is_there = if is_file { tree.is_file(&inside)? } else { inside.is_empty() || tree.is_folder(&inside) };
    if !is_there {
        return Err(InputError::NotStaged { what: if is_file { "file" } else { "folder" }, path: inside });
    }
    let is_package = matches!(input, Input::Package(_));
    Ok(OpenedFiles {
        tree: Arc::new(tree),
        path: inside,
        is_file,
        is_package,
        root: Some(root.to_owned()),
        commit: None,
    })
}

impl Input {
    /// Returns the other parents of the commit that a merge is about to make, by id; none without a merge.
    ///
    /// # Errors
    /// Fails if the repository cannot be read.
    pub fn merged_commits(&self) -> Result<Vec<String>, InputError> {
        let Some((root, _)) = self.history() else { return Ok(Vec::new()) };
        git::merge_heads(&root)
    }

    /// Returns the staged version of a folder or a file. `index` is the path of an index other than that of the repository.
    #[must_use]
    pub fn staged(self, index: Option<PathBuf>) -> Self {
        Self::Staged { input: Box::new(self), index }
    }
}
