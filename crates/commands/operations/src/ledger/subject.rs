use jiff::Timestamp;

use crate::ledger::file::ProjectLedger;
use protoward_ci::Variables;
use protoward_workspace::inputs::Input;
use protoward_workspace::{OpenOptions, Workspace};

/// A ledger with the schema that it is about.
#[derive(Clone, Copy, Debug)]
pub struct LedgerSubject<'a> {
    /// The ledger.
    pub file: &'a ProjectLedger,
    /// The input, which may be a part of the schema.
    pub input: &'a Input,
    /// The input as the user named it, if so.
    pub named: Option<&'a str>,
    /// The options with which the input was opened.
    pub options: &'a OpenOptions,
    /// The opened input.
    pub workspace: &'a Workspace,
}

/// The choice of the versions that a ledger is compared with.
pub struct BaselineChoice<'a> {
    /// The named baselines; without one, those of the configuration, or else the usual one.
    pub named: &'a [String],
    /// The options to open older versions.
    pub options: OpenOptions,
    /// The variables of the CI job.
    pub variables: &'a Variables<'a>,
    /// The current time.
    pub now: Timestamp,
}
