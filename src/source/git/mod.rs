//! Git, read in-process: no `git` is run, nothing is written, nothing is fetched, and only the configuration of the
//! repository itself is looked at.

mod folder;
mod revision;
mod tree;

use std::path::Path;

pub(super) use tree::GitTree;

use super::CommitName;
use super::error::InputError;
use super::input::Commit;

/// A commit that was found: its tree, and its name.
pub(super) struct Found {
    pub(super) repository: gix::ThreadSafeRepository,
    pub(super) tree: gix::ObjectId,
    pub(super) name: CommitName,
}

/// Finds a commit of the repository at `path`.
pub(super) fn find(path: &Path, commit: &Commit) -> Result<Found, InputError> {
    super::open::exists(path, "repository")?;
    let repository = open(path)?;
    let (tree, name) = revision::find(&repository.to_thread_local(), commit)?;
    Ok(Found { repository, tree, name })
}

fn open(path: &Path) -> Result<gix::ThreadSafeRepository, InputError> {
    // Whose the files are does not matter: they are only read.
    let options = gix::open::Options::isolated().with(gix::sec::Trust::Full);
    options
        .open(path)
        .map_err(|error| InputError::BadRepository { path: path.display().to_string(), reason: error.to_string() })
}
