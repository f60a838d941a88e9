//! Uses of messages as a whole.

/// The reason why code may use any member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum WholeUse {
    /// JSON has the names of all members.
    Json,
    /// A macro makes names that are not in the code.
    MadeNames,
    /// Members are found by their names or numbers at run time.
    Reflection,
}
