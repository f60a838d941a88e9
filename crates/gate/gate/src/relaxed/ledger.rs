//! Lines of an older ledger that the current one lacks: numbers and names that the change could assign again.

use std::sync::Arc;

use super::effect::Effect;
use super::places::RelaxedPlace;
use crate::compat::version;
use crate::ledger::GateLedger;
use crate::{LedgerFile, OlderVersion, diagnostics};
use protoward_breaking::{catalog, gate_relaxed};
use protoward_ledger::Ledger;
use protoward_policy::Level;
use protoward_settings::Config;
use protoward_source::{Diagnostic, Place, Report, Severity, SourceId, Sources};
use protoward_workspace::{TreeFile, Workspace};

/// Reads a ledger and compares it with those of older versions. Problems are added to the report. Lost lines are findings of
/// `GATE_RELAXED`.
pub(crate) fn read_ledger<'o>(
    file: &LedgerFile,
    olds: impl Iterator<Item = &'o OlderVersion>,
    new: &Workspace,
    accepts_relaxed: bool,
    sources: &mut Sources,
    report: &mut Report,
) -> Option<GateLedger> {
    let (ledger, source) = file.read_of(new, sources, report)?;
    let current = NewLedger { file, ledger: &ledger, source, workspace: new, accepts_relaxed };
    let lost = olds.filter_map(|old| current.lost_lines(old, sources, report)).collect();
    if report.has_errors() {
        return None;
    }
    Some(GateLedger { ledger: Arc::new(ledger), lost })
}

/// A ledger of the new version, to be compared with those of the older ones.
#[derive(Clone, Copy, Debug)]
struct NewLedger<'a> {
    file: &'a LedgerFile,
    ledger: &'a Ledger,
    source: SourceId,
    /// The version that has the ledger.
    workspace: &'a Workspace,
    accepts_relaxed: bool,
}

impl NewLedger<'_> {
    /// Returns the finding about an older version whose ledger has lines that this one lacks. Problems of the older ledger are
    /// added to the report.
    fn lost_lines(&self, old: &OlderVersion, sources: &mut Sources, report: &mut Report) -> Option<Diagnostic> {
        let severity = severity(&old.workspace, self.accepts_relaxed)?;
        let mut lines = Vec::new();
        for file in self.files_of(&old.workspace, report) {
            let Some(earlier) = earlier_ledger(file, sources, report) else { continue };
            let lost = self.ledger.lost(&earlier).into_iter();
            lines.extend(lost.map(|line| (line.line(), line.event.place)));
        }
        let (first, was) = lines.first()?;
        let message = match lines.len() {
            1 => format!("the ledger has lost the line `{first}`"),
            count => format!("the ledger has lost {count} lines, the first of which is `{first}`"),
        };
        let place = RelaxedPlace { is: Some(Place::whole(self.source)), was: *was };
        Some(Effect::of_key(message, place).finding(severity))
    }

    /// Returns the ledgers of an older version: those that its configurations name, or else the one at the same place.
    fn files_of(&self, old: &Workspace, report: &mut Report) -> Vec<TreeFile> {
        let named = configs(old).filter_map(|config| config.breaking.ledger.as_ref()).map(|word| word.text.clone());
        let same_place = self.file.path_from(self.workspace.root.as_deref());
        let mut found: Vec<TreeFile> = Vec::new();
        for path in named.chain(same_place) {
            match old.read_beside_config(&path) {
                Ok(Some(file)) if !found.contains(&file) => found.push(file),
                Ok(_) => {}
                Err(error) => report.push(diagnostics::unreadable_ledger(&error)),
            }
        }
        found
    }
}

/// Parses an older ledger. Problems are warnings, because an older version can no longer be fixed.
pub fn earlier_ledger(file: TreeFile, sources: &mut Sources, report: &mut Report) -> Option<Ledger> {
    let mut problems = Report::default();
    let source = protoward_ledger::admit(file.display, file.bytes, sources, &mut problems);
    report.append(problems.into_iter().map(diagnostics::ledger_not_compared).collect());
    protoward_ledger::read_earlier(source?, sources, report)
}

/// Returns the configurations that an older version had.
fn configs(old: &Workspace) -> impl Iterator<Item = &Config> {
    let own = old.former_configs().is_empty().then(|| old.compared_config());
    old.former_configs().iter().chain(own)
}

/// Returns the severity by the configurations of the older version; `None` if the rule is off in all of them.
fn severity(old: &Workspace, accepts_relaxed: bool) -> Option<Severity> {
    let level = |config: &Config| match config.source {
        Some(_) if !config.is_of_buf() => {
            let settings = &config.of_dependencies.settings;
            catalog().level_of_gate(gate_relaxed(), settings, version(config.version, false))
        }
        _ => Level::Error,
    };
    let levels: Vec<Level> = configs(old).map(level).collect();
    match levels.contains(&Level::Error) {
        true if !accepts_relaxed => Some(Severity::Error),
        false if levels.iter().all(|level| *level == Level::Off) => None,
        _ => Some(Severity::Warning),
    }
}
