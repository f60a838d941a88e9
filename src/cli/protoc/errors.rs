//! What is wrong, in the form in which protoc prints it and editors read it.

use std::io;

use crate::report::{Report, Severity, legible};
use crate::source::{Position, Sources};

/// Why nothing was compiled.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    #[error("an argument is empty; check for an unset variable, or for a blank line in an argument file")]
    EmptyArgument,
    #[error("`{0}` is not UTF-8")]
    NotUtf8(String),
    #[error("{path}: cannot read this file of arguments: {error}")]
    ArgumentFile { path: String, error: io::Error },
    #[error("missing value for `{0}`")]
    NoValue(String),
    #[error("unknown flag `{0}`; `protoc --help` lists what there is")]
    UnknownFlag(String),
    #[error("`{0}` is not there yet; protoward writes descriptor sets so far (`-o`), see `protoc --help`")]
    Later(String),
    #[error("`{0}` may be given once")]
    Twice(String),
    #[error("`{0}` wants the name of a file")]
    EmptyOutput(String),
    #[error("no `.proto` file is given")]
    NoInput,
    #[error("nothing to write is given; use `-o FILE`")]
    NoOutput,
    #[error("{0}: there is no such file")]
    NoSuchFile(String),
    #[error("`-I{0}` names no folder; use `.` for the current one")]
    EmptyFolder(String),
    #[error("{0}: this is a folder; name the files in it")]
    Folder(String),
    #[error(
        "{0}: the file is not below any folder given with `-I`; give the folder that its imports start from, \
         written the way this path is (both relative, or both absolute)"
    )]
    OutsidePath(String),
    #[error(
        "{input}: hidden by `{by}`, which an earlier `-I` finds first; give that file, or change the order of `-I`"
    )]
    Shadowed { input: String, by: String },
    #[error("{0}: there is no folder to write this file to")]
    NoFolder(String),
    #[error("{0}")]
    Output(String),
}

/// `file:line:column: message`, in the order in which it was found; a warning says that it is one.
pub(super) fn render(report: &Report, sources: &Sources) -> String {
    let mut text = String::new();
    for diagnostic in report {
        if let Some(place) = diagnostic.in_protoc.or(diagnostic.place()) {
            text.push_str(&legible(&sources.get(place.source).display));
            if let Some(Position { line, column }) = place.start() {
                text.push_str(&format!(":{}:{}", line + 1, column + 1));
            }
            text.push_str(": ");
        }
        text.push_str(if diagnostic.severity == Severity::Warning { "warning: " } else { "" });
        text.push_str(&legible(&diagnostic.message));
        text.push('\n');
    }
    text
}
