//! The ledger of a comparison: the one of the new version, and what it has lost of the ledgers of older versions. The rules of
//! the category HISTORY ask it.

use std::sync::Arc;

use crate::relaxed::NewLedger;
use crate::{LedgerFile, OlderVersion};
use protoward_ledger::Ledger;
use protoward_source::{Report, Sources};
use protoward_workspace::Workspace;

/// The ledger of a comparison.
#[derive(Clone, Debug)]
pub(crate) struct GateLedger {
    /// The ledger of the new version.
    pub(crate) ledger: Arc<Ledger>,
    /// Findings about lines of older ledgers that it lacks.
    pub(crate) lost: Report,
}

impl GateLedger {
    /// Reads a ledger and compares it with those of older versions. Problems are added to the report. Lost lines are findings
    /// of `GATE_RELAXED`.
    pub(crate) fn read<'o>(
        file: &LedgerFile,
        olds: impl Iterator<Item = &'o OlderVersion>,
        new: &Workspace,
        accepts_relaxed: bool,
        sources: &mut Sources,
        report: &mut Report,
    ) -> Option<Self> {
        let (ledger, source) = file.read_of(new, sources, report)?;
        let current = NewLedger { file, ledger: &ledger, source, workspace: new, accepts_relaxed };
        let lost = olds.filter_map(|old| current.lost_lines(old, sources, report)).collect();
        if report.has_errors() {
            return None;
        }
        Some(Self { ledger: Arc::new(ledger), lost })
    }
}
