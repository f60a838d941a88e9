//! Facts about registries: the verdict of one registry on one kind of change, with the source that shows it.

use crate::Change;

/// The verdict of a registry on a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fact {
    /// The change, from the version that writes to the version that reads.
    pub change: Change,
    /// `true` if the registry calls the change compatible.
    pub is_accepted: bool,
    /// The name that the registry has for it; empty if it does not look at it.
    pub name: &'static str,
    /// The reason of the registry, as a clause.
    pub reason: &'static str,
    /// The origin of the fact: a file of the registry's source or a pull request.
    pub source: &'static str,
}

/// Returns a fact about a change that the registry accepts.
pub(crate) const fn accepts(change: Change, name: &'static str, reason: &'static str, source: &'static str) -> Fact {
    Fact { change, is_accepted: true, name, reason, source }
}

/// Returns a fact about a change that the registry refuses.
pub(crate) const fn refuses(change: Change, name: &'static str, reason: &'static str, source: &'static str) -> Fact {
    Fact { change, is_accepted: false, name, reason, source }
}
