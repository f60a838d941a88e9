use std::fmt;

/// The reason for an automatically chosen baseline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BaselineReason {
    /// The commit where the work left a branch.
    Left {
        /// The branch.
        branch: String,
    },
    /// The work has no commit of its own yet.
    NothingOwn {
        /// The branch that contains all commits.
        branch: String,
    },
    /// The parent commit, on the default branch.
    On {
        /// The branch.
        branch: String,
    },
    /// The parent commit, because no default branch is known.
    NoBranch,
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
            Self::Left { branch } => write!(f, "where the work left `{branch}`"),
            Self::NothingOwn { branch } => write!(f, "the newest commit, which `{branch}` has too"),
            Self::On { branch } => write!(f, "the commit before on `{branch}`"),
            Self::NoBranch => f.write_str("the commit before, as there is no `main` or `master`"),
            Self::BeforePush { service } => write!(f, "the commit before the push, as {service} says"),
            Self::NotCommitted => f.write_str("the commit that is checked out, as not everything is committed"),
        }
    }
}
