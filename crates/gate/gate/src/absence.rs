//! The decision whether a missing comparison is a failure.
//!
//! A gate that compares nothing accepts everything. So only a baseline that never existed is no failure by itself; one that was
//! not fetched or cannot be read is.

use crate::diagnostics;
use protoward_inputs::InputError;
use protoward_inputs::codes::INPUT_NOT_FOUND;
use protoward_source::{Code, Diagnostic, LocatedText, Report, Severity};
use protoward_workspace::codes::{NO_FILES, NOT_IN_BASELINE};

/// The origin of a request for a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RequestOrigin {
    /// The caller, as with `--against`.
    Flag,
    /// `against` in the configuration.
    Configuration,
    /// The CI service, which names the target branch of the change.
    Service,
    /// Nobody: derived from the history of the input.
    History,
}

/// The reason why no baseline is available.
#[derive(Clone, Debug)]
pub enum MissingBaseline {
    /// There is no earlier commit, or no schema in it.
    NothingBefore(Report),
    /// The baseline is not available: not fetched, misspelled, or without the files of the input.
    NotHere(Report),
    /// The baseline exists and cannot be read.
    Broken(Report),
}

/// A baseline that is missing, and who asked for it.
pub(crate) type Absent = (MissingBaseline, RequestOrigin);

impl MissingBaseline {
    /// Returns the absence for an input that cannot be opened.
    pub fn of(error: InputError) -> Self {
        let is_first = matches!(
            error,
            InputError::NoCommits { .. }
                | InputError::NoAncestor { is_first: true, .. }
                | InputError::NoRemote { is_first: true, .. }
        );
        let is_missing = matches!(
            error,
            InputError::NoRepository { .. }
                | InputError::NoAncestor { .. }
                | InputError::NoCommitOnBranch { .. }
                | InputError::NoRemote { .. }
                | InputError::Shallow { .. }
                | InputError::SeveralMissing { .. }
                | InputError::NoTagInWindow { .. }
                | InputError::OldTags { .. }
                | InputError::Grafted { .. }
                | InputError::CutOff { .. }
                | InputError::BeforeMissing { .. }
                | InputError::NamedBranchMissing { .. }
                | InputError::NotFetched { .. }
                | InputError::NoDefaultBranch { .. }
                | InputError::NothingInCommon { .. }
                | InputError::NoTag { .. }
                | InputError::NoRevisionFound { .. }
                | InputError::OtherKind { .. }
                | InputError::NotInCommit { .. }
                | InputError::NotInArchive { .. }
                | InputError::NotFound { .. }
        );
        let report = Report::from_iter([error.into()]);
        match (is_first, is_missing) {
            (true, _) => Self::NothingBefore(report),
            (false, true) => Self::NotHere(report),
            (false, false) => Self::Broken(report),
        }
    }

    /// Returns the absence for an input that cannot be prepared. A commit without a schema predates the schema. A
    /// folder without one is probably the wrong folder.
    pub(crate) fn of_report(report: Report, is_commit: bool) -> Self {
        let errors = || report.iter().filter(|it| it.severity == Severity::Error);
        let are_all = |known: &[Code]| errors().next().is_some() && errors().all(|it| known.contains(&it.code));
        if is_commit && are_all(&[NO_FILES]) {
            Self::NothingBefore(report)
        } else if are_all(&[NO_FILES, NOT_IN_BASELINE, INPUT_NOT_FOUND]) {
            Self::NotHere(report)
        } else {
            Self::Broken(report)
        }
    }

    /// Adds the place of the configuration value that requested the comparison.
    pub(crate) fn in_config(self, word: &LocatedText) -> Self {
        let at_word = |it: Diagnostic| if it.place().is_none() { diagnostics::in_config(it, word) } else { it };
        let placed = |report: Report| report.into_iter().map(at_word).collect::<Report>();
        match self {
            Self::NothingBefore(report) => Self::NothingBefore(placed(report)),
            Self::NotHere(report) => Self::NotHere(placed(report)),
            Self::Broken(report) => Self::Broken(placed(report)),
        }
    }

    /// Returns the reason for several missing baselines, that of the worst one with the reports of all; `None` if there is none.
    /// A version before the schema is no reason if others are there.
    pub(crate) fn together(absent: Vec<(Self, RequestOrigin)>, has_others: bool) -> Option<(Self, RequestOrigin)> {
        let rank = |absence: &Self| match absence {
            Self::NothingBefore(_) => 0,
            Self::NotHere(_) => 1,
            Self::Broken(_) => 2,
        };
        let decides = |(absence, _): &(Self, RequestOrigin)| !has_others || !absence.is_nothing_before();
        let absent: Vec<_> = absent.into_iter().filter(decides).collect();
        let worst = absent.iter().map(|(absence, _)| rank(absence)).max()?;
        let origin = absent.first().map(|(_, origin)| *origin)?;
        let report: Report = absent.into_iter().flat_map(|(absence, _)| absence.into_report()).collect();
        let absence = match worst {
            0 => Self::NothingBefore(report),
            1 => Self::NotHere(report),
            _ => Self::Broken(report),
        };
        Some((absence, origin))
    }

    /// Returns the diagnostics of the inputs that are missing, at least one.
    pub const fn report(&self) -> &Report {
        match self {
            Self::NothingBefore(report) | Self::NotHere(report) | Self::Broken(report) => report,
        }
    }

    /// Returns the complete reason by value.
    pub fn into_report(self) -> Report {
        match self {
            Self::NothingBefore(report) | Self::NotHere(report) | Self::Broken(report) => report,
        }
    }

    /// Returns `true` if no baseline ever existed.
    pub const fn is_nothing_before(&self) -> bool {
        matches!(self, Self::NothingBefore(_))
    }
}
