//! The ledger of a comparison: the one of the new version, and what it has lost of the ledgers of older versions. The rules of
//! the category HISTORY ask it.

use std::sync::Arc;

use protoward_ledger::Ledger;
use protoward_source::Report;

/// The ledger of a comparison.
#[derive(Clone, Debug)]
pub(crate) struct GateLedger {
    /// The ledger of the new version.
    pub(crate) ledger: Arc<Ledger>,
    /// Findings about lines of older ledgers that it lacks.
    pub(crate) lost: Report,
}
