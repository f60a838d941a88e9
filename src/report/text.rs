use std::fmt::Write;

use super::legible::legible;
use super::located::{Located, Point, sorted};
use super::{Diagnostic, Report, Severity};
use crate::source::Sources;

/// Where a diagnostic about a file as a whole points to, for tools that want a line and a column.
const START: Point = Point { line: 1, column: 1 };

/// One line for each diagnostic, `path:line:column:message`, as compilers and `buf` print them.
///
/// ```
/// use protoward::report::{Code, Diagnostic, Report, text};
/// use protoward::source::Sources;
/// let mut sources = Sources::default();
/// let id = sources.add("a.proto", "proto/a.proto", Some("message A {}".into()));
/// let diagnostic = Diagnostic::error(Code::new("x"), "this is wrong").label(sources.place(id, 8..9), "");
/// assert_eq!(text(&Report::from_iter([diagnostic]), &sources), "proto/a.proto:1:9:this is wrong\n");
/// ```
pub fn text(report: &Report, sources: &Sources) -> String {
    lines(report, sources, false)
}

/// As [`text`], and below each line what to do, where something can be said about it; for logs that a person reads
/// after something has failed.
pub fn text_with_help(report: &Report, sources: &Sources) -> String {
    lines(report, sources, true)
}

fn lines(report: &Report, sources: &Sources, with_help: bool) -> String {
    let mut text = String::new();
    for diagnostic in sorted(report, sources) {
        if let Some(Located { path, span }) = Located::of(diagnostic, sources) {
            let Point { line, column } = span.map_or(START, |span| span.start);
            let _ = write!(text, "{}:{line}:{column}:", legible(path));
        }
        let _ = writeln!(text, "{}{}", severity(diagnostic), legible(&diagnostic.message));
        if let Some(help) = diagnostic.help.as_ref().filter(|_| with_help) {
            let _ = writeln!(text, "  help: {}", legible(help));
        }
    }
    text
}

/// Errors are what is expected; the rest is said.
fn severity(diagnostic: &Diagnostic) -> &'static str {
    match diagnostic.severity {
        Severity::Error => "",
        Severity::Warning => "warning: ",
    }
}
