//! The settings that name a branch to compare with.

use std::fmt;

/// A setting that names a branch to compare with. It is displayed as the end of a clause: "the branch, which …".
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BranchSetting {
    /// A CI service names the default branch.
    Service(&'static str),
    /// The upstream of a local branch, in the configuration of git.
    Upstream {
        /// The local branch.
        of: String,
    },
    /// The default branch of a remote, as this clone knows it.
    RemoteHead {
        /// The name of the remote.
        remote: String,
    },
}

impl BranchSetting {
    /// Returns advice for a branch that cannot be fetched because the setting is outdated.
    pub(super) fn correction(&self) -> String {
        match self {
            Self::Service(_) => "`PROTOWARD_BASE` names another branch to compare with".to_owned(),
            Self::Upstream { of } => {
                format!("if it is gone, `git branch --unset-upstream {of}` compares with the default branch")
            }
            Self::RemoteHead { remote } => {
                format!("`git remote set-head {remote} --auto` asks the remote for its name")
            }
        }
    }
}

impl fmt::Display for BranchSetting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Service(service) => write!(f, "{service} names as the default branch"),
            Self::Upstream { of } => write!(f, "is the upstream of `{of}`"),
            Self::RemoteHead { remote } => write!(f, "`{remote}/HEAD` names as the default branch"),
        }
    }
}
