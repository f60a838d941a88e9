use std::fmt;
use std::io;

use crate::report::{Diagnostic, Report, Severity};
use crate::source::{Place, Sources};

/// Why a build script could not generate: everything that is wrong, as a text with places.
///
/// It shows the same text with `{}` and `{:?}`, as cargo shows an error that `main` returns in the second way.
#[derive(Clone)]
pub struct BuildError {
    text: String,
}

impl BuildError {
    pub(super) fn new(report: &Report, sources: &Sources) -> Self {
        let parts: Vec<String> = report.iter().map(|diagnostic| render(diagnostic, sources)).collect();
        Self { text: parts.join("\n") }
    }

    /// For what has no place in a file.
    pub(super) fn of(diagnostic: Diagnostic) -> Self {
        Self::new(&Report::from_iter([diagnostic]), &Sources::default())
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\n{}", self.text)
    }
}

impl std::error::Error for BuildError {}

impl From<BuildError> for io::Error {
    fn from(error: BuildError) -> Self {
        Self::new(io::ErrorKind::InvalidInput, error)
    }
}

fn render(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let severity = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let mut text = format!("{severity}: {}\n", diagnostic.message);
    for label in &diagnostic.labels {
        let separator = if label.text.is_empty() { "" } else { ": " };
        text += &format!("  --> {}{separator}{}\n", shown(label.place, sources), label.text);
    }
    if let Some(help) = &diagnostic.help {
        text += &format!("  help: {help}\n");
    }
    text
}

/// `file:line:column`, counted from one.
fn shown(place: Place, sources: &Sources) -> String {
    let file = &sources.get(place.source).display;
    match place.start() {
        Some(start) => format!("{file}:{}:{}", start.line + 1, start.column + 1),
        None => file.clone(),
    }
}
