//! All output of the process. Results go to stdout, and lines about the work to stderr; documents are collected and written at
//! the end.

use std::collections::BTreeSet;
use std::fmt;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::error_format::{ErrorFormat, ReportFile};
use super::limit::Limit;
use super::outcome::Outcome;
use super::terminal::Terminal;
use super::{diagnostics, environment, ignored};
use protoward_breaking::Finding;
use protoward_ci::CommentOutcome;
use protoward_inputs::repository_root;
use protoward_output::write_files;
use protoward_policy::IgnoreReason;
use protoward_report::{
    Document, Format, Notice, RepositoryRoot, RuleText, Style, github_actions_in, render, render_to,
};
use protoward_source::{Diagnostic, Report, Severity, Sources, count, plain};

/// The purpose of a command, which determines where a document report goes. Such a report is complete and includes
/// failures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ReportRole {
    /// The report is the purpose of the command, so it goes to stdout.
    Report,
    /// A schema is compiled, so the report goes to stderr.
    Schema,
    /// Another product; a report is written only after failures.
    Other,
}

/// The report settings of a command.
#[derive(Clone, Debug)]
pub(super) struct Reporting {
    /// The value of `--error-format`; without it, each stream has the format that fits it.
    pub(super) format: Option<ErrorFormat>,
    /// The value of `--max-findings`.
    pub(super) max_shown: Option<usize>,
    /// The values of `--report`.
    pub(super) files: Vec<ReportFile>,
    pub(super) product: ReportRole,
    /// The name of the comment to write on the pull request, if any.
    pub(super) comment: Option<String>,
    /// The flags with which `approve` finds the findings of the command, for a shell.
    pub(super) approve_flags: String,
    /// `true` to print no status lines.
    pub(super) is_quiet: bool,
}

/// Standard output and standard error, with their capabilities.
#[derive(Debug)]
pub(super) struct Console {
    out: Terminal,
    err: Terminal,
    format: Option<ErrorFormat>,
    product: ReportRole,
    /// The value of `--max-findings`.
    max_shown: Option<usize>,
    limit: Limit,
    /// The collected diagnostics, for document formats.
    document: Document,
    files: Vec<ReportFile>,
    failed: Option<io::Error>,
    comment: Option<String>,
    approve_flags: String,
    /// `true` to print no status lines.
    is_quiet: bool,
    /// `true` if a finding has evidence that its format does not show.
    hides_evidence: bool,
    /// `true` if the reader of stdout has closed it.
    is_closed: bool,
    /// The root of the paths that services use.
    root: RepositoryRoot,
    /// The messages of printed warnings without a place, because several projects may have the same ones.
    warned: BTreeSet<String>,
}

impl Console {
    pub(super) fn new(reporting: Reporting) -> Self {
        let Reporting { format, max_shown, files, product, comment, approve_flags, is_quiet } = reporting;
        let root = current_repository();
        Self {
            out: Terminal::stdout(),
            err: Terminal::stderr(),
            format,
            product,
            max_shown,
            limit: Limit::new(max_shown),
            document: Document::in_repository(root.clone()),
            files,
            failed: None,
            comment,
            approve_flags,
            is_quiet,
            hides_evidence: false,
            is_closed: false,
            root,
            warned: BTreeSet::new(),
        }
    }

    /// Prints the findings of the gate, which are the product of the command.
    pub(super) fn findings(&mut self, report: &Report, sources: &Sources) {
        let report = self.limit.shown_part(report, sources);
        self.collect(&report, sources);
        let shows_evidence = !matches!(self.out_format(), Format::Text | Format::Msvs | Format::GithubActions);
        self.hides_evidence |= !shows_evidence && report.iter().any(|it| it.evidence.is_some());
        match self.out_format() {
            Format::Document(_) => {}
            Format::GithubActions => self.print(&github_actions_in(&report, sources, &self.root)),
            format => self.print_with(|out| render_to(&report, sources, format, out)),
        }
    }

    /// Prints findings with their help, which are the product of the command, unless a format is asked for.
    pub(super) fn advice(&mut self, report: &Report, sources: &Sources) {
        match (self.out_format(), self.format) {
            (Format::Text, None) => {
                let report = self.limit.shown_part(report, sources);
                self.collect(&report, sources);
                self.print(&plain(&report, sources));
            }
            _ => self.findings(report, sources),
        }
    }

    /// Prints findings as lines for readers, or in a format for programs.
    pub(super) fn listed(&mut self, lines: &[String], report: &Report, sources: &Sources) {
        match self.out_format() {
            Format::Human(_) | Format::Text => {
                self.collect(report, sources);
                self.print_all(lines.iter().flat_map(|line| [line.as_str(), "\n"]));
            }
            _ => self.findings(report, sources),
        }
    }

    /// Reports findings of a command that prints something else, such as a text or a diff: in reports, and on stderr in a format for
    /// programs that is asked for.
    pub(super) fn findings_beside(&mut self, report: &Report, sources: &Sources) {
        let report = self.limit.shown_part(report, sources);
        self.collect(&report, sources);
        if self.format.is_some() && !self.is_human() {
            match self.err_format() {
                Format::Text => self.note(&render(&report, sources, Format::Text)),
                _ => self.show(&report, sources),
            }
        }
    }

    /// Adds a notice to documents and to formats for programs. Terminal output has its own wording.
    pub(super) fn notice(&mut self, notice: Notice) {
        if let Some(line) = notice.line(self.out_format()) {
            self.print(&line);
        }
        self.document.add_notice(notice);
    }

    /// Reports why a requested comparison could not be made. In a document, a diagnostic without a place is a notice
    /// about the run.
    pub(super) fn not_compared(&mut self, report: &Report, sources: &Sources) {
        let errors = report.iter().filter(|it| it.severity == Severity::Error);
        for notice in errors.filter(|it| it.place().is_none()).map(Notice::error) {
            self.document.add_notice(notice);
        }
        let is_kept = |it: &&Diagnostic| it.place().is_some() && it.severity == Severity::Error;
        self.collect(&report.iter().filter(is_kept).cloned().collect(), sources);
        self.show(report, sources);
    }

    /// Reports why a command failed.
    pub(super) fn problems(&mut self, report: &Report, sources: &Sources) {
        let of = |severity| report.iter().filter(move |it| it.severity == severity).cloned().collect::<Report>();
        let errors = of(Severity::Error);
        let is_new = |it: &Diagnostic| it.place().is_some() || self.warned.insert(it.message.clone());
        let warnings: Report = of(Severity::Warning).into_iter().filter(is_new).collect();
        let mut report = self.limit.shown_part(&errors, sources).into_owned();
        // A compiler warning is no finding of the gate.
        if self.product == ReportRole::Report {
            self.collect(&report, sources);
        }
        report.append(warnings);
        if self.product != ReportRole::Report {
            self.collect(&report, sources);
        }
        self.show(&report, sources);
    }

    /// Prints a report to stderr.
    fn show(&mut self, report: &Report, sources: &Sources) {
        match self.err_format() {
            Format::Document(_) => {}
            // A finding is one line for programs; an error is for readers of the log.
            Format::Text => self.note(&render(report, sources, Format::TextWithHelp)),
            Format::GithubActions => self.note(&github_actions_in(report, sources, &self.root)),
            format => self.note(&render(report, sources, format)),
        }
        if self.is_human() {
            self.note(&error_count(report));
        }
    }

    /// Returns `true` if a document is written at the end: to stdout or to a file.
    pub(super) fn writes_document(&self) -> bool {
        !self.files.is_empty() || self.comment.is_some() || matches!(self.out_format(), Format::Document(_))
    }

    /// Adds the changes that a written reason accepts, for the comment.
    pub(super) fn accepted(&mut self, ignored: &[(Finding, IgnoreReason)], sources: &Sources) {
        if self.comment.is_some() {
            self.document.accept(ignored::accepted(ignored, sources));
        }
    }

    /// Collects a report for documents, which are written at the end.
    fn collect(&mut self, report: &Report, sources: &Sources) {
        if self.writes_document() {
            self.document.add(report, sources);
        }
    }

    /// Prints a one-line summary, with details in parentheses.
    pub(super) fn print_summary_line(&mut self, what: &str, how: &str) {
        self.document.set_title(what);
        self.print_status(&format!("{what} ({how})"));
    }

    /// Sets the one-line summary of documents.
    pub(super) fn set_title(&mut self, title: &str) {
        self.document.set_title(title);
    }

    /// Prints the remaining output; nothing may be printed after it. Returns the outcome, which is a failure if a
    /// report cannot be written.
    pub(super) fn finish(&mut self, outcome: Outcome, rules: impl FnOnce() -> Vec<RuleText>) -> Outcome {
        if self.hides_evidence {
            self.print_status("witnesses are not shown in this format; `--error-format human` and `json` show them");
        }
        if let Some(rest) = self.limit.not_shown_notice() {
            self.document.leave_out(std::mem::take(&mut self.limit).not_shown);
            if !matches!(self.err_format(), Format::Document(_)) {
                self.problem(rest);
            }
        }
        let form = match self.out_format() {
            Format::Document(form) => Some(form),
            _ => None,
        };
        let mut document = std::mem::take(&mut self.document);
        if outcome == Outcome::Findings && document.is_empty() {
            document.add_notice(Notice::error(&diagnostics::not_listed()));
        }
        let form = form.filter(|_| self.product != ReportRole::Other || !document.is_empty());
        if form.is_none() && self.files.is_empty() && self.comment.is_none() {
            return outcome;
        }
        if outcome == Outcome::Failed {
            document.set_partial();
        }
        let document = document.with_rules(rules());
        match (form, self.product) {
            (Some(form), ReportRole::Report) => self.print_with(|out| document.write_to(form, out)),
            (Some(form), ReportRole::Schema | ReportRole::Other) => self.note(&document.write(form)),
            (None, _) => {}
        }
        self.publish(&document);
        let files = std::mem::take(&mut self.files);
        let files = files.into_iter().map(|file| (file.path, document.write(file.form).into_bytes()));
        match write_files(files.collect()) {
            Ok(()) => outcome,
            Err(diagnostic) => {
                self.note(&render(&Report::from_iter([*diagnostic]), &Sources::default(), Format::TextWithHelp));
                Outcome::Failed
            }
        }
    }

    /// Writes the comment, if one is requested. A failure is a warning: it does not change what the gate found.
    fn publish(&mut self, document: &Document) {
        let Some(name) = self.comment.take() else { return };
        match protoward_ci::publish(environment::VARIABLES, document, &name, &self.approve_flags) {
            CommentOutcome::Done(line) => self.print_status(&line),
            CommentOutcome::Failed(reason, help) => {
                let report = Report::from_iter([diagnostics::no_comment(&reason, help)]);
                self.show(&report, &Sources::default());
            }
        }
    }

    /// Prints notes about written files, or the error. Returns `true` if they were written.
    pub(super) fn written<N: fmt::Display>(&mut self, result: Result<Vec<N>, Box<Diagnostic>>) -> bool {
        match result {
            Ok(notes) => {
                notes.iter().for_each(|note| self.print_status(&note.to_string()));
                true
            }
            Err(diagnostic) => {
                self.problem(*diagnostic);
                false
            }
        }
    }

    /// Reports a problem without its places, whose sources are not known here.
    pub(super) fn problem(&mut self, mut diagnostic: Diagnostic) {
        diagnostic.labels.clear();
        self.problems(&Report::from_iter([diagnostic]), &Sources::default());
    }

    /// Returns `true` if findings are printed for a terminal and not for a program.
    pub(super) fn prints_findings_for_humans(&self) -> bool {
        matches!(self.out_format(), Format::Human(_))
    }

    /// Returns `true` if entries of a configuration that ignore the findings are printed in place of them.
    pub(super) fn lists_ignores(&self) -> bool {
        self.format == Some(ErrorFormat::ConfigIgnoreYaml)
    }

    /// Returns `true` if stderr is printed for a terminal and not for a program.
    pub(super) fn is_human(&self) -> bool {
        matches!(self.err_format(), Format::Human(_))
    }

    /// Returns the style of stdout.
    pub(super) fn out_style(&self) -> Style {
        self.out.style
    }

    /// Returns the style of prose on stderr; `None` if a program reads the output.
    pub(super) fn prose(&self) -> Option<Style> {
        (!matches!(format(self.format, self.err), Format::Json | Format::Document(_))).then_some(self.err.style)
    }

    /// Returns the style of failures on stderr; `None` if a program reads stderr.
    pub(super) fn failure_style(&self) -> Option<Style> {
        (!matches!(self.err_format(), Format::Json | Format::Document(_))).then_some(self.err.style)
    }

    /// Prints a line about the work of the command to stderr, on a terminal and in a log alike. Programs read stdout.
    pub(super) fn print_status(&mut self, line: &str) {
        if self.prose().is_some() && !self.is_quiet {
            self.note(&format!("{line}\n"));
        }
    }

    /// Returns `true` if only results and problems are printed.
    pub(super) const fn is_quiet(&self) -> bool {
        self.is_quiet
    }

    /// Returns the style of a transient line; `None` without a capable terminal.
    pub(super) fn progress_style(&self) -> Option<Style> {
        let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty() && value != "false");
        (self.is_human() && self.err.is_capable() && !self.is_quiet && !is_set("CI")).then_some(self.err.style)
    }

    /// Discards collected output before the command runs again.
    pub(super) fn reset(&mut self) {
        self.limit = Limit::new(self.max_shown);
        self.document = Document::default();
    }

    /// Writes text to stdout. A failure is kept for [`failure`](Self::failure).
    pub(super) fn print(&mut self, text: &str) {
        self.print_bytes(text.as_bytes());
    }

    /// Writes texts to stdout through one buffer.
    pub(super) fn print_all<'t>(&mut self, texts: impl IntoIterator<Item = &'t str>) {
        self.print_with(|out| texts.into_iter().try_for_each(|text| out.write_str(text)));
    }

    /// Writes to stdout through a buffer, so that a long report is never in memory as a whole.
    fn print_with(&mut self, write: impl FnOnce(&mut dyn fmt::Write) -> fmt::Result) {
        let mut stdout = WriteAdapter { out: BufWriter::new(io::stdout().lock()), failed: None };
        // `failed` has the reason of a failure.
        let _ = write(&mut stdout);
        let WriteAdapter { mut out, failed } = stdout;
        let written = match failed {
            Some(error) => Err(error),
            None => out.flush(),
        };
        // Dropping the buffer would try to write the rest again.
        let (_, _) = out.into_parts();
        self.record_write_result(written);
    }

    /// Writes bytes to stdout, and flushes them.
    pub(super) fn print_bytes(&mut self, bytes: &[u8]) {
        let mut stdout = io::stdout().lock();
        let written = stdout.write_all(bytes).and_then(|()| stdout.flush());
        self.record_write_result(written);
    }

    /// Writes to stderr. A failure cannot be reported.
    pub(super) fn note(&mut self, text: &str) {
        let _ = io::stderr().lock().write_all(text.as_bytes());
    }

    /// Returns the error of failed output. A closed pipe is no failure.
    pub(super) fn failure(&mut self) -> Option<io::Error> {
        self.failed.take()
    }

    /// Returns `true` if the reader of stdout has closed it, so that no more output is needed.
    pub(super) const fn is_closed(&self) -> bool {
        self.is_closed
    }

    fn record_write_result(&mut self, written: io::Result<()>) {
        self.is_closed |= written.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::BrokenPipe);
        match written {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => self.failed = Some(error),
            Ok(()) | Err(_) => {}
        }
    }

    fn out_format(&self) -> Format {
        format(self.format, self.out)
    }

    /// With a document on stdout, stderr is for readers of the log.
    fn err_format(&self) -> Format {
        match format(self.format, self.err) {
            Format::Document(_) if self.product == ReportRole::Report => format(None, self.err),
            format => format,
        }
    }
}

/// An adapter that writes text to a stream and keeps the first error.
struct WriteAdapter<W: Write> {
    out: BufWriter<W>,
    failed: Option<io::Error>,
}

impl<W: Write> fmt::Write for WriteAdapter<W> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.out.write_all(text.as_bytes()).map_err(|error| {
            self.failed = Some(error);
            fmt::Error
        })
    }
}

/// Returns the repository around the working directory; without one, paths stay unchanged.
pub(super) fn current_repository() -> RepositoryRoot {
    let Ok(here) = std::env::current_dir() else { return RepositoryRoot::default() };
    let root = repository_root(&here).map(Path::to_owned);
    root.map_or_else(RepositoryRoot::default, |root| RepositoryRoot::new(root, here))
}

fn format(requested: Option<ErrorFormat>, terminal: Terminal) -> Format {
    match requested {
        Some(format) => format.on(terminal.style),
        None if terminal.attended => Format::Human(terminal.style),
        None => Format::Text,
    }
}

/// Counts errors if there are many: `12 errors in 5 files`.
fn error_count(report: &Report) -> String {
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
