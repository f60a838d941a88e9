//! The one place that prints.

use std::io::{self, Write};

use super::terminal::Terminal;
use super::words::count;
use crate::report::{Diagnostic, Format, Report, Severity, Style, render};
use crate::source::Sources;

/// The value of `--error-format`. No words on each: they would blow up every page of help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum ErrorFormat {
    Human,
    Text,
    Json,
    GithubActions,
}

/// Standard output and standard error, each with what it can show.
#[derive(Debug)]
pub(super) struct Console {
    out: Terminal,
    err: Terminal,
    format: Option<ErrorFormat>,
    failed: Option<io::Error>,
}

impl Console {
    pub(super) fn new(format: Option<ErrorFormat>) -> Self {
        Self { out: Terminal::stdout(), err: Terminal::stderr(), format, failed: None }
    }

    /// What a gate found: the product of the command.
    pub(super) fn findings(&mut self, report: &Report, sources: &Sources) {
        self.print(&render(report, sources, self.format(self.out)));
    }

    /// Why something could not be done.
    pub(super) fn problems(&mut self, report: &Report, sources: &Sources) {
        let format = match self.format(self.err) {
            // A finding is one line, for programs; why something failed is for whoever reads the log.
            Format::Text => Format::TextWithHelp,
            format => format,
        };
        self.note(&render(report, sources, format));
        if self.is_human() {
            self.note(&how_many(report));
        }
    }

    /// One reason why something could not be done.
    pub(super) fn problem(&mut self, diagnostic: Diagnostic) {
        self.problems(&Report::from_iter([diagnostic]), &Sources::default());
    }

    /// One reason why something could not be done, with a place.
    pub(super) fn problem_in(&mut self, diagnostic: Diagnostic, sources: &Sources) {
        self.problems(&Report::from_iter([diagnostic]), sources);
    }

    /// Whether findings are read by a person rather than by a program.
    pub(super) fn shows_findings_to_a_person(&self) -> bool {
        matches!(self.format(self.out), Format::Human(_))
    }

    /// Whether stderr is read by a person rather than by a program.
    pub(super) fn is_human(&self) -> bool {
        matches!(self.format(self.err), Format::Human(_))
    }

    /// What stdout shows.
    pub(super) fn out_style(&self) -> Style {
        self.out.style
    }

    /// How to write prose on stderr; `None` where a program reads along.
    pub(super) fn prose(&self) -> Option<Style> {
        (self.format(self.err) != Format::Json).then_some(self.err.style)
    }

    /// Writes to stdout.
    pub(super) fn print(&mut self, text: &str) {
        self.print_bytes(text.as_bytes());
    }

    /// Writes to stdout.
    pub(super) fn print_bytes(&mut self, bytes: &[u8]) {
        let mut stdout = io::stdout().lock();
        let written = stdout.write_all(bytes).and_then(|()| stdout.flush());
        self.keep(written);
    }

    /// Writes to stderr. Where that fails, there is nobody to tell.
    pub(super) fn note(&mut self, text: &str) {
        let _ = io::stderr().lock().write_all(text.as_bytes());
    }

    /// Why something that was printed has not gone out. A reader that has seen enough and closed the pipe is no failure.
    pub(super) fn failure(&mut self) -> Option<io::Error> {
        self.failed.take()
    }

    fn keep(&mut self, written: io::Result<()>) {
        match written {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => self.failed = Some(error),
            Ok(()) | Err(_) => {}
        }
    }

    fn format(&self, terminal: Terminal) -> Format {
        match self.format {
            Some(ErrorFormat::Human) => Format::Human(terminal.style),
            Some(ErrorFormat::Text) => Format::Text,
            Some(ErrorFormat::Json) => Format::Json,
            Some(ErrorFormat::GithubActions) => Format::GithubActions,
            None if terminal.attended => Format::Human(terminal.style),
            None => Format::Text,
        }
    }
}

/// `12 errors in 5 files`, where they do not fit the eye at once.
fn how_many(report: &Report) -> String {
    let errors = report.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
    let mut files: Vec<_> = errors.clone().filter_map(|error| error.place()).map(|place| place.source).collect();
    files.sort_unstable();
    files.dedup();
    match (errors.count(), files.len()) {
        (0 | 1, _) => String::new(),
        (errors, 0) => format!("{}\n", count(errors, "error")),
        (errors, files) => format!("{} in {}\n", count(errors, "error"), count(files, "file")),
    }
}
