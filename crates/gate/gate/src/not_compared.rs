//! The reasons why nothing was compared, and which of them fail.

use std::fmt;

use crate::absence::{MissingBaseline, RequestOrigin};
use crate::diagnostics;
use protoward_source::{Diagnostic, Report, Severity};

/// A comparison that was not made.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct NotCompared {
    /// The reason, which decides about the message and its help.
    pub reason: NotComparedReason,
    /// `true` if the comparison is required.
    pub is_failure: bool,
}

/// The reason why nothing was compared, displayed without a prefix.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum NotComparedReason {
    /// A baseline is missing or cannot be opened.
    Missing(MissingBaseline),
    /// A project has no baseline, because no older version has it.
    NewProject,
    /// Nothing names a baseline, and the input has no history.
    NoBaseline,
    /// The change would be compared with itself.
    SameVersion(SameVersion),
    /// No version has a `.proto` file.
    NoFiles,
    /// The baseline has nothing of the schema.
    Unrelated(Unrelated),
    /// A baseline does not compile.
    Invalid(Report),
    /// A baseline cannot be read, or something that decides about the comparison cannot.
    Unreadable(Report),
}

/// The reason why the baseline is the change itself.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SameVersion {
    /// The commit is part of the target branch of the change.
    OfTarget {
        /// The id of the commit, shortened to seven characters.
        commit: String,
        /// The name of the target branch, as the CI service has it.
        branch: String,
    },
    /// The baseline has the files of the input, or is the same image or archive.
    Input {
        /// The reference as the user wrote it.
        reference: String,
    },
    /// The user named the checked-out commit as the baseline.
    NamedCommit {
        /// The id of the commit, shortened to seven characters.
        commit: String,
        /// The reference as the user wrote it.
        reference: String,
    },
}

/// Two versions that have neither a file nor a declaration in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unrelated {
    /// The older version, as the user wrote it.
    pub old: String,
    /// The newer version, which is the input.
    pub new: String,
}

impl NotCompared {
    /// Creates the result for a comparison that had to be made.
    pub const fn failed(reason: NotComparedReason) -> Self {
        Self { reason, is_failure: true }
    }

    /// Creates a failure because something cannot be read.
    pub const fn unreadable(report: Report) -> Self {
        Self::failed(NotComparedReason::Unreadable(report))
    }

    /// Creates a failure because a baseline does not compile.
    pub(crate) const fn invalid(report: Report) -> Self {
        Self::failed(NotComparedReason::Invalid(report))
    }

    /// Creates a comparison that there is no need to make.
    pub const fn skipped(reason: NotComparedReason) -> Self {
        Self { reason, is_failure: false }
    }

    /// Returns the reason as a sentence.
    pub fn message(&self) -> String {
        diagnostics::nothing_was_compared(&self.reason)
    }

    /// Returns the suggested action, for a comparison that was skipped.
    pub fn help(&self) -> Option<String> {
        match &self.reason {
            NotComparedReason::Missing(MissingBaseline::NothingBefore(_)) => None,
            reason => error_of(&reason.report()).and_then(|error| error.help.clone()),
        }
    }
}

impl NotComparedReason {
    /// Returns the reason as diagnostics.
    pub fn report(&self) -> Report {
        let one = |diagnostic: Diagnostic| Report::from_iter([diagnostic]);
        match self {
            Self::Missing(missing) => missing.report().clone(),
            Self::NewProject | Self::NoFiles => Report::default(),
            Self::NoBaseline => one(diagnostics::nothing_to_compare_with()),
            Self::SameVersion(same) => one(diagnostics::same_version(same, same.help())),
            Self::Unrelated(unrelated) => one(diagnostics::nothing_corresponds(unrelated)),
            Self::Invalid(report) | Self::Unreadable(report) => report.clone(),
        }
    }
}

impl fmt::Display for NotComparedReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NewProject => f.write_str("it is new"),
            Self::NoFiles => f.write_str("no version has a `.proto` file"),
            Self::SameVersion(same) => same.fmt(f),
            Self::Unrelated(unrelated) => unrelated.fmt(f),
            Self::Missing(_) | Self::NoBaseline | Self::Invalid(_) | Self::Unreadable(_) => {
                f.write_str(error_of(&self.report()).map_or("see above", |error| &error.message))
            }
        }
    }
}

impl SameVersion {
    const fn help(&self) -> &'static str {
        match self {
            Self::OfTarget { .. } => {
                "check out the change: for `pull_request_target`, give `actions/checkout` the input `ref: \
                 refs/pull/NUMBER/merge`"
            }
            Self::NamedCommit { .. } | Self::Input { .. } => "name an older version, such as `git:HEAD~1`",
        }
    }
}

impl fmt::Display for SameVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OfTarget { commit, branch } => {
                write!(f, "the commit {commit} that is checked out is part of `{branch}`, the target of the change")
            }
            Self::Input { reference } => write!(f, "the baseline `{reference}` is the input itself"),
            Self::NamedCommit { commit, reference } => {
                write!(f, "the baseline `{reference}` is {commit}, the commit that is checked out")
            }
        }
    }
}

impl fmt::Display for Unrelated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { old, new } = self;
        write!(f, "`{old}` and `{new}` have no file, message, enum or service in common")
    }
}

impl MissingBaseline {
    /// Decides whether the command fails. A requested comparison, or one that follows from the history, fails if it
    /// cannot be made; it is skipped only if nothing existed before. `if_baseline` additionally accepts a missing
    /// baseline.
    pub(crate) fn weigh(self, origin: RequestOrigin, if_baseline: bool) -> NotCompared {
        let is_failure = !self.is_accepted(origin, if_baseline);
        NotCompared { reason: NotComparedReason::Missing(self), is_failure }
    }

    /// Returns `true` for a missing baseline that is no failure.
    pub(crate) fn is_accepted(&self, origin: RequestOrigin, if_baseline: bool) -> bool {
        match self {
            Self::NothingBefore(_) => if_baseline || origin != RequestOrigin::Flag,
            Self::NotHere(_) => if_baseline,
            Self::Broken(_) => false,
        }
    }

    /// Decides like [`Self::weigh`] for a change whose baseline is its own commit. In CI there is something to compare.
    pub(crate) const fn the_change_itself(same: SameVersion, if_baseline: bool) -> NotCompared {
        NotCompared { reason: NotComparedReason::SameVersion(same), is_failure: !if_baseline }
    }

    /// Decides like [`Self::weigh`] for an input without a baseline and without history. `is_required` is `true` if the
    /// command or the configuration asks for a comparison.
    pub(crate) const fn without_baseline(is_required: bool, if_baseline: bool) -> NotCompared {
        NotCompared { reason: NotComparedReason::NoBaseline, is_failure: is_required && !if_baseline }
    }
}

/// Returns the first error of a report.
fn error_of(report: &Report) -> Option<&Diagnostic> {
    report.iter().find(|diagnostic| diagnostic.severity == Severity::Error)
}
