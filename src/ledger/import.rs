use std::path::PathBuf;

use super::{file, phrases, when};
use crate::console::Console;
use crate::input::report_errors;
use crate::outcome::Outcome;
use crate::words::count;
use protoward_ledger::{EventTime, Ledger};
use protoward_source::{Report, Sources};
use protoward_workspace::config::Config;
use protoward_workspace::inputs::read_file;

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
        match self.import(console) {
            Some(()) => Outcome::Fine,
            None => Outcome::Failed,
        }
    }

    fn import(&self, console: &mut Console) -> Option<()> {
        when::check(self.at.as_deref(), console)?;
        let mut sources = Sources::default();
        let file = file::usual(Some(&self.ledger), &Config::default(), None);
        let _lock = file.lock(None, console)?;
        let (known, facts) = report_errors(console, &mut sources, |sources, report| {
            let known = if file.exists() { Some(file.read(sources, report)?) } else { None };
            Some((known, self.read(sources, report)?))
        })?;
        let was = known.as_ref().and_then(|(_, source)| sources.get(*source).text.clone());
        let mut ledger = known.map_or_else(Ledger::default, |(ledger, _)| ledger);
        let when = self.at.as_deref().map_or(EventTime::UNKNOWN, EventTime::labelled);
        let changes = ledger.change(ledger.unknown(facts), Vec::new(), &when);
        if !file.write(&ledger, was.as_deref(), console) {
            return None;
        }
        if console.is_human() {
            let (what, all) = (phrases::changes(&changes), count(ledger.len(), "fact"));
            console.note(&format!("{what}; {} has {all}\n", file.display()));
        }
        Some(())
    }

    fn read(
        &self,
        sources: &mut Sources,
        report: &mut Report,
    ) -> Option<std::collections::BTreeSet<protoward_ledger::Fact>> {
        let bytes = read_file(&self.lock, "lock file").map_err(|error| report.push(error.into())).ok()?;
        let source = protoward_ledger::admit(&self.lock.display().to_string(), bytes, sources, report)?;
        protoward_ledger::import_protolock(source, sources).map_err(|diagnostic| report.push(*diagnostic)).ok()
    }
}
