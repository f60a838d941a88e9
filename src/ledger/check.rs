//! `protoward ledger check`, and the versions that its flags choose.

use std::path::PathBuf;
use std::time::Instant;

use super::each_ledger;
use crate::against::AgainstArgs;
use crate::console::Console;
use crate::environment;
use crate::input::{InputArgs, report_errors};
use crate::outcome::Outcome;
use crate::words::duration;
use protoward_operations::ledger::{BaselineChoice, LedgerSubject, ProjectLedger};
use protoward_source::Sources;

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

impl Check {
    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        each_ledger(&self.input, self.ledger.as_deref(), console, |project, console| self.project(project, console))
    }

    fn project(&self, args: &InputArgs, console: &mut Console) -> Outcome {
        let start = Instant::now();
        let mut sources = Sources::default();
        let options = args.options();
        let checked = args.parse(console).and_then(|input| {
            let workspace = args.open(&mut sources, console)?;
            let file = ProjectLedger::usual(self.ledger.as_deref(), &workspace.config, workspace.root.as_deref());
            let input = &input;
            let workspace = &workspace;
            let subject = LedgerSubject { file: &file, input, named: args.named(), options: &options, workspace };
            let against = self.against.of_project(args);
            let against = choice(&against, args);
            report_errors(console, &mut sources, |sources, report| {
                protoward_operations::ledger::check(subject, &against, sources, report)
            })
        });
        let Some(checked) = checked else { return Outcome::Failed };
        // The help for a lost line is an essential part of the output.
        console.advice(&checked.problems, &sources);
        if let Some(reason) = checked.reason() {
            console.print_status(reason);
        }
        if checked.problems.is_empty() {
            console.print_status(&format!("{} ({})", checked.summary(), duration(start.elapsed())));
        }
        if checked.problems.is_empty() { Outcome::Fine } else { Outcome::Findings }
    }
}

/// Returns the versions that flags choose.
pub(crate) fn choice<'a>(against: &'a AgainstArgs, input: &InputArgs) -> BaselineChoice<'a> {
    BaselineChoice {
        named: against.named(),
        options: against.options(input),
        variables: environment::VARIABLES,
        now: environment::now(),
    }
}
