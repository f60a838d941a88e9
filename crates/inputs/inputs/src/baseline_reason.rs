//! The reason for an automatically chosen baseline, which messages state beside the commit so that a wrong choice is noticed.

use std::fmt;

/// The reason for an automatically chosen baseline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BaselineReason {
    /// The merge base with a branch.
    Left {
        /// The branch that the work left.
        branch: String,
    },
    /// The work has no commit of its own yet.
    NothingOwn {
        /// The branch that contains all commits.
        branch: String,
    },
    /// The parent commit, on the default branch.
    On {
        /// The default branch.
        branch: String,
        /// The CI service, if it does not name the commit before the push.
        silent: Option<&'static str>,
    },
    /// The parent commit, because no default branch is known.
    NoBranch {
        /// The CI service, if it does not name the commit before the push.
        silent: Option<&'static str>,
    },
    /// The commit before a push.
    BeforePush {
        /// The CI service that names it.
        service: &'static str,
    },
    /// The checked-out commit, because there are uncommitted changes.
    NotCommitted,
}

impl fmt::Display for BaselineReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Left { branch } => write!(f, "merge base with `{branch}`"),
            Self::NothingOwn { branch } => write!(f, "HEAD, already on `{branch}`"),
            Self::On { branch, .. } => write!(f, "previous commit on `{branch}`"),
            Self::NoBranch { .. } => f.write_str("previous commit, because there is no `main` or `master`"),
            Self::BeforePush { service } => write!(f, "commit before the push, according to {service}"),
            Self::NotCommitted => f.write_str("HEAD, because there are uncommitted changes"),
        }
    }
}
