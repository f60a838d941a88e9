use std::path::PathBuf;
use std::time::Instant;

use super::each_ledger;
use super::phrases;
use crate::console::Console;
use crate::input::InputArgs;
use crate::outcome::Outcome;
use crate::words::{count, duration};
use protoward_operations::ledger::{RecordRequest, WrittenLedger};
use protoward_source::{Report, Sources};

/// Record the current facts of the schema, and the removal of others
///
/// If INPUT or `--path` is a part of the schema, the facts of other files stay as they are.
#[derive(Debug, clap::Args)]
pub(super) struct Update {
    #[command(flatten)]
    input: InputArgs,

    /// The ledger to use instead of the configured one [default: protoward.ledger next to the configuration]
    #[arg(long, value_name = "FILE")]
    ledger: Option<PathBuf>,

    /// A label for the current state, such as `v1.4.0`, instead of the commit
    #[arg(long, value_name = "LABEL")]
    at: Option<String>,
}

impl Update {
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
        let written = request.update(&mut sources, &mut report);
        console.problems(&report, &sources);
        let Some(WrittenLedger { file, ledger, changes, unclear }) = written else { return Outcome::Failed };
        if let Some(note) = unclear {
            console.print_status(&note);
        }
        let what = phrases::changes(&changes);
        let all = count(ledger.len(), "fact");
        let took = duration(start.elapsed());
        let differences = phrases::differences(&changes);
        console.print_status(&format!("{what}; {} has {all} ({took}){differences}", file.display()));
        Outcome::Fine
    }
}
