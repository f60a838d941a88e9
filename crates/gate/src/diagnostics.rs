//! Diagnostics about comparisons that cannot be made.

use crate::codes;
use protoward_source::Diagnostic;
use protoward_workspace::config::LocatedText;
use protoward_workspace::inputs::InputError;

/// Adds the place of a configuration value.
pub(crate) fn in_config(diagnostic: Diagnostic, word: &LocatedText) -> Diagnostic {
    match word.place {
        Some(place) => diagnostic.label(place, "named here"),
        None => diagnostic,
    }
}

pub(crate) fn nothing_to_compare_with() -> Diagnostic {
    Diagnostic::error(codes::NO_BASELINE, "there is no baseline to compare with").help(
        "give `--against` a folder, an image or a commit, such as `git:HEAD~1`, or write `against = \"...\"` below \
         `[breaking]` in `protoward.toml`; in a git repository, it is the commit where the branch was left",
    )
}

/// The baseline is committed, so its errors cannot be fixed there.
pub(crate) fn baseline_does_not_compile(against: &str) -> Diagnostic {
    let message = format!("the baseline `{against}` does not compile, so there is nothing to compare with");
    Diagnostic::error(codes::BASELINE_DOES_NOT_COMPILE, message).help(
        "compare with a commit that compiles, as in `--against git:REV`; where imports were not found, \
         `--against-config 'include = [\"FOLDER\"]'` gives it folders to look in; `--exclude-path FILE` leaves a file out \
         that no other one imports",
    )
}

pub(crate) fn no_ledger(error: &InputError, word: Option<&LocatedText>) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::NO_LEDGER, error.to_string());
    let diagnostic = match word {
        Some(word) => in_config(diagnostic, word),
        None => diagnostic,
    };
    let near = error.help().filter(|help| help.starts_with("did you mean"));
    diagnostic.help(near.unwrap_or_else(|| {
        "`protoward ledger init --from-git` makes one of the whole history, `protoward ledger init` one that starts now"
            .to_owned()
    }))
}
