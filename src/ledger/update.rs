//! `protoward ledger update`, and the changes of a ledger in words.

use std::path::PathBuf;
use std::time::Instant;

use super::each_ledger;
use crate::console::Console;
use crate::input::InputArgs;
use crate::outcome::Outcome;
use crate::words::duration;
use protoward_ledger::Changes;
use protoward_operations::ledger::{RecordRequest, WrittenLedger};
use protoward_source::{Report, Sources, count};

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
        let what = in_words(&changes);
        let all = count(ledger.len(), "fact");
        let took = duration(start.elapsed());
        let differences = listed(&changes);
        console.print_status(&format!("{what}; {} has {all} ({took}){differences}", file.shown()));
        Outcome::Fine
    }
}

/// The maximum number of displayed differences.
const MAX_SHOWN: usize = 20;

/// Counts changes: `3 facts came, 1 left`.
pub(super) fn in_words(changes: &Changes) -> String {
    let came = count(changes.came.len(), "fact");
    match (changes.came.len(), changes.left.len()) {
        (0, 0) => "nothing new".to_owned(),
        (_, 0) => format!("{came} came"),
        (0, left) => format!("{} left", count(left, "fact")),
        (_, left) => format!("{came} came, {left} left"),
    }
}

/// Formats a line per difference, up to the maximum.
fn listed(changes: &Changes) -> String {
    let came = changes.came.iter().map(|it| format!("\n  + {}", it.phrase()));
    let left = changes.left.iter().map(|it| format!("\n  - {}", it.phrase()));
    let all: Vec<String> = came.chain(left).collect();
    let more = all.len().saturating_sub(MAX_SHOWN);
    let mut shown = all[..all.len() - more].concat();
    if more > 0 {
        shown.push_str(&format!("\n  ... and {more} more"));
    }
    shown
}
