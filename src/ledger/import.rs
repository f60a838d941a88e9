//! `protoward ledger import`: the facts of a `proto.lock`, whose age is not known.

use std::path::PathBuf;

use super::update::in_words;
use crate::console::Console;
use crate::outcome::Outcome;
use protoward_operations::ledger::WrittenLedger;
use protoward_source::{Report, Sources, count};

/// Import the `proto.lock` of protolock
///
/// Its facts are recorded as present since an unknown time. `protoward ledger update` then records what has been
/// removed since. Facts are added to an existing ledger.
#[derive(Debug, clap::Args)]
pub(super) struct Import {
    /// The `proto.lock` file
    #[arg(value_name = "PROTO.LOCK")]
    lock: PathBuf,

    /// The ledger to write
    #[arg(long, value_name = "FILE", default_value = "protoward.ledger")]
    ledger: PathBuf,

    /// A label for the time when it was written, such as `v1.4.0`
    #[arg(long, value_name = "LABEL")]
    at: Option<String>,
}

impl Import {
    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        let mut sources = Sources::default();
        let mut report = Report::default();
        let lock = &self.lock;
        let ledger = &self.ledger;
        let label = self.at.as_deref();
        let mut wait = |line: &str| console.print_status(line);
        let written = protoward_operations::ledger::import(lock, ledger, label, &mut wait, &mut sources, &mut report);
        console.problems(&report, &sources);
        let Some(WrittenLedger { file, ledger, changes, .. }) = written else { return Outcome::Failed };
        let what = in_words(&changes);
        let all = count(ledger.len(), "fact");
        console.print_status(&format!("{what}; {} has {all}", file.shown()));
        Outcome::Fine
    }
}
