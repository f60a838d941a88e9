use std::path::PathBuf;
use std::time::Instant;

use super::earlier::LedgerSubject;
use super::part::LedgerCoverage;
use super::{file, phrases, when};
use crate::console::Console;
use crate::input::{InputArgs, report_errors};
use crate::outcome::Outcome;
use crate::words::{count, duration};
use protoward_ledger::facts;
use protoward_source::Sources;

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
        let start = Instant::now();
        match self.update(console, start) {
            Some(()) => Outcome::Fine,
            None => Outcome::Failed,
        }
    }

    fn update(&self, console: &mut Console, start: Instant) -> Option<()> {
        when::check(self.at.as_deref(), console)?;
        let mut sources = Sources::default();
        let input = self.input.parse(console)?;
        // The schema is read under the lock: an older one would revert what another update has just recorded.
        let earlier_lock = match file::of_files(self.ledger.as_deref(), &input, &self.input.options()) {
            Some(file) => Some(file.lock(None, console)?).map(|lock| (file, lock)),
            None => None,
        };
        let workspace = self.input.open(&mut sources, console)?;
        let file = file::usual(self.ledger.as_deref(), &workspace.config, workspace.root.as_deref());
        let _lock = file.lock(earlier_lock, console)?;
        let (mut ledger, source) = report_errors(console, &mut sources, |sources, report| file.read(sources, report))?;
        let now = facts(&workspace.schema);
        let when = when::when(self.at.as_deref(), &input, &workspace, &self.input.options(), &now);
        let subject = LedgerSubject { file: &file, args: &self.input, input: &input, workspace: &workspace };
        let coverage = LedgerCoverage::of(subject, &sources);
        let changes = ledger.observe_part(&now, |fact| coverage.is_own(fact), &when);
        if !file.write(&ledger, sources.get(source).text.as_deref(), console) {
            return None;
        }
        if let Some(note) = coverage.unclear(&ledger, &now) {
            console.print_status(&note);
        }
        if console.is_human() {
            let (what, all) = (phrases::changes(&changes), count(ledger.len(), "fact"));
            let took = duration(start.elapsed());
            console.note(&format!("{what}; {} has {all} ({took}){}\n", file.display(), phrases::differences(&changes)));
        }
        Some(())
    }
}
