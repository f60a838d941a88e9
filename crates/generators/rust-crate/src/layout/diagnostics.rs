//! Diagnostics about layouts: names of crates, options that do not fit, and marks in a `Cargo.toml`.

use std::path::Path;

use protoward_rust::diagnostics::GENERATE;
use protoward_source::Diagnostic;
use protoward_source::paths::shown;

fn error(message: String, help: &str) -> Box<Diagnostic> {
    Box::new(Diagnostic::error(GENERATE, message).help(help))
}

pub(super) fn unknown_layout(layout: &str) -> Box<Diagnostic> {
    error(
        format!("unknown layout `{layout}`"),
        "use `features` for one crate with a feature for each package, or `workspace` for one crate for each package",
    )
}

pub(super) fn name_without_layout() -> Box<Diagnostic> {
    error("`crate_name` without `layout`".to_owned(), "also set `layout` to `features` or `workspace`")
}

pub(super) fn not_with_layout(option: &str, help: &str) -> Box<Diagnostic> {
    error(format!("`{option}` is not allowed beside `layout`"), help)
}

pub(super) fn no_name() -> Box<Diagnostic> {
    error("missing name of the generated crate".to_owned(), "set `crate_name`")
}

pub(super) fn no_crate_name(name: &str) -> Box<Diagnostic> {
    error(
        format!("`{name}` is not a valid name of a crate"),
        "start with a letter, use letters, digits, `-` and `_`, and avoid keywords and the names of crates that the code needs",
    )
}

pub(super) fn wrong_mark_count(path: &Path, marks: [&str; 2], found: usize, needed: usize) -> Box<Diagnostic> {
    let message = format!(
        "`{}` has {found} places for generated code, each between `{}` and `{}`, and {needed} are needed",
        shown(path),
        marks[0],
        marks[1]
    );
    error(message, "restore the marks, or move the file away so that it is written again")
}

/// Returns the error for a mark that is on a line where the other one is expected.
pub(super) fn unpaired_mark(path: &Path, line: usize, found: &str, expected: &str) -> Box<Diagnostic> {
    let message = format!("expected `{expected}` in `{}` on line {line}, found `{found}`", shown(path));
    error(message, "restore the marks in pairs, or move the file away so that it is written again")
}

pub(super) fn cannot_read(path: &Path, error: &std::io::Error) -> Box<Diagnostic> {
    Box::new(Diagnostic::error(GENERATE, format!("cannot read `{}`: {error}", shown(path))))
}
