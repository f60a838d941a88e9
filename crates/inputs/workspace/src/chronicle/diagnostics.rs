//! The diagnostics of walks through a history.

use crate::codes;
use protoward_inputs::Input;
use protoward_source::{Diagnostic, ReadError};

pub(super) fn no_history(input: &Input) -> Diagnostic {
    Diagnostic::error(protoward_inputs::codes::NO_REPOSITORY, format!("`{input}` has no history in git"))
        .help("name a folder or a file in a repository; without `--from-git`, a ledger starts with what is there now")
}

pub(super) fn unreadable(error: &ReadError, commit: &str) -> Diagnostic {
    let code = match error {
        ReadError::NotFetched { .. } => protoward_inputs::codes::NOT_FETCHED,
        _ => protoward_inputs::codes::UNREADABLE,
    };
    let help = error.help().unwrap_or_else(|| "`git fsck` shows missing and damaged objects".to_owned());
    Diagnostic::error(code, format!("{error} (in commit {commit})")).help(help)
}

/// `places` are some of the places; `more` is the number of others.
pub(super) fn broken_texts(places: &[String], more: usize) -> Diagnostic {
    let more = if more == 0 { String::new() } else { format!(", and {more} more") };
    let message = format!("some files could not be parsed as they were then: {}{more}", places.join(", "));
    Diagnostic::warning(codes::BROKEN_HISTORY, message)
        .help("until the commit that fixed it, such a file counts as it was before")
}
