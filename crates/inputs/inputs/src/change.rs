//! The change under review, as a CI service describes it.

/// The change under review, as a CI service describes it in variables.
///
/// Without such a service, it is empty: the history of the input decides what to compare with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// The name of the service, for messages: `GitHub Actions`. `None` outside of CI.
    pub service: Option<&'static str>,
    /// The branch into which the change will be merged.
    pub target: Option<TargetBranch>,
    /// The push that started the run.
    pub push: Option<Push>,
    /// The name of the default branch.
    pub default_branch: Option<String>,
    /// The commit that the service checked out, if it names it.
    pub commit: Option<String>,
}

/// The target branch of a change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TargetBranch {
    /// The name of the branch, as the service writes it.
    pub branch: String,
    /// The newest commit of the branch, if the service provides it.
    pub tip: Option<String>,
    /// The commit where the change began, if the service provides it.
    pub base: Option<String>,
    /// The state on which a merge queue or a merge train built the checked-out commit, if it did.
    pub queue: Option<QueueBase>,
    /// The commit in which the service merged the change into the branch. Its first parent is of the branch.
    pub merge: Option<String>,
}

/// The state on which a merge queue built a commit. It has the changes that are ahead in the queue, which the target branch lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QueueBase {
    /// A commit that the service names.
    Commit(String),
    /// The first parent of the checked-out merge commit.
    FirstParent,
}

/// A push of commits to a branch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Push {
    /// The newest commit of the branch before the push; `None` for a new branch.
    pub before: Option<String>,
    /// The branch that was pushed, if the service names it.
    pub branch: Option<String>,
    /// `true` for a protected branch: its history is not rewritten, and others rely on each of its commits.
    pub is_protected: bool,
}

impl Change {
    /// Returns `true` in a run of a CI service.
    pub const fn is_in_ci(&self) -> bool {
        self.service.is_some()
    }

    /// Returns a change that will be merged into a branch.
    pub fn into_branch(branch: impl Into<String>) -> Self {
        Self { target: Some(TargetBranch { branch: branch.into(), ..TargetBranch::default() }), ..Self::default() }
    }
}
