//! The diagnostics of inputs.

use protoward_source::{Code, Diagnostic, Place, ReadError};

use crate::codes;
use crate::error::InputError;
use crate::input::AmbiguousName;

impl From<InputError> for Diagnostic {
    fn from(error: InputError) -> Self {
        with_help(Self::error(code(&error), error.to_string()), error.help())
    }
}

impl From<&AmbiguousName> for Diagnostic {
    fn from(ambiguous: &AmbiguousName) -> Self {
        let AmbiguousName { name, meant, others } = ambiguous;
        let of_others: Vec<String> = others.iter().map(|other| format!("`{other}`")).collect();
        let message =
            format!("ambiguous name `{name}`: as in git, `{meant}` is used, and not {}", of_others.join(" or "));
        let help = match others.first() {
            Some(other) => format!("write the full name of the reference, as in `git:{other}`"),
            None => "write the full name of the reference".to_owned(),
        };
        Self::warning(codes::AMBIGUOUS_NAME, message).help(help)
    }
}

/// Returns the code, which distinguishes missing history, truncated history and other errors.
fn code(error: &InputError) -> Code {
    match error {
        InputError::NoRepository { .. } => codes::NO_REPOSITORY,
        InputError::NoCommits { .. } | InputError::NoCommitOnBranch { .. } => codes::NO_COMMITS,
        InputError::NoAncestor { .. } | InputError::Grafted { .. } => codes::NO_ANCESTOR,
        InputError::Shallow { .. } | InputError::CutOff { .. } => codes::SHALLOW_CLONE,
        InputError::SeveralMissing { .. }
        | InputError::NamedBranchMissing { .. }
        | InputError::NotFetched { .. }
        | InputError::NoDefaultBranch { .. }
        | InputError::BeforeMissing { .. } => codes::NOT_FETCHED,
        InputError::Tree(error) => code_of(error),
        InputError::NothingInCommon { .. } => codes::NO_MERGE_BASE,
        InputError::NoTag { .. } | InputError::NoTagInWindow { .. } | InputError::OldTags { .. } => codes::NO_TAG,
        InputError::NoRevisionFound { .. }
        | InputError::OtherKind { .. }
        | InputError::NoCommit { .. }
        | InputError::NoRemote { .. } => codes::REVISION_NOT_FOUND,
        InputError::NotFound { .. }
        | InputError::NotInCommit { .. }
        | InputError::NotStaged { .. }
        | InputError::NotInArchive { .. } => codes::INPUT_NOT_FOUND,
        InputError::Archive(_) | InputError::Unpack { .. } => codes::BAD_ARCHIVE,
        InputError::Io { .. } | InputError::BadObject { .. } => codes::UNREADABLE,
        _ => codes::INPUT,
    }
}

const fn code_of(error: &ReadError) -> Code {
    match error {
        ReadError::NotFetched { .. } => codes::NOT_FETCHED,
        _ => codes::UNREADABLE,
    }
}

fn with_help(diagnostic: Diagnostic, help: Option<String>) -> Diagnostic {
    match help {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}

/// Returns the diagnostic of a file or folder that cannot be read. `place` is the configuration that names it.
pub fn unreadable(error: &ReadError, place: Option<Place>) -> Diagnostic {
    let diagnostic = Diagnostic::error(code_of(error), error.to_string());
    let diagnostic = match place {
        Some(place) => diagnostic.label(place, "named here"),
        None => diagnostic,
    };
    with_help(diagnostic, error.help())
}
