//! Changes that are findings no longer, because a written reason accepts them.

/// A change that a written reason accepts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcceptedChange {
    /// The code of the finding.
    pub code: String,
    /// The message of the finding.
    pub message: String,
    /// The place that accepts it: `protoward.approvals.toml:3:5`.
    pub by: String,
    /// The reason.
    pub reason: String,
}
