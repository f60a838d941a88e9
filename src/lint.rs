use std::time::Instant;

use super::console::Console;
use super::ignored;
use super::input::{InputArgs, files_of};
use super::outcome::Outcome;
use super::words::{count, duration};
use protoward_gate::{LintVerdict, lint, terminal_width};
use protoward_policy::Clock;
use protoward_source::{Columns, Sources};
use protoward_workspace::Workspace;

/// Check a schema against conventions for names, packages, comments, options and API design
///
/// The rules are those of `buf lint`, with the same names, and those of `protoward rules lint`. The section `[lint]` of
/// `protoward.toml`, or `lint` of `buf.yaml`, selects them; the default is STANDARD. Exits with 100 if there are findings.
#[derive(Debug, clap::Args)]
pub(super) struct LintCommand {
    #[command(flatten)]
    input: InputArgs,

    /// List ignored findings, and why they are ignored
    #[arg(long)]
    show_ignored: bool,
}

impl LintCommand {
    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        let start = Instant::now();
        let mut sources = Sources::default();
        let Some(workspace) = self.input.open(&mut sources, console) else { return Outcome::Failed };
        let verdict = match lint(&workspace, &sources, &clock(&workspace)) {
            Ok(verdict) => verdict,
            Err(report) => {
                console.problems(&report, &sources);
                return Outcome::Failed;
            }
        };
        sources.set_columns(Columns::Measured(terminal_width));
        console.findings(&verdict.report(), &sources);
        console.problems(&verdict.notes, &sources);
        if self.show_ignored {
            console.note(&ignored::list_of_lint(&verdict.ignored, &sources));
        }
        let how = format!("{}, {}", count(verdict.rules, "rule"), duration(start.elapsed()));
        console.print_summary_line(&summary(&verdict, &workspace), &how);
        let outcome = if verdict.fails() { Outcome::Findings } else { Outcome::Fine };
        // The process ends here, and freeing all texts takes time.
        std::mem::forget((workspace, sources));
        outcome
    }
}

/// Returns the day and the version at which ignores end.
pub(super) fn clock(workspace: &Workspace) -> Clock {
    Clock::now(workspace.config.current.as_ref().map(|word| word.text.as_str()))
}

/// Returns the number of findings in words.
pub(super) fn summary(verdict: &LintVerdict, workspace: &Workspace) -> String {
    let ignored = match verdict.ignored.len() {
        0 => String::new(),
        number => format!(", {} ignored", super::words::grouped(number)),
    };
    match verdict.findings.len() {
        0 => format!("nothing to improve in {}{ignored}", files_of(&workspace.origin)),
        found => {
            let only = if verdict.fails() { "" } else { ", warnings only" };
            format!("{} in {}{only}{ignored}", count(found, "finding"), count(verdict.files(), "file"))
        }
    }
}
