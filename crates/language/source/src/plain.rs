//! Diagnostics as text for build logs: all locations, without source lines.

use std::fmt::Write;

use super::legible::legible;
use super::located::{Located, sorted};
use super::{Diagnostic, Label, Report, Severity};
use crate::Sources;

/// Renders all diagnostics with all locations and without source text, for build logs.
///
/// ```
/// use protoward_source::{Code, Diagnostic, Report, plain};
/// use protoward_source::Sources;
/// let mut sources = Sources::default();
/// let id = sources.add("a.proto", "proto/a.proto", Some("message A {}".into()));
/// let diagnostic = Diagnostic::error(Code::new("x"), "this is wrong").label(sources.place(id, 8..9), "here").help("fix it");
/// assert_eq!(
///     plain(&Report::from_iter([diagnostic]), &sources),
///     "error: this is wrong\n  --> proto/a.proto:1:9: here\n  help: fix it\n"
/// );
/// ```
pub fn plain(report: &Report, sources: &Sources) -> String {
    let parts = sorted(report, sources).iter().map(|diagnostic| part(diagnostic, sources)).collect::<Vec<_>>();
    parts.join("\n")
}

fn part(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let severity = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let mut text = format!("{severity}: {}\n", legible(&diagnostic.message));
    for label in &diagnostic.labels {
        text += &line(label, sources);
    }
    if let Some(help) = &diagnostic.help {
        text += &format!("  help: {}\n", legible(help));
    }
    text
}

fn line(label: &Label, sources: &Sources) -> String {
    let Located { path, span } = Located::new(label.place, sources);
    let mut line = format!("  --> {}", legible(path));
    if let Some(start) = span.map(|span| span.start) {
        let _ = write!(line, ":{}:{}", start.line, start.column);
    }
    let separator = if label.text.is_empty() { "" } else { ": " };
    line + separator + &legible(&label.text) + "\n"
}
