//! Diagnostics about owners.

use crate::codes;
use protoward_config::diagnostics::labelled;
use protoward_source::{Diagnostic, LocatedText, ReadError};

pub(super) fn unreadable(error: &ReadError) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::APPROVAL, format!("cannot read the owners of files: {error}"));
    match error.help() {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}

pub(super) fn no_codeowners(word: &LocatedText) -> Diagnostic {
    let message = format!("cannot find the file `{}` with the owners of files", word.text);
    labelled(Diagnostic::error(codes::APPROVAL, message), word, "named here")
        .help("use a path relative to the root of the repository, as in `codeowners = \".github/CODEOWNERS\"`")
}
