//! The diagnostics about baselines of lint.

use std::path::Path;

use crate::codes;
use protoward_source::paths::shown;
use protoward_source::{Diagnostic, LocatedText, Place, ReadError, Report, count, nearest};

/// Labels the value of the key `baseline`.
fn at(diagnostic: Diagnostic, word: &LocatedText) -> Diagnostic {
    word.place.into_iter().fold(diagnostic, |it, place| it.label(place, "this file"))
}

/// An error: without the file, all old findings would be new ones, and with an empty one none would be accepted.
pub(super) fn missing(path: &str, word: Option<&LocatedText>) -> Diagnostic {
    let flag = if word.is_some() { String::new() } else { format!(" --baseline {path}") };
    let diagnostic = Diagnostic::error(codes::LINT_BASELINE, format!("lint baseline `{path}` does not exist"))
        .help(format!("`protoward lint{flag} --write-baseline` writes it with the current findings"));
    word.into_iter().fold(diagnostic, at)
}

pub(super) fn unreadable(error: &ReadError, word: &LocatedText) -> Diagnostic {
    let diagnostic = at(Diagnostic::error(codes::LINT_BASELINE, error.to_string()), word);
    error.help().into_iter().fold(diagnostic, Diagnostic::help)
}

pub(super) fn malformed(place: Place) -> Diagnostic {
    Diagnostic::error(codes::LINT_BASELINE, "this line of a lint baseline is not a finding")
        .label(place, "expected `RULE element: message`")
        .help("remove the line; after a merge conflict, keep the lines of both sides, or delete the file and write it again with `protoward lint --write-baseline`")
}

/// A warning: the line accepts nothing, so that findings can only be reported.
pub(super) fn unknown_rule(rule: &str, rules: &[&str], place: Place) -> Diagnostic {
    let help = match nearest(rule, rules.iter().copied()).first() {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`protoward lint --write-baseline` removes the line; `protoward rules lint` lists the rules".to_owned(),
    };
    Diagnostic::warning(codes::LINT_BASELINE, format!("unknown rule `{rule}` in a lint baseline accepts nothing"))
        .label(place, "not a lint rule")
        .help(help)
}

/// Returns the warning about lines without a finding, which would accept a new finding with the same text.
pub(super) fn gone(mut lines: impl Iterator<Item = Place>) -> Report {
    let Some(first) = lines.next() else { return Report::default() };
    let number = 1 + lines.count();
    let (verb, label) = match number {
        1 => ("is", "no such finding"),
        _ => ("are", "the first one"),
    };
    let message = format!("{} of the lint baseline {verb} gone", count(number, "finding"));
    let diagnostic = Diagnostic::warning(codes::STALE_LINT_BASELINE, message)
        .label(first, label)
        .help("`--write-baseline` removes what is gone, so that it is reported when it comes back");
    Report::from_iter([diagnostic])
}

pub(super) fn not_named() -> Box<Diagnostic> {
    let message = "no lint baseline is named";
    let help = "use `--baseline FILE`, or set `baseline = \"FILE\"` in `[lint]` of `protoward.toml`";
    Box::new(Diagnostic::error(codes::LINT_BASELINE, message).help(help))
}

pub(super) fn not_on_disk(word: &LocatedText) -> Box<Diagnostic> {
    let message = format!("lint baseline `{}` is not in a folder, so it cannot be written", word.text);
    let help = "use `--baseline FILE`, or a folder as input";
    Box::new(at(Diagnostic::error(codes::LINT_BASELINE, message).help(help), word))
}

/// An error: the findings of other files would be lost.
pub(super) fn not_complete() -> Box<Diagnostic> {
    let message = "a lint baseline has the findings of all files, but only some are selected or valid";
    let help = "use the whole folder, without `--path` and `--exclude-path`, and correct all errors";
    Box::new(Diagnostic::error(codes::LINT_BASELINE, message).help(help))
}

/// An error: the file may be anything.
pub(super) fn not_replaced(path: &Path) -> Box<Diagnostic> {
    let message = format!("`{}` exists and is not a lint baseline", shown(path));
    Box::new(Diagnostic::error(codes::LINT_BASELINE, message).help("use another name, or delete the file"))
}
