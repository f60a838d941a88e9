//! Reasons why an approval does not count.

use crate::owners::FileApprovers;
use protoward_workspace::inputs::EntryOrigins;

/// The reason why an approval does not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Rejection {
    /// Nobody with a right to approve added it. Has the authors and their commits.
    Foreign(EntryOrigins, FileApprovers),
    /// A shallow clone lacks the commit that added it.
    CutOff,
    /// It is not committed, and this is a run of a CI service.
    NotCommitted(FileApprovers),
}
