//! `protoward ledger init`: a ledger of the current schema, or of all commits.

use std::path::PathBuf;
use std::time::Instant;

use super::each_ledger;
use crate::console::Console;
use crate::input::InputArgs;
use crate::outcome::Outcome;
use crate::words::duration;
use protoward_operations::ledger::RecordRequest;
use protoward_source::{Report, Sources, count};

/// Create a ledger from the current schema, or from its history in Git
#[derive(Debug, clap::Args)]
pub(super) struct Init {
    #[command(flatten)]
    input: InputArgs,

    /// The ledger to write instead of the configured one [default: protoward.ledger next to the configuration]
    #[arg(long, value_name = "FILE")]
    ledger: Option<PathBuf>,

    /// Process every commit of the branch, or those of a range such as `v1.0.0..HEAD`
    #[arg(long, value_name = "RANGE", num_args = 0..=1, default_missing_value = "HEAD", conflicts_with = "at")]
    from_git: Option<String>,

    /// A label for the current state, such as `v1.4.0`, instead of the commit
    #[arg(long, value_name = "LABEL")]
    at: Option<String>,

    /// Replace an existing ledger
    #[arg(long)]
    force: bool,
}

impl Init {
    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        each_ledger(&self.input, self.ledger.as_deref(), console, |project, console| self.project(project, console))
    }

    fn project(&self, args: &InputArgs, console: &mut Console) -> Outcome {
        let start = Instant::now();
        let Some(input) = args.parse(console) else { return Outcome::Failed };
        let mut sources = Sources::default();
        let mut report = Report::default();
        let options = args.options();
        let request = RecordRequest {
            input: &input,
            options: &options,
            path: self.ledger.as_deref(),
            label: self.at.as_deref(),
            wait: &mut |line| console.print_status(line),
        };
        let text = match &self.from_git {
            None => request
                .create(self.force, &mut sources, &mut report)
                .map(|written| format!("{} has {}", written.file.shown(), count(written.ledger.len(), "fact"))),
            Some(range) => request.create_from_history(range, self.force, &mut sources, &mut report).map(|written| {
                let facts = count(written.facts, "fact");
                let commits = count(written.commits, "commit");
                format!(
                    "{} has {facts} from {commits}, {} of which changed some",
                    written.file.shown(),
                    written.changes
                )
            }),
        };
        console.problems(&report, &sources);
        let Some(text) = text else { return Outcome::Failed };
        console.print_status(&format!("{text} ({})", duration(start.elapsed())));
        Outcome::Fine
    }
}
