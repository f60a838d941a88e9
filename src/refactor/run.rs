//! The path of every refactoring: plan, prove, show or write.

use std::time::Instant;

use crate::console::Console;
use crate::input::InputArgs;
use crate::outcome::Outcome;
use crate::plugin_limits;
use crate::words::duration;
use protoward_gate::terminal_width;
use protoward_operations::refactor::{NamedPlanner, Planned, ProvenRefactoring, RefactoringRequest};
use protoward_source::{Columns, Sources, count};

/// The flags of every refactoring.
#[derive(Debug, clap::Args)]
pub(super) struct RunArgs {
    /// Write the files that change
    #[arg(short, long)]
    write: bool,

    /// Print the changes as a unified diff
    #[arg(short, long)]
    diff: bool,

    /// Write even if the change breaks clients
    #[arg(short, long)]
    yes: bool,
}

impl RunArgs {
    /// Runs a refactoring. `plan` gets the schema with its references.
    pub(super) fn run(
        &self,
        input: &InputArgs,
        console: &mut Console,
        plan: impl FnOnce(NamedPlanner<'_>) -> Planned,
    ) -> Outcome {
        let start = Instant::now();
        let Some(input) = input.only_project("a refactoring", console) else { return Outcome::Failed };
        let Some(parsed) = input.parse(console) else { return Outcome::Failed };
        let options = input.options();
        let mut sources = Sources::default();
        let opened = plugin_limits::gate().and_then(|gate| {
            let request = RefactoringRequest { input: &parsed, options: &options, is_write: self.write, gate };
            Ok((request.open(&mut sources)?, request))
        });
        let (old, request) = match opened {
            Ok(opened) => opened,
            Err(problems) => {
                console.problems(&problems, &sources);
                return Outcome::Failed;
            }
        };
        match request.proven(old, &mut sources, plan) {
            Ok(proven) => self.report(&proven, &mut sources, console, start),
            Err(problems) => {
                console.problems(&problems, &sources);
                console.print_status("nothing was written");
                Outcome::Failed
            }
        }
    }

    /// Shows or writes a refactoring.
    fn report(
        &self,
        proven: &ProvenRefactoring,
        sources: &mut Sources,
        console: &mut Console,
        start: Instant,
    ) -> Outcome {
        if proven.is_empty() {
            console.print_status("nothing needs to change");
            return Outcome::Fine;
        }
        sources.set_columns(Columns::Measured(terminal_width));
        if self.diff {
            console.print(&proven.diff());
        } else if !self.write {
            console.print(&proven.listed(sources));
        }
        console.findings(&proven.findings, sources);
        let plan = &proven.plan;
        if proven.needs_consent() && !self.yes {
            plan.refactoring.notes.iter().for_each(|note| console.print_status(note));
            let found = count(proven.findings.iter().count(), "finding");
            let verb = plan.verb[1];
            let what = &plan.what;
            console.print_status(&format!("{verb} {what}; {found}: nothing was written; `--yes` accepts that"));
            return Outcome::Findings;
        }
        if self.write && !console.written(proven.write(sources)) {
            return Outcome::Failed;
        }
        plan.refactoring.notes.iter().for_each(|note| console.print_status(note));
        console.print_summary_line(&proven.summary(self.write), &duration(start.elapsed()));
        proven.notes().iter().for_each(|note| console.print_status(note));
        Outcome::Fine
    }
}
