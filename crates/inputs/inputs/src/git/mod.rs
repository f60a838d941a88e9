//! Git repositories, read in-process: `git` does not run, nothing is written or fetched, and only the configuration
//! of the repository itself is used.

mod ambiguous;
mod attributes;
mod bases;
mod branches;
mod checkout;
mod checkout_form;
mod choice;
mod common;
mod conversion;
mod environment;
mod fetch;
mod fetched_tags;
mod folder;
mod history;
mod ignored;
mod index;
mod latest_tag;
mod lost;
mod merge_base;
mod names;
mod objects;
mod origins;
mod remote;
mod revision;
mod sparse_index;
mod store;
mod submodule;
mod tree;
mod unread;
mod version;
mod window;

use std::path::{Path, PathBuf};

use gix::bstr::ByteSlice;
use jiff::Timestamp;
use protoward_source::paths::shown;

pub use attributes::decides_line_ends;
pub(super) use checkout_form::{links_as_text, schema_files};
pub(super) use environment::is_named_work_tree;
pub use history::{BlobId, CommitStamp, GitHistory, Step};
pub use ignored::ignored_folders;
pub(super) use index::Index;
pub use origins::{EntryAuthor, EntryOrigins, EntryReader};
pub(super) use sparse_index::{SparseCheckout, left_out, staged};
pub(super) use submodule::WorkingFolder;
pub use tree::GitTree;
pub use unread::UnreadSubmodule;
pub(super) use unread::unread_submodules;

use super::CommitName;
use super::baseline_reason::BaselineReason;
use super::change::Change;
use super::disk::{io, read_file};
use super::error::InputError;
use super::input::Commit;
use super::versions::TagWindow;

/// A located commit: its tree and its name.
pub(super) struct FoundCommit {
    pub(super) repository: gix::ThreadSafeRepository,
    pub(super) tree: gix::ObjectId,
    pub(super) name: CommitName,
}

/// Finds a commit of the repository at `path`.
pub(super) fn find(path: &Path, commit: &Commit) -> Result<FoundCommit, InputError> {
    super::disk::exists(path, "repository")?;
    let repository = open(path).map_err(|error| checkout::with_commands_for(error, path, commit))?;
    let (tree, name) = revision::find(&repository.to_thread_local(), commit)?;
    Ok(FoundCommit { repository, tree, name })
}

/// Chooses the default baselines of `of`, at least one.
pub(super) fn choose(path: &Path, of: &Commit, change: &Change) -> Result<Vec<(Commit, BaselineReason)>, InputError> {
    super::disk::exists(path, "repository")?;
    let repository =
        open(path).map_err(|error| checkout::with_commands_for_baseline(error, path, change.target.as_ref()))?;
    choice::choose(&repository.to_thread_local(), of, change)
}

/// Returns all commits where `of` left a branch, at least one.
pub(super) fn merge_bases(path: &Path, of: &Commit, with: &str) -> Result<Vec<String>, InputError> {
    super::disk::exists(path, "repository")?;
    let repository = open(path)?.to_thread_local();
    Ok(merge_base::find(&repository, of, with)?.iter().map(ToString::to_string).collect())
}

/// Returns the names of the tags in a window, the newest first. Tags of the commit `except` do not count.
pub(super) fn tags(
    path: &Path,
    tag_window: &TagWindow,
    except: Option<&Commit>,
    now: Timestamp,
) -> Result<Vec<String>, InputError> {
    super::disk::exists(path, "repository")?;
    let repository = open(path)?.to_thread_local();
    let except = except.map(|commit| revision::commit(&repository, commit)).transpose()?;
    window::find(&repository, tag_window, except, now)
}

/// Returns the newest release before a commit if it is newer than the tags of a window.
pub(super) fn newer_release(
    path: &Path,
    window: &[String],
    of: &Commit,
    counts_own: &dyn Fn() -> bool,
) -> Result<Option<String>, InputError> {
    let repository = open(path)?.to_thread_local();
    window::newer_release(&repository, window, revision::commit(&repository, of)?, counts_own)
}

/// Returns `true` for the folder of a bare repository.
pub(super) fn is_bare(folder: &Path) -> bool {
    folder.join("HEAD").is_file() && folder.join("objects").is_dir() && folder.join("refs").is_dir()
}

/// Returns the patterns of the tags of the newest major versions in the repository at a path, such as `v1.*`: one for each series of
/// tags with a release of the schema in the folder `inside`. None if the repository cannot be read.
pub fn release_patterns(path: &Path, inside: &str) -> Vec<String> {
    open(path).map_or_else(|_| Vec::new(), |repository| window::patterns(&repository.to_thread_local(), inside))
}

/// Returns `true` if a repository has a submodule at a path, in the checked-out commit or in the index.
pub(super) fn has_submodule(root: &Path, path: &str) -> bool {
    let Ok(repository) = open(root).map(|repository| repository.to_thread_local()) else { return false };
    let committed = || {
        let tree = repository.head_tree().ok()?;
        let entry = tree.lookup_entry_by_path(path).ok()??;
        Some(entry.mode().is_commit())
    };
    let staged = || {
        let index = repository.open_index().ok()?;
        let entry = index.entry_by_path(path.as_bytes().as_bstr())?;
        Some(entry.mode == gix::index::entry::Mode::COMMIT)
    };
    committed().unwrap_or(false) || staged().unwrap_or(false)
}

/// Returns the full id of a commit.
pub(super) fn id(path: &Path, commit: &Commit) -> Result<String, InputError> {
    super::disk::exists(path, "repository")?;
    revision::commit(&open(path)?.to_thread_local(), commit).map(|id| id.to_string())
}

/// Returns the reference to a commit of a repository that a missing path may mean: `git:main` for `main`.
pub(super) fn commit_meant(root: &Path, path: &Path) -> Option<String> {
    // Paths in a configuration are relative to its folder.
    let text = path.to_str()?.trim_start_matches("../").trim_start_matches("./");
    let repository = open(root).ok()?.to_thread_local();
    objects::is_meant(&repository, text).then(|| format!("git:{text}"))
}

/// Returns the ids of the commits that are being merged in the work tree at `path`.
pub(super) fn merge_heads(path: &Path) -> Result<Vec<String>, InputError> {
    let file = open(path)?.to_thread_local().git_dir().join("MERGE_HEAD");
    match std::fs::read_to_string(&file) {
        Ok(text) => Ok(text.split_whitespace().map(str::to_owned).collect()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(super::disk::io(&file, error)),
    }
}

/// Opens the repository of a work tree, or a repository without one. The environment may name another folder for a work tree.
fn open(path: &Path) -> Result<gix::ThreadSafeRepository, InputError> {
    let work_tree = path;
    let named = environment::git_dir(work_tree);
    let shown = shown(named.unwrap_or(work_tree)).to_string();
    let path = match named {
        Some(git_dir) => git_dir.to_owned(),
        None => followed(work_tree)?,
    };
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
            return Err(if reason.contains("objectFormat") {
                unsupported(shown, "its objects are named by SHA-256, which is not read yet")
            } else {
                InputError::BadRepository { path: shown, reason }
            });
        }
    };
    if is_reftable(&repository.to_thread_local()) {
        return Err(unsupported(shown, "its references are in a reftable, which cannot be read yet"));
    }
    if named.is_none() {
        return Ok(repository);
    }
    let mut repository = repository.to_thread_local();
    match repository.set_workdir(work_tree.to_owned()) {
        Ok(_) => Ok(repository.into_sync()),
        Err(error) => Err(InputError::BadRepository { path: shown, reason: causes(&error) }),
    }
}

/// Returns the path to open instead of a file, or of a folder whose `.git` is a file: the work tree, or else the folder of the
/// repository. Checks that the folder is there. A `.git` is a file in other work trees and in submodules.
///
/// Source: <https://git-scm.com/docs/gitrepository-layout>.
fn followed(path: &Path) -> Result<PathBuf, InputError> {
    let inside = path.join(".git");
    let file = [path, &inside].into_iter().find(|file| file.is_file());
    let Some(file) = file else { return Ok(path.to_owned()) };
    let folder = folder_named_by(file)?;
    let is_of_work_tree = file.file_name().is_some_and(|name| name == ".git");
    Ok(match file.parent() {
        Some(parent) if is_of_work_tree && parent.as_os_str().is_empty() => PathBuf::from("."),
        Some(parent) if is_of_work_tree => parent.to_owned(),
        _ => folder,
    })
}

fn folder_named_by(file: &Path) -> Result<PathBuf, InputError> {
    let broken = |reason: String| InputError::BadRepository { path: shown(&file).to_string(), reason };
    let bytes = read_file(file, "repository")?;
    let name = std::str::from_utf8(&bytes).ok().and_then(|text| text.strip_prefix("gitdir:")).map(str::trim);
    let name = name.ok_or_else(|| broken("it is a file that does not begin with `gitdir:`".to_owned()))?;
    let folder = file.parent().unwrap_or(Path::new("")).join(name);
    match folder.try_exists() {
        Ok(true) => Ok(folder),
        Ok(false) => Err(broken(format!("it names the folder `{}`, which is not there", shown(&folder)))),
        Err(error) => Err(io(&folder, error)),
    }
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
