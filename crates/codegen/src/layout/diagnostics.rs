//! The diagnostics of layouts.

use std::path::Path;

use protoward_rust::diagnostics::GENERATE;
use protoward_source::Diagnostic;

fn error(message: String, help: &str) -> Box<Diagnostic> {
    Box::new(Diagnostic::error(GENERATE, message).help(help))
}

pub(super) fn unknown_layout(layout: &str) -> Box<Diagnostic> {
    error(
        format!("there is no layout `{layout}`"),
        "write `features` for one crate with a feature for each package, or `workspace` for a crate for each",
    )
}

pub(super) fn name_without_layout() -> Box<Diagnostic> {
    error(
        "`crate_name` names a crate, and no `layout` asks for one".to_owned(),
        "write `layout` too: `features` or `workspace`",
    )
}

pub(super) fn not_with_layout(option: &str, help: &str) -> Box<Diagnostic> {
    error(format!("`{option}` has no place in a `layout`"), help)
}

pub(super) fn no_name() -> Box<Diagnostic> {
    error("a crate is to be generated that has no name".to_owned(), "name it with `crate_name`")
}

pub(super) fn no_crate_name(name: &str) -> Box<Diagnostic> {
    error(
        format!("`{name}` is no name of a crate"),
        "write letters, digits, `-` and `_`, with a letter first, and no keyword or name of a crate that the code needs",
    )
}

pub(super) fn wrong_mark_count(path: &Path, marks: [&str; 2], found: usize, needed: usize) -> Box<Diagnostic> {
    let message = format!(
        "`{}` has {found} places for generated code, each between `{}` and `{}`, and {needed} are needed",
        path.display(),
        marks[0],
        marks[1]
    );
    error(message, "put the marks back, or move the file away: it is then written again")
}

/// Returns the error for a mark that is on a line where the other one is expected.
pub(super) fn unpaired_mark(path: &Path, line: usize, found: &str, expected: &str) -> Box<Diagnostic> {
    let message = format!("`{}` has `{found}` on line {line}, where `{expected}` is expected", path.display());
    error(message, "put the marks back in pairs, or move the file away: it is then written again")
}

pub(super) fn cannot_read(path: &Path, error: &std::io::Error) -> Box<Diagnostic> {
    Box::new(Diagnostic::error(GENERATE, format!("cannot read `{}`: {error}", path.display())))
}
