//! The comparison of several parts, as one report.

use std::collections::BTreeSet;
use std::time::Instant;

use super::console::Console;
use super::ignored;
use super::nested::PartArgs;
use super::outcome::Outcome;
use super::sides::{SideArgs, notice};
use super::words::{count, duration};
use protoward_gate::{Gate, NoSides, NotCompared, OlderVersion, Part, PartState, Sides, Unchanged, compile_deleted};
use protoward_policy::IgnoreReason;
use protoward_rules::Finding;
use protoward_source::{Diagnostic, Report, Severity, Sources};

/// Returns the number of projects: `2 projects and other files`.
pub(super) fn in_words(parts: &[PartArgs]) -> String {
    let others = parts.iter().filter(|part| part.is_others).count();
    match (parts.len() - others, others) {
        (projects, 0) => count(projects, "project"),
        (0, _) => Part::OTHERS.to_owned(),
        (projects, _) => format!("{} and {}", count(projects, "project"), Part::OTHERS),
    }
}

/// The result of one comparison, not printed yet.
pub(super) struct Compared {
    /// The findings, and the ignores that are not allowed.
    pub(super) findings: Report,
    /// The warnings about ignores.
    pub(super) notes: Report,
    pub(super) ignored: Vec<(Finding, IgnoreReason)>,
    /// The number of findings.
    pub(super) found: usize,
    pub(super) rules: usize,
    /// One line about the result.
    pub(super) summary: String,
    /// The names of the baselines.
    pub(super) since: String,
    pub(super) olds: Vec<OlderVersion>,
}

impl Compared {
    pub(super) fn outcome(&self) -> Outcome {
        if self.findings.has_errors() { Outcome::Findings } else { Outcome::Fine }
    }
}

/// The findings of several parts, and the files that have been compared.
pub(super) struct Together {
    pub(super) findings: Report,
    /// `true` to note the old files of each part, because a part may have taken over files of a deleted one.
    notes_files: bool,
    /// The displayed paths of old files that were compared.
    taken: BTreeSet<String>,
}

impl Together {
    pub(super) fn new(parts: &[PartArgs]) -> Self {
        let notes_files = parts.iter().any(|part| matches!(part.state, PartState::Deleted(..)));
        Self { findings: Report::default(), notes_files, taken: BTreeSet::new() }
    }

    /// Notes the files of older versions that were compared.
    pub(super) fn note_files(&mut self, olds: &[OlderVersion], sources: &Sources) {
        for OlderVersion { workspace, .. } in olds.iter().filter(|_| self.notes_files) {
            let own = workspace.schema.files.iter().filter(|(_, file)| !file.is_import);
            self.taken.extend(own.map(|(_, file)| sources.get(file.source).display.clone()));
        }
    }

    /// Returns the findings without those in files that another part has taken over: they were moved and not deleted.
    pub(super) fn not_taken(&self, findings: Report, sources: &Sources) -> Report {
        let is_taken =
            |finding: &Diagnostic| finding.was.is_some_and(|was| self.taken.contains(&sources.get(was.source).display));
        findings.into_iter().filter(|finding| !is_taken(finding)).collect()
    }
}

/// A run over all parts.
pub(super) struct PartsRun {
    /// `true` if a missing baseline is no failure.
    if_baseline: bool,
    pub(super) outcome: Outcome,
    start: Instant,
    together: Together,
    lines: Vec<String>,
    notes: Report,
    ignored: Vec<(Finding, IgnoreReason)>,
    found: usize,
    /// The parts in words: `2 projects and other files`.
    parts: String,
    failures: Vec<String>,
    /// Messages that were shown, since parts may fail for the same reason.
    shown: BTreeSet<String>,
}

impl PartsRun {
    pub(super) fn new(parts: &[PartArgs], if_baseline: bool) -> Self {
        Self {
            if_baseline,
            outcome: Outcome::Fine,
            start: Instant::now(),
            together: Together::new(parts),
            lines: Vec::new(),
            notes: Report::default(),
            ignored: Vec::new(),
            found: 0,
            parts: in_words(parts),
            failures: Vec::new(),
            shown: BTreeSet::new(),
        }
    }

    /// Returns both sides of a part, or notes why there are none.
    pub(super) fn sides(
        &mut self,
        part: &PartArgs,
        gate: &Gate,
        sources: &mut Sources,
        console: &mut Console,
    ) -> Option<Sides> {
        let found = match &part.state {
            PartState::Deleted(versions, except) => {
                let options = part.against.options(&part.input);
                compile_deleted(versions.clone(), except, &options, sources)
            }
            PartState::Kept | PartState::New => self.both(part, gate, sources, console)?.map(Some),
        };
        match found {
            Ok(sides) => sides,
            Err(not_compared) => {
                self.not_compared(part, not_compared, sources, console);
                None
            }
        }
    }

    /// Returns `None` if the new side cannot be read; the error is already reported.
    fn both(
        &mut self,
        part: &PartArgs,
        gate: &Gate,
        sources: &mut Sources,
        console: &mut Console,
    ) -> Option<Result<Sides, NotCompared>> {
        let prepared = part.input.parse(console).and_then(|input| {
            let new = part.input.prepare(&input, sources, console)?;
            Some((input, new))
        });
        let Some((input, new)) = prepared else {
            self.fail(part, "see above");
            return None;
        };
        let args = SideArgs {
            input: &part.input,
            against: &part.against,
            otherwise: None,
            is_required: true,
            if_baseline: self.if_baseline || matches!(part.state, PartState::New),
            gate: Some(gate),
        };
        let unchanged = if self.together.notes_files { Unchanged::Kept } else { Unchanged::LeftOut };
        Some(match args.compiled(&input, new, unchanged, sources) {
            Ok(sides) => Ok(sides),
            Err(NoSides { new, not_compared, .. }) => {
                console.problems(&new, sources);
                match not_compared {
                    Some(not_compared) => Err(not_compared),
                    None => {
                        self.fail(part, "it does not compile");
                        return None;
                    }
                }
            }
        })
    }

    fn not_compared(&mut self, part: &PartArgs, not_compared: NotCompared, sources: &Sources, console: &mut Console) {
        match not_compared {
            NotCompared::Failed(report) => {
                let is_new = |it: &&Diagnostic| it.place().is_some() || self.shown.insert(it.message.clone());
                let report: Report = report.iter().filter(is_new).cloned().collect();
                console.not_compared(&report, sources);
                let error = report.iter().find(|it| it.severity == Severity::Error);
                self.fail(part, error.map_or("see above", |it| &it.message));
            }
            NotCompared::Skipped(mut skipped) => {
                let message = match part.state {
                    PartState::New => "nothing was compared: it is new".to_owned(),
                    PartState::Kept | PartState::Deleted(..) => skipped.message.clone(),
                };
                skipped.message = format!("{}: {message}", part.name);
                self.lines.push(skipped.message.clone());
                console.notice(notice(skipped));
            }
        }
    }

    /// Notes that a part could not be compared.
    pub(super) fn fail(&mut self, part: &PartArgs, why: &str) {
        self.outcome = Outcome::Failed;
        let line = format!("{}: not compared: {why}", part.name);
        self.lines.push(line.clone());
        self.failures.push(line);
    }

    /// Adds the result of a part.
    pub(super) fn add(&mut self, part: &PartArgs, mut compared: Compared, start: Instant, sources: &Sources) {
        if let PartState::Deleted(..) = part.state {
            self.leave_out_taken(&mut compared, sources);
        } else {
            self.together.note_files(&compared.olds, sources);
        }
        self.outcome = self.outcome.worst(compared.outcome());
        let how = format!("{}, {}", count(compared.rules, "rule"), duration(start.elapsed()));
        if !compared.summary.is_empty() {
            self.lines.push(format!("{}: {} ({how})", part.name, compared.summary));
        }
        self.found += compared.found;
        self.together.findings.append(compared.findings);
        self.notes.append(compared.notes);
        self.ignored.extend(compared.ignored);
    }

    /// Removes findings in files that another part has taken over: they were moved and not deleted.
    fn leave_out_taken(&self, compared: &mut Compared, sources: &Sources) {
        let findings = std::mem::take(&mut compared.findings);
        let before = findings.len();
        compared.findings = self.together.not_taken(findings, sources);
        let removed = before - compared.findings.len();
        compared.found -= removed.min(compared.found);
        // The ignores of a configuration that is gone cannot be changed.
        compared.notes = Report::default();
        let what = match compared.found {
            0 if removed > 0 => "its files are compared where they are now".to_owned(),
            0 => format!("deleted since {}, no breaking changes", compared.since),
            found => format!("deleted since {}, {}", compared.since, count(found, "breaking change")),
        };
        compared.summary = what;
    }

    /// Prints what could not be compared, after the changes of fixes were shown instead of findings.
    pub(super) fn report_failures(self, console: &mut Console) -> Outcome {
        for line in &self.failures {
            console.print_status(line);
        }
        self.outcome
    }

    /// Prints the report of all parts.
    pub(super) fn report(self, shows_ignored: bool, sources: &Sources, console: &mut Console) -> Outcome {
        console.findings(&self.together.findings, sources);
        console.problems(&self.notes, sources);
        console.accepted(&self.ignored, sources);
        if shows_ignored {
            console.note(&ignored::list(&self.ignored, sources));
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
        let places = self.together.findings.iter().filter_map(|it| it.place().or(it.was));
        let files: BTreeSet<&str> = places.map(|place| &*sources.get(place.source).display).collect();
        let found = match self.found {
            0 => format!("no breaking changes in {parts}"),
            found => {
                let only = if self.together.findings.has_errors() { "" } else { ", warnings only" };
                format!("{} in {}, from {parts}{only}", count(found, "breaking change"), count(files.len(), "file"))
            }
        };
        match self.failures.len() {
            0 => found,
            failed => format!("{found}, {failed} not compared"),
        }
    }
}
