//! What an input is compared with when nobody says it.

use std::fmt;
use std::path::{Path, PathBuf};

use super::error::InputError;
use super::input::{ArchiveInput, Commit, GitInput, ImageInput, Input, Location};
use super::open::Files;
use super::{git, paths};

/// An input to compare with, and why it is this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Baseline {
    /// The same input as it was then.
    pub input: Input,
    /// Why.
    pub why: Why,
}

/// Why something is compared with a commit that nobody has named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// It is where the work left a branch.
    Left {
        /// The branch.
        branch: String,
    },
    /// The work has no commit of its own yet.
    NothingOwn {
        /// The branch that has all of its commits.
        branch: String,
    },
    /// It is the commit before, on the branch that others start from.
    On {
        /// The branch.
        branch: String,
    },
    /// It is the commit before, as no branch is known that others start from.
    NoBranch,
    /// It is the one that is checked out, as there are changes that are not committed.
    NotCommitted,
}

/// What a change is to be merged into, as a service that tests it knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The branch.
    pub branch: String,
    /// The commit where the change began, where the service tells.
    pub commit: Option<String>,
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Left { branch } => write!(f, "where the work left `{branch}`"),
            Self::NothingOwn { branch } => write!(f, "the newest commit, which `{branch}` has too"),
            Self::On { branch } => write!(f, "the commit before on `{branch}`"),
            Self::NoBranch => f.write_str("the commit before, as there is no `main` or `master`"),
            Self::NotCommitted => f.write_str("the commit that is checked out, as not everything is committed"),
        }
    }
}

impl Input {
    /// The same input as it was before the work on it began; `None` where it has no history: outside of a repository, and
    /// on standard input.
    ///
    /// In a repository that is the merge base with the branch `target`, else with the default branch: `origin/HEAD`, else
    /// `main` or `master`, at the remote rather than here. On that branch itself, it is the commit before.
    ///
    /// # Errors
    /// When there is no such commit here, or the repository cannot be read.
    pub fn baseline(&self, target: Option<&Target>) -> Result<Option<Baseline>, InputError> {
        let Some((repository, of)) = self.repository()? else { return Ok(None) };
        let (commit, why) =
            git::choose(&repository, of, target).map_err(|error| self.in_repository(&repository, error))?;
        Ok(Some(Baseline { input: self.at(commit)?, why }))
    }

    /// The input as it is in the commit that is checked out, to compare with it as well: where there are changes that are
    /// not committed, the commit before does not have what that commit has brought.
    ///
    /// # Errors
    /// When the files or the commit cannot be read.
    pub fn committed(&self) -> Result<Option<Baseline>, InputError> {
        if !super::at::differs_from_head(self)? {
            return Ok(None);
        }
        Ok(Some(Baseline { input: self.at(Commit::Head)?, why: Why::NotCommitted }))
    }

    /// The input as it was at a commit.
    fn at(&self, commit: Commit) -> Result<Self, InputError> {
        Self::At { commit, input: Box::new(Self::Folder(PathBuf::from("."))) }.of(self)
    }

    /// An error about the repository, with the path that the input has in it.
    fn in_repository(&self, repository: &Path, error: InputError) -> InputError {
        let whole = self.path().and_then(|path| protoward_source::paths::absolute(path).ok());
        match whole.as_deref().and_then(|path| protoward_source::paths::tree_path(path.strip_prefix(repository).ok()?))
        {
            Some(inside) => error.inside(&inside),
            None => error,
        }
    }

    /// All files of the commit that the input is of; `None` where it is of none.
    ///
    /// # Errors
    /// When there is no such commit, or it cannot be read.
    pub fn whole_commit(&self) -> Result<Option<Files>, InputError> {
        super::at::whole(self)
    }

    /// The repository that the input is in, and the commit that it is of; for files, the one that is checked out.
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
        let whole = protoward_source::paths::absolute(path).map_err(|error| super::open::io(path, error))?;
        Ok(paths::repository_root(&whole).map(|root| (root.to_owned(), of)))
    }

    /// Where it is in the file system, if it is there.
    pub(super) fn path(&self) -> Option<&Path> {
        match self {
            Self::Folder(path)
            | Self::File(path)
            | Self::Image(ImageInput { from: Location::Path(path), .. })
            | Self::Archive(ArchiveInput { from: Location::Path(path), .. }) => Some(path),
            Self::Image(_) | Self::Archive(_) | Self::Git(_) | Self::At { .. } => None,
        }
    }
}
