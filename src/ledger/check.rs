use std::path::{Path, PathBuf};
use std::time::Instant;

use super::earlier::{EarlierLedgers, LedgerSubject};
use super::problems::problems;
use super::{diagnostics, file};
use crate::against::AgainstArgs;
use crate::console::Console;
use crate::input::{InputArgs, report_errors};
use crate::outcome::Outcome;
use crate::words::{count, duration, list};
use protoward_source::{Report, Sources};
use protoward_workspace::Workspace;
use protoward_workspace::inputs::Input;

/// Check that the ledger is current and has lost no line; exits with 100 if not
///
/// Every line of the ledger at the baseline of `breaking` must still exist.
#[derive(Debug, clap::Args)]
pub(super) struct Check {
    #[command(flatten)]
    input: InputArgs,

    #[command(flatten)]
    against: AgainstArgs,

    /// The ledger to use instead of the configured one [default: protoward.ledger next to the configuration]
    #[arg(long, value_name = "FILE")]
    ledger: Option<PathBuf>,
}

/// The result of checking a ledger.
#[derive(Debug)]
pub(crate) struct Checked {
    pub(crate) problems: Report,
    /// The displayed name.
    name: String,
    facts: usize,
    compared: Vec<String>,
    /// The reason why no earlier version was compared.
    reason: Option<String>,
}

impl Checked {
    /// Returns a summary such as `protoward.ledger is up to date: 12 facts, no line lost since git:HEAD~1`.
    pub(crate) fn summary(&self) -> String {
        let Self { name, facts, compared, .. } = self;
        let since =
            if compared.is_empty() { String::new() } else { format!(", no line lost since {}", list(compared)) };
        format!("{name} is up to date: {}{since}", count(*facts, "fact"))
    }

    /// Returns the number of problems, and the help for the first.
    pub(crate) fn problems_in_words(&self) -> String {
        let help = self.problems.iter().find_map(|problem| problem.help.as_deref());
        format!("{}\n{}", count(self.problems.len(), "problem"), help.unwrap_or_default())
    }

    /// Returns the reason why lost lines could not be detected.
    pub(crate) fn reason(&self) -> Option<&str> {
        self.reason.as_deref().filter(|_| self.compared.is_empty())
    }
}

impl Check {
    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        let start = Instant::now();
        let mut sources = Sources::default();
        let checked = self.input.parse(console).and_then(|input| {
            let workspace = self.input.open(&mut sources, console)?;
            let file = file::usual(self.ledger.as_deref(), &workspace.config, workspace.root.as_deref());
            let subject = LedgerSubject { file: &file, args: &self.input, input: &input, workspace: &workspace };
            report_errors(console, &mut sources, |sources, report| check(subject, &self.against, sources, report))
        });
        let Some(checked) = checked else { return Outcome::Failed };
        // The help for a lost line is an essential part of the output.
        console.advice(&checked.problems, &sources);
        if let Some(reason) = checked.reason() {
            console.print_status(reason);
        }
        if console.is_human() && checked.problems.is_empty() {
            console.note(&format!("{} ({})\n", checked.summary(), duration(start.elapsed())));
        }
        if checked.problems.is_empty() { Outcome::Fine } else { Outcome::Findings }
    }
}

/// The schema to compare with a ledger.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ComparedSchema<'a> {
    pub(crate) args: &'a InputArgs,
    pub(crate) input: &'a Input,
    pub(crate) workspace: &'a Workspace,
}

/// Checks the ledger of a flag or the configuration; the inner `None` means that there is none.
pub(crate) fn of_gate(
    flag: Option<&Path>,
    of: ComparedSchema<'_>,
    against: &AgainstArgs,
    sources: &mut Sources,
    report: &mut Report,
) -> Option<Option<Checked>> {
    let ComparedSchema { args, input, workspace } = of;
    let Some(file) = file::named(flag, &workspace.config, workspace.root.as_deref()) else { return Some(None) };
    let subject = LedgerSubject { file: &file, args, input, workspace };
    // The gate reports a missing baseline for both checks.
    let mut problems = Report::default();
    let checked = check(subject, against, sources, &mut problems);
    if checked.is_none() && file.read(&mut Sources::default(), &mut Report::default()).is_some() {
        let reason = "the ledger was not compared with an earlier one".to_owned();
        return current(subject, EarlierLedgers { reason: Some(reason), ..EarlierLedgers::default() }, sources, report)
            .map(Some);
    }
    report.append(problems);
    checked.map(Some)
}

/// Returns `None` if the check failed; the report has the reason.
fn check(
    subject: LedgerSubject<'_>,
    against: &AgainstArgs,
    sources: &mut Sources,
    report: &mut Report,
) -> Option<Checked> {
    let file = subject.file;
    if !file.exists()
        && let Some(earlier) = EarlierLedgers::find(subject, against, sources, &mut Report::default())
        && let Some(version) = earlier.versions.last()
    {
        report.push(diagnostics::is_gone(file.path(), version));
        return None;
    }
    // An unreadable older ledger matters only if there is one to compare.
    if !file.exists() {
        return file.read(sources, report).and(None);
    }
    let earlier = EarlierLedgers::find(subject, against, sources, report)?;
    current(subject, earlier, sources, report)
}

/// Compares a ledger with the schema and with earlier versions.
fn current(
    subject: LedgerSubject<'_>,
    earlier: EarlierLedgers,
    sources: &mut Sources,
    report: &mut Report,
) -> Option<Checked> {
    let file = subject.file;
    let (ledger, source) = file.read(sources, report)?;
    let problems = problems(&ledger, source, subject, &earlier, sources);
    let compared = earlier.versions.into_iter().map(|version| version.name).collect();
    Some(Checked { problems, name: file.display(), facts: ledger.len(), compared, reason: earlier.reason })
}
