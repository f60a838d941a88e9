//! Submodules whose files a comparison would miss on both sides, because they are not checked out.

use std::path::Path;

use super::error::InputError;
use super::git::UnreadSubmodule;
use super::input::{GitInput, Input, Submodules};
use super::{git, root_folders};
use protoward_source::paths;

impl Input {
    /// Returns the submodules that are not checked out, and whose files a comparison with an older version therefore
    /// misses on both sides. `is_read` selects submodules by their path in the tree, on the new and on the old side. A
    /// submodule counts if its commit differs, or if it is no longer read.
    ///
    /// # Errors
    /// Fails if the repository cannot be read.
    pub fn unread_submodules(
        &self,
        old: &Self,
        is_read: &dyn Fn(&str) -> [bool; 2],
    ) -> Result<Vec<UnreadSubmodule>, InputError> {
        let commit = match old {
            Self::At { commit, .. } => commit,
            Self::Git(GitInput { commit, submodules: Submodules::Populated, .. }) => commit,
            Self::Git(_)
            | Self::Folder(_)
            | Self::File(_)
            | Self::Package(_)
            | Self::Image(_)
            | Self::Archive(_)
            | Self::Staged { .. } => return Ok(Vec::new()),
        };
        let on_disk = match self {
            Self::Staged { input, .. } => input,
            input => input,
        };
        let (Self::Folder(path) | Self::File(path) | Self::Package(path)) = on_disk else { return Ok(Vec::new()) };
        let absolute_path = paths::absolute(path).map_err(|error| super::disk::io(path, error))?;
        let Some(root) = root_folders::repository_root(&absolute_path) else { return Ok(Vec::new()) };
        if !is_same_repository(root, old) {
            return Ok(Vec::new());
        }
        git::unread_submodules(root, commit, is_read)
    }
}

/// Returns `true` for a commit of the repository at `root`.
fn is_same_repository(root: &Path, old: &Input) -> bool {
    match old {
        Input::Git(git) => {
            let named = if git.repository.ends_with(".git") { git.repository.parent() } else { Some(&*git.repository) };
            let absolute = named.and_then(|path| paths::absolute(path).ok());
            absolute.is_some_and(|path| path == root)
        }
        _ => true,
    }
}
