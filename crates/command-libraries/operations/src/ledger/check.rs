//! Checks of a ledger: is it current, and has it lost lines?

use crate::ledger::diagnostics;
use crate::ledger::earlier::EarlierLedgers;
use crate::ledger::file::{BaselineChoice, LedgerSubject};
use crate::ledger::problems::problems;
use protoward_source::{Report, Sources, count, list};

/// The result of checking a ledger.
#[derive(Debug)]
pub struct CheckedLedger {
    /// The problems of the ledger.
    pub problems: Report,
    /// The path of the ledger, for messages.
    name: String,
    facts: usize,
    compared: Vec<String>,
    /// The reason why no earlier version was compared.
    reason: Option<String>,
}

impl CheckedLedger {
    /// Returns a summary such as `protoward.ledger is up to date: 12 facts, no line lost since git:HEAD~1`.
    pub fn summary(&self) -> String {
        let Self { name, facts, compared, .. } = self;
        let since =
            if compared.is_empty() { String::new() } else { format!(", no line lost since {}", list(compared)) };
        format!("{name} is up to date: {}{since}", count(*facts, "fact"))
    }

    /// Returns the number of problems, and the help for the first.
    pub fn problems_in_words(&self) -> String {
        let help = self.problems.iter().find_map(|problem| problem.help.as_deref());
        format!("{}\n{}", count(self.problems.len(), "problem"), help.unwrap_or_default())
    }

    /// Returns the reason why lost lines could not be detected.
    pub fn reason(&self) -> Option<&str> {
        self.reason.as_deref().filter(|_| self.compared.is_empty())
    }
}

/// Checks a ledger beside the gate, which reports a missing baseline itself. Returns `None` if that failed; the report has the
/// reason.
pub fn check_beside_gate(
    subject: LedgerSubject<'_>,
    against: &BaselineChoice<'_>,
    sources: &mut Sources,
    report: &mut Report,
) -> Option<CheckedLedger> {
    let LedgerSubject { file, workspace, .. } = subject;
    // The gate reports a missing baseline for both checks.
    let mut problems = Report::default();
    let checked = check(subject, against, sources, &mut problems);
    if checked.is_none() && file.at.read_of(workspace, &mut Sources::default(), &mut Report::default()).is_some() {
        let reason = "the ledger was not compared with an earlier one".to_owned();
        return current(subject, EarlierLedgers { reason: Some(reason), ..EarlierLedgers::default() }, sources, report);
    }
    report.append(problems);
    checked
}

/// Compares a ledger with its schema and with earlier versions. Returns `None` if that failed; the report has the reason.
pub fn check(
    subject: LedgerSubject<'_>,
    against: &BaselineChoice<'_>,
    sources: &mut Sources,
    report: &mut Report,
) -> Option<CheckedLedger> {
    let LedgerSubject { file, workspace, .. } = subject;
    let is_there = file.at.is_in(workspace);
    if !is_there
        && let Some(earlier) = EarlierLedgers::find(subject, against, sources, &mut Report::default())
        && let Some(version) = earlier.versions.iter().rev().find(|version| version.is_in_place)
    {
        report.push(diagnostics::is_gone(file.path(), version));
        return None;
    }
    // An unreadable older ledger matters only if there is one to compare.
    if !is_there {
        return file.at.read_of(workspace, sources, report).and(None);
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
) -> Option<CheckedLedger> {
    let (ledger, source) = subject.file.at.read_of(subject.workspace, sources, report)?;
    let problems = problems(&ledger, source, subject, &earlier, sources);
    let compared = earlier.versions.into_iter().map(|version| version.name).collect();
    let name = sources.get(source).display.clone();
    Some(CheckedLedger { problems, name, facts: ledger.len(), compared, reason: earlier.reason })
}
