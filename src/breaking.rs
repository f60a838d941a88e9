//! `protoward breaking`: compares each part of the input with its baselines, and prints all findings in one report.

use std::collections::BTreeSet;
use std::time::Instant;

use super::against::AgainstArgs;
use super::console::Console;
use super::gate_args::{CommentArgs, GateArgs};
use super::ignored;
use super::input::{InputArgs, files_of};
use super::outcome::Outcome;
use super::parts::{Comparing, InputParts, PartArgs};
use super::parts_report::{Compared, NothingCompared, PartsReport, report_no_verdict};
use super::words::duration;
use protoward_gate::{
    Comparison, GateRun, NeededSchemas, NotJudged, OlderVersion, PartState, Verdicts, terminal_width,
};
use protoward_operations::fix::{BreakingFixRun, writable};
use protoward_source::{Columns, Sources, count};
use protoward_workspace::Workspace;

/// Find breaking changes by comparing a schema with an older version
///
/// The rules are those of `buf breaking`, with the same names; `protoward rules` lists them and `protoward explain`
/// explains them. Exits with 100 if there are findings.
#[derive(Debug, clap::Args)]
pub(super) struct Breaking {
    #[command(flatten)]
    input: InputArgs,

    #[command(flatten)]
    against: AgainstArgs,

    #[command(flatten)]
    gate: GateArgs,

    #[command(flatten)]
    comment: CommentArgs,

    /// Read what is staged in git instead of the files on disk, as a hook before a commit needs
    #[arg(long)]
    staged: bool,

    /// Fix findings that have an unambiguous fix, in the files of INPUT; show the remaining findings
    #[arg(long, conflicts_with = "diff")]
    fix: bool,

    /// Show the changes of `--fix` without writing them
    #[arg(long)]
    diff: bool,
}

impl Breaking {
    /// Returns the name of the comment to write, if any.
    pub(super) fn comment(&self) -> Option<&str> {
        self.comment.name()
    }

    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        let input = &self.input.staged(self.staged);
        match (Comparing { input, against: &self.against, gate: &self.gate }).parts(console) {
            Ok(InputParts::Nothing) => Outcome::Fine,
            Ok(InputParts::Whole(part)) => self.whole(&part, console),
            Ok(InputParts::Several(parts)) => self.several(&parts, console),
            Err(outcome) => outcome,
        }
    }

    fn whole(&self, part: &PartArgs, console: &mut Console) -> Outcome {
        let start = Instant::now();
        let mut sources = Sources::default();
        let needed = if self.fixes() { NeededSchemas::Changed } else { NeededSchemas::None };
        let compared = match self.compared(part, needed, &BTreeSet::new(), &mut sources, console) {
            Ok(compared) => compared,
            Err(nothing) => return nothing.report(&sources, console),
        };
        sources.set_columns(Columns::Measured(terminal_width));
        console.findings(&compared.findings, &sources);
        console.problems(&compared.notes, &sources);
        console.accepted(&compared.ignored, &sources);
        if self.gate.show_ignored {
            console.note(&(ignored::list(&compared.ignored, &sources) + &compared.passed_over));
        }
        let how = format!("{}, {}", count(compared.rules, "rule"), duration(start.elapsed()));
        console.print_summary_line(&compared.summary, &how);
        compared.outcome()
    }

    /// Compares each part, and reports all together.
    fn several(&self, parts: &[PartArgs], console: &mut Console) -> Outcome {
        let mut report = PartsReport::new(parts);
        let mut sources = Sources::default();
        // A part may have taken over files of a deleted one.
        let has_deleted = parts.iter().any(|part| matches!(part.state, PartState::Deleted(..)));
        let needed = if has_deleted { NeededSchemas::All } else { NeededSchemas::Changed };
        let mut taken = BTreeSet::new();
        for part in parts {
            let start = Instant::now();
            match self.compared(part, needed, &taken, &mut sources, console) {
                Ok(compared) => {
                    taken.extend(compared.older_files.iter().cloned());
                    report.add(part, compared, start);
                }
                Err(nothing) => report.add_nothing(part, nothing, &sources, console),
            }
        }
        if self.diff {
            return report.report_failures(console);
        }
        sources.set_columns(Columns::Measured(terminal_width));
        report.print(self.gate.show_ignored, &sources, console)
    }

    const fn fixes(&self) -> bool {
        self.fix || self.diff
    }

    /// Compares a part. `taken` has the older files that were compared with other parts.
    fn compared(
        &self,
        part: &PartArgs,
        needed: NeededSchemas,
        taken: &BTreeSet<String>,
        sources: &mut Sources,
        console: &mut Console,
    ) -> Result<Compared, NothingCompared> {
        let gate = self.gate.opened(&part.input, console).map_err(|_| NothingCompared::Reported)?;
        let input = part.input.parse(console).ok_or(NothingCompared::Reported)?;
        let GateRun { problems, result, .. } =
            gate.run(part.request(&input, needed, self.gate.if_baseline, taken), sources);
        console.problems(&problems, sources);
        let mut comparison = result.map_err(|NotJudged { reason, .. }| report_no_verdict(reason, sources, console))?;
        // Nothing can be written into a folder that is gone.
        if self.fixes() && comparison.new.origin.files > 0 {
            comparison = self.fixed(part, comparison, sources, console)?;
        }
        let older_files = comparison.older_files(sources);
        Ok(compared(part, comparison, older_files, sources))
    }

    /// Applies fixes to the files, or only shows them.
    fn fixed(
        &self,
        part: &PartArgs,
        comparison: Comparison,
        sources: &mut Sources,
        console: &mut Console,
    ) -> Result<Comparison, NothingCompared> {
        let options = part.input.options();
        let input = part.input.parse(console).ok_or(NothingCompared::Reported)?;
        let within = self.fix.then(|| writable(&input)).transpose().map_err(|diagnostic| {
            console.problem(*diagnostic);
            NothingCompared::Reported
        })?;
        let mut run = BreakingFixRun::new(input, options, comparison, within);
        run.apply_fixes(sources);
        if self.diff {
            console.print(&run.diff());
        } else if !console.written(run.write(sources)) {
            return Err(NothingCompared::Reported);
        }
        console.print_status(&run.summary(if self.diff { "would fix" } else { "fixed" }));
        if self.diff {
            let outcome = if run.found == 0 { Outcome::Fine } else { Outcome::Findings };
            return Err(NothingCompared::Shown(outcome));
        }
        Ok(run.comparison)
    }
}

/// Returns a comparison as a part of the output.
fn compared(part: &PartArgs, comparison: Comparison, older_files: Vec<String>, sources: &Sources) -> Compared {
    let Comparison { olds, new, mut verdicts, moved, .. } = comparison;
    let since = named(&olds);
    let what = match part.state {
        PartState::Deleted(..) => deleted(&verdicts, moved, &since),
        PartState::Kept | PartState::New => summary(&verdicts, &new, &since) + &verdicts.registry_summary(),
    };
    let summary = what + &rules_of(&new, sources) + &verdicts.remarks();
    let found = verdicts.len();
    let rules = verdicts.rules();
    Compared {
        findings: verdicts.take_report(),
        notes: std::mem::take(&mut verdicts.notes),
        ignored: std::mem::take(&mut verdicts.ignored),
        passed_over: ignored::passed_over(&new),
        found,
        rules,
        summary,
        older_files,
    }
}

/// The words between two baselines, whose names contain commas.
pub(super) const AND_SINCE: &str = ", and since ";

/// Returns the names of the baselines, for display.
fn named(olds: &[OlderVersion]) -> String {
    olds.iter().map(|old| old.baseline.named(&old.workspace)).collect::<Vec<_>>().join(AND_SINCE)
}

/// Returns the origin of the rules if it is not obvious: an image has no configuration of its own.
fn rules_of(new: &Workspace, sources: &Sources) -> String {
    match new.config.source {
        _ if !new.is_image() => String::new(),
        Some(source) => format!(", by the rules of {}", sources.get(source).display),
        None => ", by the rules that are the default".to_owned(),
    }
}

fn summary(verdicts: &Verdicts, new: &Workspace, against: &str) -> String {
    match verdicts.len() {
        0 => format!("no breaking changes in {} since {against}", files_of(&new.origin)),
        found => {
            let files = count(verdicts.files(), "file");
            let only = if verdicts.fails() { "" } else { ", warnings only" };
            format!("{} in {files} since {against}{only}", count(found, "breaking change"))
        }
    }
}

/// Describes the comparison of a project that is gone.
fn deleted(verdicts: &Verdicts, moved: usize, since: &str) -> String {
    match verdicts.len() {
        0 if moved > 0 => "its files are compared where they are now".to_owned(),
        0 => format!("deleted since {since}, no breaking changes"),
        found => format!("deleted since {since}, {}", count(found, "breaking change")),
    }
}
