//! The comparison of several parts as one report: the findings of all, then a line for each part.

use std::collections::BTreeSet;
use std::time::Instant;

use super::console::Console;
use super::outcome::Outcome;
use super::parts::PartArgs;
use super::words::duration;
use super::{codes, ignored};
use protoward_breaking::Finding;
use protoward_gate::{NoVerdict, NotCompared, NotComparedReason, PartState};
use protoward_policy::IgnoreReason;
use protoward_report::Notice;
use protoward_source::{Diagnostic, Report, Sources, count};
use protoward_workspace::ProjectInput;

/// The result of one comparison, not printed yet.
pub(super) struct Compared {
    /// The findings, and the ignores that are not allowed.
    pub(super) findings: Report,
    /// The warnings of the gate about ignores, approvals, plugins and modules.
    pub(super) notes: Report,
    pub(super) ignored: Vec<(Finding, IgnoreReason)>,
    /// Lines for the entries outside of the selected files that cannot be read.
    pub(super) passed_over: String,
    /// The number of findings, warnings included.
    pub(super) found: usize,
    pub(super) rules: usize,
    /// One line about the result.
    pub(super) summary: String,
    /// The displayed paths of the older files.
    pub(super) older_files: Vec<String>,
}

impl Compared {
    pub(super) fn outcome(&self) -> Outcome {
        if self.findings.has_errors() { Outcome::Findings } else { Outcome::Fine }
    }
}

/// The reason why there is no comparison to print.
pub(super) enum NothingCompared {
    /// The reason is on the console already.
    Reported,
    /// The new version does not compile, which was reported.
    Invalid,
    /// The gate has nothing to compare with, which need not be a failure.
    NotCompared(NotCompared),
    /// The changes of fixes were shown instead.
    Shown(Outcome),
}

/// Reports the errors because of which there is no verdict. Only a missing baseline is left to the caller, as it may be accepted.
pub(super) fn report_no_verdict(reason: NoVerdict, sources: &Sources, console: &mut Console) -> NothingCompared {
    match reason {
        NoVerdict::NewVersion(report) => {
            console.problems(&report, sources);
            NothingCompared::Invalid
        }
        NoVerdict::NotCompared(reason) => NothingCompared::NotCompared(reason),
        NoVerdict::Incomplete { findings, failures } => {
            console.findings(&findings, sources);
            console.problems(&failures, sources);
            NothingCompared::Reported
        }
        // The problems of the run were reported.
        _ => NothingCompared::Reported,
    }
}

impl NothingCompared {
    /// Reports why there is no comparison, and returns the outcome of the command.
    pub(super) fn report(self, sources: &Sources, console: &mut Console) -> Outcome {
        match self {
            Self::Reported | Self::Invalid => Outcome::Failed,
            Self::Shown(outcome) => outcome,
            Self::NotCompared(reason) if reason.is_failure => {
                console.not_compared(&reason.reason.report(), sources);
                Outcome::Failed
            }
            Self::NotCompared(reason) => {
                let message = reason.message();
                console.set_title(&message);
                console.print_status(&message);
                if let Some(help) = reason.help() {
                    console.print_status(&format!("  help: {help}"));
                }
                console.notice(notice(&reason));
                Outcome::Fine
            }
        }
    }
}

/// Converts a skipped comparison to a notice for reports.
pub(super) fn notice(skipped: &NotCompared) -> Notice {
    Notice::note(codes::NOT_COMPARED, skipped.message()).help(skipped.help())
}

/// Returns the number of projects: `2 projects and other files`.
fn in_words(parts: &[PartArgs]) -> String {
    let others = parts.iter().filter(|part| part.is_others).count();
    match (parts.len() - others, others) {
        (projects, 0) => count(projects, "project"),
        (0, _) => ProjectInput::OTHERS.to_owned(),
        (projects, _) => format!("{} and {}", count(projects, "project"), ProjectInput::OTHERS),
    }
}

/// The report on all parts.
pub(super) struct PartsReport {
    outcome: Outcome,
    start: Instant,
    findings: Report,
    lines: Vec<String>,
    notes: Report,
    ignored: Vec<(Finding, IgnoreReason)>,
    passed_over: String,
    found: usize,
    /// The parts in words: `2 projects and other files`.
    parts: String,
    failures: Vec<String>,
    /// Messages that were shown, since parts may fail for the same reason.
    shown: BTreeSet<String>,
}

impl PartsReport {
    pub(super) fn new(parts: &[PartArgs]) -> Self {
        Self {
            outcome: Outcome::Fine,
            start: Instant::now(),
            findings: Report::default(),
            lines: Vec::new(),
            notes: Report::default(),
            ignored: Vec::new(),
            passed_over: String::new(),
            found: 0,
            parts: in_words(parts),
            failures: Vec::new(),
            shown: BTreeSet::new(),
        }
    }

    /// Adds a part that was not compared.
    pub(super) fn add_nothing(
        &mut self,
        part: &PartArgs,
        nothing: NothingCompared,
        sources: &Sources,
        console: &mut Console,
    ) {
        match nothing {
            NothingCompared::Reported => self.fail(part, "see above"),
            NothingCompared::Invalid => self.fail(part, "it does not compile"),
            NothingCompared::Shown(outcome) => self.outcome = self.outcome.worst(outcome),
            NothingCompared::NotCompared(reason) if reason.is_failure => {
                let is_new = |it: &Diagnostic| it.place().is_some() || self.shown.insert(it.message.clone());
                let report: Report = reason.reason.report().into_iter().filter(is_new).collect();
                console.not_compared(&report, sources);
                self.fail(part, &reason.reason.to_string());
            }
            NothingCompared::NotCompared(reason) => {
                let reason = match part.state {
                    PartState::New => NotCompared::skipped(NotComparedReason::NewProject),
                    PartState::Kept | PartState::Deleted(..) => reason,
                };
                let message = format!("{}: {}", part.name, reason.message());
                self.lines.push(message.clone());
                console.notice(Notice::note(codes::NOT_COMPARED, message).help(reason.help()));
            }
        }
    }

    /// Notes that a part could not be compared.
    fn fail(&mut self, part: &PartArgs, why: &str) {
        self.outcome = Outcome::Failed;
        let line = format!("{}: not compared: {why}", part.name);
        self.lines.push(line.clone());
        self.failures.push(line);
    }

    /// Adds the result of a part.
    pub(super) fn add(&mut self, part: &PartArgs, compared: Compared, start: Instant) {
        self.outcome = self.outcome.worst(compared.outcome());
        let how = format!("{}, {}", count(compared.rules, "rule"), duration(start.elapsed()));
        self.lines.push(format!("{}: {} ({how})", part.name, compared.summary));
        self.found += compared.found;
        self.findings.append(compared.findings);
        self.notes.append(compared.notes);
        self.ignored.extend(compared.ignored);
        self.passed_over.push_str(&compared.passed_over);
    }

    /// Prints what could not be compared, after the changes of fixes were shown instead of findings.
    pub(super) fn report_failures(self, console: &mut Console) -> Outcome {
        for line in &self.failures {
            console.print_status(line);
        }
        self.outcome
    }

    /// Prints the report of all parts.
    pub(super) fn print(self, shows_ignored: bool, sources: &Sources, console: &mut Console) -> Outcome {
        console.findings(&self.findings, sources);
        console.problems(&self.notes, sources);
        console.accepted(&self.ignored, sources);
        if shows_ignored {
            console.note(&(ignored::list(&self.ignored, sources) + &self.passed_over));
        }
        for line in &self.lines {
            console.print_status(line);
        }
        console.print_summary_line(&self.summary(sources), &duration(self.start.elapsed()));
        self.outcome
    }

    /// Returns one line about all parts.
    fn summary(&self, sources: &Sources) -> String {
        let parts = &self.parts;
        let places = self.findings.iter().filter_map(|it| it.place().or(it.was));
        let files: BTreeSet<&str> = places.map(|place| &*sources.get(place.source).display).collect();
        let found = match self.found {
            0 => format!("no breaking changes in {parts}"),
            found => {
                let only = if self.findings.has_errors() { "" } else { ", warnings only" };
                format!("{} in {}, from {parts}{only}", count(found, "breaking change"), count(files.len(), "file"))
            }
        };
        match self.failures.len() {
            0 => found,
            failed => format!("{found}, {failed} not compared"),
        }
    }
}
