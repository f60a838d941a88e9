use std::sync::Arc;
use std::time::Instant;

use super::comparison::{AgainstArgs, GateArgs};
use super::console::Console;
use super::fix::{self, FixRun, FixSubject, Rules};
use super::input::{InputArgs, files_of};
use super::outcome::Outcome;
use super::sides::SideArgs;
use super::words::{count, duration};
use super::{ignored, ledger};
use protoward_gate::{Old, Sides, Unchanged, Verdicts, terminal_width};
use protoward_ledger::Ledger;
use protoward_source::{Columns, Sources};
use protoward_workspace::{Prepared, Workspace};

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

    /// Fix findings that have an unambiguous fix, in the files of INPUT; show the remaining findings
    #[arg(long, conflicts_with = "diff")]
    fix: bool,

    /// Show the changes of `--fix` without writing them
    #[arg(long)]
    diff: bool,
}

impl Breaking {
    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        let start = Instant::now();
        let mut sources = Sources::default();
        let Sides { olds, mut new, .. } = match self.sides(&mut sources, console) {
            Ok(sides) => sides,
            Err(outcome) => return outcome,
        };
        let Some(ledger) = self.gate.ledger(&new, &mut sources, console) else { return Outcome::Failed };
        let mut verdict = match self.gate.policy(&new.config, ledger.clone()) {
            Ok(policy) => Verdicts::new(&olds, &new, &sources, &policy),
            Err(report) => {
                console.problems(&report, &sources);
                return Outcome::Failed;
            }
        };
        if self.fix || self.diff {
            let subject = FixSubject { olds: &olds, new, verdict };
            let Some(fixed) = self.apply_fixes(subject, ledger, &mut sources, console) else {
                return Outcome::Failed;
            };
            if self.diff {
                return if fixed.found == 0 { Outcome::Fine } else { Outcome::Findings };
            }
            (new, verdict) = (fixed.subject.new, fixed.subject.verdict);
        }
        verdict.attach_witnesses(self.gate.proof(), &olds, &new);
        sources.set_columns(Columns::Measured(terminal_width));
        let what = summary(&verdict, &new, &named(&olds)) + &rules_of(&new, &sources);
        let (fails, rules, ignored) = (verdict.fails(), verdict.rules(), ignored::count_of(&verdict));
        console.findings(&verdict.take_report(), &sources);
        console.problems(&verdict.notes, &sources);
        if self.gate.show_ignored {
            console.note(&ignored::list(&verdict.ignored, &sources));
        }
        let how = format!("{}, {}", count(rules, "rule"), duration(start.elapsed()));
        console.print_summary_line(&(what + &ignored), &how);
        if fails { Outcome::Findings } else { Outcome::Fine }
    }

    fn sides(&self, sources: &mut Sources, console: &mut Console) -> Result<Sides, Outcome> {
        let Self { input, against, gate, .. } = self;
        // A reused number or name may be in any file.
        let unchanged = |new: &Prepared| match ledger::is_named(gate.ledger_file(), new.config()) {
            true => Unchanged::Kept,
            false => Unchanged::LeftOut,
        };
        let if_baseline = gate.if_baseline;
        SideArgs { input, against, otherwise: None, is_required: true, if_baseline }.sides(unchanged, sources, console)
    }

    /// Applies fixes to the files, or only computes them. Returns `None` if writing failed; the error is already
    /// reported.
    fn apply_fixes<'a>(
        &'a self,
        subject: FixSubject<'a>,
        ledger: Option<Arc<Ledger>>,
        sources: &mut Sources,
        console: &mut Console,
    ) -> Option<FixRun<'a>> {
        let input = self.input.parse(console)?;
        let within = match self.fix.then(|| fix::writable(&input)).transpose() {
            Ok(within) => within,
            Err(diagnostic) => {
                console.problem(*diagnostic);
                return None;
            }
        };
        let mut run = FixRun::new(input, self.input.options(), Rules { gate: &self.gate, ledger }, subject, within);
        run.apply_fixes(sources);
        match self.diff {
            true => console.print(&run.diff()),
            false if !run.write(sources, console) => return None,
            false => {}
        }
        console.print_status(&run.summary(if self.diff { "would fix" } else { "fixed" }));
        Some(run)
    }
}

/// The words between two baselines, whose names contain commas.
pub(super) const AND_SINCE: &str = ", and since ";

/// Returns the names of the baselines, for display.
fn named(olds: &[Old]) -> String {
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

fn summary(verdict: &Verdicts, new: &Workspace, against: &str) -> String {
    match verdict.len() {
        0 => format!("no breaking changes in {} since {against}", files_of(&new.origin)),
        found => {
            let files = count(verdict.files(), "file");
            let only = if verdict.fails() { "" } else { ", warnings only" };
            format!("{} in {files} since {against}{only}", count(found, "breaking change"))
        }
    }
}
