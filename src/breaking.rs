use std::time::Instant;

use super::against::AgainstArgs;
use super::comparison::{GateArgs, judged, judged_window};
use super::console::Console;
use super::input::{InputArgs, files_of};
use super::nested::{Comparing, NestedArgs, PartArgs};
use super::outcome::Outcome;
use super::parts_run::{Compared, PartsRun};
use super::sides::SideArgs;
use super::words::{count, duration};
use super::{ignored, staged};
use protoward_fixer::{BreakingFixRun, BreakingFixSubject, writable};
use protoward_gate::{ComparedSides, Gate, OlderVersion, Policy, Sides, Unchanged, Verdicts, terminal_width};
use protoward_source::{Columns, Sources};
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
    nested: NestedArgs,

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
        self.gate.comment.as_deref()
    }

    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        let input = &self.input.staged(self.staged);
        if input.reference().is_ok_and(|input| staged::is_nothing(&input, console)) {
            return Outcome::Fine;
        }
        let of = Comparing { input, against: &self.against, gate: &self.gate };
        match self.nested.parts(of, console) {
            Ok(None) => self.alone(input, console),
            Ok(Some(parts)) => self.parts(&parts, console),
            Err(outcome) => outcome,
        }
    }

    fn alone(&self, input: &InputArgs, console: &mut Console) -> Outcome {
        let start = Instant::now();
        let mut sources = Sources::default();
        let gate = match self.gate.opened(input, console) {
            Ok(gate) => gate,
            Err(outcome) => return outcome,
        };
        let (against, if_baseline) = (&self.against, self.gate.if_baseline);
        let args = SideArgs { input, against, otherwise: None, is_required: true, if_baseline, gate: Some(&gate) };
        // Fixes need the schemas of all versions, several times.
        let sides = match self.fix || self.diff {
            true => args.sides(Unchanged::LeftOut, &mut sources, console).map(ComparedSides::Compiled),
            false => args.window(&gate, &mut sources, console),
        };
        let compared = sides.and_then(|sides| match sides {
            ComparedSides::Compiled(sides) => self.compared(input, &gate, sides, &mut sources, console),
            ComparedSides::Waiting(mut window) => {
                let verdict = judged_window(&gate, input, &mut window, &mut sources, console);
                verdict.map(|verdict| {
                    let Sides { olds, new, .. } = window.into_sides();
                    compared(verdict, olds, &new, &sources)
                })
            }
        });
        let compared = match compared {
            Ok(compared) => compared,
            Err(outcome) => return outcome,
        };
        sources.set_columns(Columns::Measured(terminal_width));
        console.findings(&compared.findings, &sources);
        console.problems(&compared.notes, &sources);
        console.accepted(&compared.ignored, &sources);
        if self.gate.show_ignored {
            console.note(&ignored::list(&compared.ignored, &sources));
        }
        let how = format!("{}, {}", count(compared.rules, "rule"), duration(start.elapsed()));
        console.print_summary_line(&compared.summary, &how);
        compared.outcome()
    }

    /// Compares each part, and reports all together.
    fn parts(&self, parts: &[PartArgs], console: &mut Console) -> Outcome {
        let mut run = PartsRun::new(parts, self.gate.if_baseline);
        let mut sources = Sources::default();
        for part in parts {
            let start = Instant::now();
            let compared = match self.gate.opened(&part.input, console) {
                Ok(gate) => match run.sides(part, &gate, &mut sources, console) {
                    Some(sides) => self.compared(&part.input, &gate, sides, &mut sources, console),
                    None => continue,
                },
                Err(outcome) => Err(outcome),
            };
            match compared {
                Ok(compared) => run.add(part, compared, start, &sources),
                Err(Outcome::Failed) => run.fail(part, "see above"),
                Err(outcome) => run.outcome = run.outcome.worst(outcome),
            }
        }
        if self.diff {
            return run.report_failures(console);
        }
        sources.set_columns(Columns::Measured(terminal_width));
        run.report(self.gate.show_ignored, &sources, console)
    }

    /// Returns the verdict on both sides, after fixes. A failure is already reported.
    fn compared(
        &self,
        input: &InputArgs,
        gate: &Gate,
        sides: Sides,
        sources: &mut Sources,
        console: &mut Console,
    ) -> Result<Compared, Outcome> {
        let Sides { olds, mut new, .. } = sides;
        let (policy, mut verdict) = judged(gate, input, (&olds, &new), sources, console)?;
        // Nothing can be written into a folder that is gone.
        if (self.fix || self.diff) && new.origin.files > 0 {
            let subject = BreakingFixSubject { olds: &olds, new, verdict };
            let fixed = self.apply_fixes(input, subject, &policy, sources, console).ok_or(Outcome::Failed)?;
            if self.diff {
                return Err(if fixed.found == 0 { Outcome::Fine } else { Outcome::Findings });
            }
            (new, verdict) = (fixed.subject.new, fixed.subject.verdict);
        }
        gate.complete(&mut verdict, &olds, &new);
        Ok(compared(verdict, olds, &new, sources))
    }

    /// Applies fixes to the files, or only computes them. Returns `None` if writing failed; the error is already
    /// reported.
    fn apply_fixes<'a>(
        &'a self,
        input: &InputArgs,
        subject: BreakingFixSubject<'a>,
        policy: &'a Policy,
        sources: &mut Sources,
        console: &mut Console,
    ) -> Option<BreakingFixRun<'a>> {
        let options = input.options();
        let input = input.parse(console)?;
        let within = match self.fix.then(|| writable(&input)).transpose() {
            Ok(within) => within,
            Err(diagnostic) => {
                console.problem(*diagnostic);
                return None;
            }
        };
        let mut run = BreakingFixRun::new(input, options, policy, subject, within);
        run.apply_fixes(sources);
        match self.diff {
            true => console.print(&run.diff()),
            false if !console.written(run.write(sources)) => return None,
            false => {}
        }
        console.print_status(&run.summary(if self.diff { "would fix" } else { "fixed" }));
        Some(run)
    }
}

/// Returns a verdict as a part of the output. The older versions need no schemas.
fn compared(mut verdict: Verdicts, olds: Vec<OlderVersion>, new: &Workspace, sources: &Sources) -> Compared {
    let registry = verdict.registry_summary();
    let summary = summary(&verdict, new, &named(&olds)) + &registry + &rules_of(new, sources) + &verdict.remarks();
    let (found, rules) = (verdict.len(), verdict.rules());
    Compared {
        findings: verdict.take_report(),
        notes: std::mem::take(&mut verdict.notes),
        ignored: std::mem::take(&mut verdict.ignored),
        found,
        rules,
        summary,
        since: named(&olds),
        olds,
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
