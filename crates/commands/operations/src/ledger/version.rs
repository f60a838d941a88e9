use protoward_ledger::Ledger;

/// An earlier version of a ledger.
#[derive(Debug)]
pub(crate) struct LedgerVersion {
    pub(crate) ledger: Ledger,
    /// The name of the version: `git:HEAD~1`.
    pub(crate) name: String,
    /// The command that restores the file from Git.
    pub(crate) restore: Option<String>,
}
