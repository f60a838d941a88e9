//! Git repositories, read in-process: `git` does not run, nothing is written or fetched, and only the configuration
//! of the repository itself is used.

mod bases;
mod branches;
mod checkout;
mod choice;
mod conversion;
mod fetch;
mod folder;
mod history;
mod index;
mod latest_tag;
mod lost;
mod merge_base;
mod names;
mod objects;
mod revision;
mod sparse_index;
mod store;
mod submodule;
mod tree;

use std::path::Path;

pub use history::{BlobId, CommitStamp, GitHistory, Step};
pub(super) use index::Index;
pub(super) use sparse_index::{SparseCheckout, left_out};
pub(super) use submodule::WorkingFolder;
pub use tree::GitTree;

use super::CommitName;
use super::baseline::{BaselineReason, Target};
use super::error::InputError;
use super::input::Commit;

/// A located commit: its tree and its name.
pub(super) struct FoundCommit {
    pub(super) repository: gix::ThreadSafeRepository,
    pub(super) tree: gix::ObjectId,
    pub(super) name: CommitName,
}

/// Finds a commit of the repository at `path`.
pub(super) fn find(path: &Path, commit: &Commit) -> Result<FoundCommit, InputError> {
    super::open::exists(path, "repository")?;
    let repository = open(path).map_err(|error| checkout::of(error, path, commit))?;
    let (tree, name) = revision::find(&repository.to_thread_local(), commit)?;
    Ok(FoundCommit { repository, tree, name })
}

/// Chooses the default baseline of `of`.
pub(super) fn choose(
    path: &Path,
    of: &Commit,
    target: Option<&Target>,
) -> Result<(Commit, BaselineReason), InputError> {
    super::open::exists(path, "repository")?;
    let repository = open(path).map_err(|error| checkout::chosen(error, path, target))?;
    choice::choose(&repository.to_thread_local(), of, target)
}

/// Returns the reference to a commit that a missing path may mean: `git:main` for `main`.
pub(super) fn commit_meant(path: &Path) -> Option<String> {
    // Paths in a configuration are relative to its folder.
    let text = path.to_str()?.trim_start_matches("../").trim_start_matches("./");
    let here = protoward_source::paths::absolute(Path::new(".")).ok()?;
    let repository = open(super::root_folders::repository_root(&here)?).ok()?.to_thread_local();
    objects::is_meant(&repository, text).then(|| format!("git:{text}"))
}

fn open(path: &Path) -> Result<gix::ThreadSafeRepository, InputError> {
    let shown = path.display().to_string();
    if !path.join(".git").exists() && !path.join("HEAD").exists() {
        return Err(InputError::NotARepository { path: shown });
    }
    // The owner of the files does not matter, because they are only read.
    let options = gix::open::Options::isolated().with(gix::sec::Trust::Full);
    let repository = match options.open(path) {
        Ok(repository) => repository,
        Err(error) => {
            let reason = causes(&error);
            // The errors of gix have no type or code for this.
            return Err(match reason.contains("objectFormat") {
                true => unsupported(shown, "its objects are named by SHA-256, which is not read yet"),
                false => InputError::BadRepository { path: shown, reason },
            });
        }
    };
    if is_reftable(&repository.to_thread_local()) {
        return Err(unsupported(shown, "its references are in a reftable, which cannot be read yet"));
    }
    Ok(repository)
}

const fn unsupported(path: String, reason: &'static str) -> InputError {
    InputError::UnsupportedRepository { path, reason, instead: None, inside: String::new() }
}

fn is_reftable(repository: &gix::Repository) -> bool {
    repository
        .config_snapshot()
        .string("extensions.refStorage")
        .is_some_and(|storage| storage.as_slice() == b"reftable")
}

/// Returns the causes of an error, because the error itself often lacks details.
fn causes(error: &dyn std::error::Error) -> String {
    let all = std::iter::successors(Some(error), |error| error.source());
    let mut words: Vec<String> =
        all.map(|error| error.to_string().lines().next().unwrap_or_default().to_owned()).collect();
    words.dedup();
    words.join(": ")
}
