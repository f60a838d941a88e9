//! Diagnostics as one line each, as compilers and `buf` write them.

use std::fmt::Write;

use super::legible::legible;
use super::located::{INPUT, Located, Point, sorted};
use super::{Diagnostic, Report, Severity};
use crate::Sources;

/// Renders one line per diagnostic, `path:line:column:message` with the code at the end, as compilers and `buf` do. A
/// diagnostic without a path concerns the input as a whole, which `buf` calls `<input>`.
///
/// ```
/// use protoward_source::{Code, Diagnostic, Report, text};
/// use protoward_source::Sources;
/// let mut sources = Sources::default();
/// let id = sources.add("a.proto", "proto/a.proto", Some("message A {}".into()));
/// let diagnostic = Diagnostic::error(Code::new("x"), "this is wrong").label(sources.place(id, 8..9), "");
/// assert_eq!(text(&Report::from_iter([diagnostic]), &sources), "proto/a.proto:1:9:this is wrong [x]\n");
/// ```
pub fn text(report: &Report, sources: &Sources) -> String {
    lines(report, sources, false)
}

/// Renders as [`text`] does, with the remedy below each line, for logs.
pub fn text_with_help(report: &Report, sources: &Sources) -> String {
    lines(report, sources, true)
}

fn lines(report: &Report, sources: &Sources, with_help: bool) -> String {
    let mut text = String::new();
    for &diagnostic in &sorted(report, sources) {
        let Diagnostic { code, message, .. } = diagnostic;
        let (path, Point { line, column }) = Located::of_line(diagnostic, sources);
        match path {
            Some(path) => write!(text, "{}:{line}:{column}:", legible(path)),
            None if with_help => Ok(()),
            None => write!(text, "{INPUT}:{line}:{column}:"),
        }
        .expect("a string takes any text");
        let _ = write!(text, "{}{}", severity(diagnostic), legible(message));
        if let Some(effects) = diagnostic.effects() {
            let _ = write!(text, " ({})", legible(&effects));
        }
        let _ = writeln!(text, " [{}]", code.as_str());
        if let Some(help) = diagnostic.help.as_ref().filter(|_| with_help) {
            let _ = writeln!(text, "  help: {}", legible(help));
        }
    }
    text
}

/// Returns the displayed severity. Errors are the default and have none.
fn severity(diagnostic: &Diagnostic) -> &'static str {
    match diagnostic.severity {
        Severity::Error => "",
        Severity::Warning => "warning: ",
    }
}
