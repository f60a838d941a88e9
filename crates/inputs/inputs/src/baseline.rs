//! The default baseline of an input: the same input at the commits where the current work began.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use protoward_source::paths::shown;

use super::at::DecidingPaths;
use super::baseline_reason::BaselineReason;
use super::change::Change;
use super::error::InputError;
use super::input::{ArchiveInput, Commit, GitInput, ImageInput, Input, Location};
use super::opened::OpenedFiles;
use super::versions::TagWindow;
use super::{git, root_folders};

/// A baseline and the reason for its choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Baseline {
    /// The same input at the baseline commit.
    pub input: Input,
    /// The reason, which messages mention beside the commit.
    pub why: BaselineReason,
}

impl Input {
    /// Returns the input before the current work on it began, at each commit to compare with; nothing without history:
    /// outside of a repository, or for standard input.
    ///
    /// In a repository this is the merge base with the target branch of `change`, or the commit before its push, or
    /// else the merge base with the branch from which the checked-out one was cut, or with the default branch:
    /// `origin/HEAD`, or else `main` or `master`, preferably at the remote. On that branch itself, it is the parent
    /// commit. After criss-cross merges there are several merge bases.
    ///
    /// # Errors
    /// Fails if there is no such commit, or if the repository cannot be read.
    pub fn baselines(&self, change: &Change) -> Result<Vec<Baseline>, InputError> {
        let Some((repository, of)) = self.repository()? else { return Ok(Vec::new()) };
        let chosen = git::choose(&repository, of, change).map_err(|error| self.in_repository(&repository, error))?;
        chosen.into_iter().map(|(commit, why)| Ok(Baseline { input: self.at(commit)?, why })).collect()
    }

    /// Returns the input at each of several merge bases, if it is one at a merge base; otherwise the input itself.
    ///
    /// # Errors
    /// Fails if there is no merge base, or if the repository cannot be read.
    pub fn each_merge_base(&self) -> Result<Vec<Self>, InputError> {
        let (Self::At { commit, .. } | Self::Git(GitInput { commit, .. })) = self else {
            return Ok(vec![self.clone()]);
        };
        let Commit::MergeBase { of, with } = commit else { return Ok(vec![self.clone()]) };
        let Some((repository, _)) = self.repository()? else { return Ok(vec![self.clone()]) };
        let bases = git::merge_bases(&repository, of, with).map_err(|error| self.in_repository(&repository, error))?;
        match &bases[..] {
            [_] => Ok(vec![self.clone()]),
            several => several.iter().map(|id| self.at(Commit::Revision(id.clone()))).collect(),
        }
    }

    /// Returns the input at each tag of a window, with the name of the tag, the newest first. A tag of the input's own commit
    /// is the release under review, unless there are changes since; it counts with `with_current`.
    ///
    /// # Errors
    /// Fails if no tag matches, if the input has no repository, or if that cannot be read.
    pub fn tagged(
        &self,
        window: &TagWindow,
        now: Timestamp,
        with_current: bool,
    ) -> Result<Vec<(String, Self)>, InputError> {
        let Some((repository, of)) = self.repository()? else {
            let path = self.path().map(|path| shown(path).to_string()).unwrap_or_else(|| self.to_string());
            return Err(InputError::NoRepository { path, asked: window.to_string(), is_bare: false });
        };
        // Unreadable inputs differ.
        let is_as_committed = !with_current && !super::at::differs(self, of, &DecidingPaths::default()).unwrap_or(true);
        let names = git::tags(&repository, window, Some(of).filter(|_| is_as_committed), now)
            .map_err(|error| self.in_repository(&repository, error))?;
        names.into_iter().map(|name| Ok((name.clone(), self.at(Commit::Tag(name))?))).collect()
    }

    /// Returns the newest release before the input if it is newer than the tags of a window, and of the same series: one that the
    /// pattern of the window does not have.
    ///
    /// # Errors
    /// Fails if the repository cannot be read.
    pub fn newer_release(&self, window: &[String]) -> Result<Option<String>, InputError> {
        let Some((repository, of)) = self.repository()? else { return Ok(None) };
        let is_changed = || super::at::differs(self, of, &DecidingPaths::default()).unwrap_or(true);
        git::newer_release(&repository, window, of, &is_changed).map_err(|error| self.in_repository(&repository, error))
    }

    /// Returns the id of the commit of the input; for files, that of the checked-out commit. `None` without a
    /// repository.
    ///
    /// # Errors
    /// Fails if there is no such commit, or if the repository cannot be read.
    pub fn commit_id(&self) -> Result<Option<String>, InputError> {
        let Some((repository, of)) = self.repository()? else { return Ok(None) };
        git::id(&repository, of).map(Some)
    }

    /// Returns the input at the checked-out commit as an additional baseline; `None` without uncommitted changes. The
    /// parent commit does not contain the changes of the checked-out one. `deciding` has the paths that decide about the
    /// schema besides the files of the input.
    ///
    /// # Errors
    /// Fails if the files or the commit cannot be read.
    pub fn committed(&self, deciding: &DecidingPaths) -> Result<Option<Baseline>, InputError> {
        if !super::at::differs(self, &Commit::Head, deciding)? {
            return Ok(None);
        }
        Ok(Some(Baseline { input: self.at(Commit::Head)?, why: BaselineReason::NotCommitted }))
    }

    /// Returns `true` if the files of the input differ from those of a commit of the repository around it.
    ///
    /// # Errors
    /// Fails if the files or the commit cannot be read.
    pub fn differs_from(&self, commit: &Commit) -> Result<bool, InputError> {
        super::at::differs(self, commit, &DecidingPaths::default())
    }

    /// Returns the input at a commit.
    fn at(&self, commit: Commit) -> Result<Self, InputError> {
        Self::At { commit, input: Box::new(Self::Folder(PathBuf::from("."))) }.of(self)
    }

    /// Adds the input's path in the repository to an error.
    fn in_repository(&self, repository: &Path, error: InputError) -> InputError {
        let absolute_path = self.path().and_then(|path| protoward_source::paths::absolute(path).ok());
        match absolute_path
            .as_deref()
            .and_then(|path| protoward_source::paths::tree_path(path.strip_prefix(repository).ok()?))
        {
            Some(inside) => error.inside(&inside),
            None => error,
        }
    }

    /// Returns all files of the input's commit; `None` if it has no commit.
    ///
    /// # Errors
    /// Fails if the commit does not exist or cannot be read.
    pub fn whole_commit(&self) -> Result<Option<OpenedFiles>, InputError> {
        super::at::commit_files(self)
    }

    /// Returns the repository and the commit of the input; for files, the checked-out commit.
    fn repository(&self) -> Result<Option<(PathBuf, &Commit)>, InputError> {
        let (path, of) = match self {
            Self::Git(GitInput { repository, commit, .. }) => return Ok(Some((repository.clone(), commit))),
            Self::At { commit, input } => match input.path() {
                Some(path) => (path, commit),
                None => return Ok(None),
            },
            other => match other.path() {
                Some(path) => (path, &Commit::Head),
                None => return Ok(None),
            },
        };
        let absolute_path = protoward_source::paths::absolute(path).map_err(|error| super::disk::io(path, error))?;
        Ok(root_folders::repository_root(&absolute_path).map(|root| (root.to_owned(), of)))
    }

    /// Returns the path of the input in the file system.
    pub(super) fn path(&self) -> Option<&Path> {
        match self {
            Self::Folder(path)
            | Self::File(path)
            | Self::Package(path)
            | Self::Image(ImageInput { from: Location::Path(path), .. })
            | Self::Archive(ArchiveInput { from: Location::Path(path), .. }) => Some(path),
            Self::Staged { input, .. } => input.path(),
            Self::Image(_) | Self::Archive(_) | Self::Git(_) | Self::At { .. } => None,
        }
    }
}
