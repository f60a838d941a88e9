use std::path::PathBuf;

use super::{file, told, when};
use crate::console::Console;
use crate::input::said;
use crate::outcome::Outcome;
use crate::words::count;
use protoward_ledger::{Ledger, When};
use protoward_source::{Report, Sources};
use protoward_workspace::config::Config;
use protoward_workspace::inputs::read_file;

/// Take over the `proto.lock` of protolock
///
/// What it knows counts as having been there, nobody knows since when. `protoward ledger update` then says what of it is
/// gone. Where there is a ledger already, it is added to.
#[derive(Debug, clap::Args)]
pub(super) struct Import {
    /// The file that protolock wrote
    #[arg(value_name = "PROTO.LOCK")]
    lock: PathBuf,

    /// The ledger to write
    #[arg(long, value_name = "FILE", default_value = "protoward.ledger")]
    ledger: PathBuf,

    /// What to call the moment at which it was written, such as `v1.4.0`
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
        let (known, facts) = said(console, &mut sources, |sources, report| {
            let known = if file.exists() { Some(file.read(sources, report)?) } else { None };
            Some((known, self.read(sources, report)?))
        })?;
        let was = known.as_ref().and_then(|(_, source)| sources.get(*source).text.clone());
        let mut ledger = known.map_or_else(Ledger::default, |(ledger, _)| ledger);
        let when = self.at.as_deref().map_or(When::UNKNOWN, When::labelled);
        let changes = ledger.change(ledger.unknown(facts), Vec::new(), &when);
        if !file.write(&ledger, was.as_deref(), console) {
            return None;
        }
        if console.is_human() {
            let (what, all) = (told::changes(&changes), count(ledger.len(), "fact"));
            console.note(&format!("{what}; {} has {all}\n", file.shown()));
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
