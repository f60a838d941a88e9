//! The differences between two locks, as messages list them.

use std::fmt;

use protoward_deps::{Lock, Locked};

/// The differences between two locks. The text has a line for each.
#[derive(Clone, Debug)]
pub struct LockChanges<'l>(Vec<LockChange<'l>>);

/// A difference between two locks.
#[derive(Clone, Copy, Debug)]
pub enum LockChange<'l> {
    /// A dependency that only the new lock has.
    Added(&'l Locked),
    /// Another commit or another repository.
    Updated {
        /// The entry of the earlier lock.
        was: &'l Locked,
        /// The entry of the new lock.
        now: &'l Locked,
    },
    /// Other files of the same commit.
    OtherFiles(&'l Locked),
    /// A dependency that is not needed anymore.
    Removed(&'l str),
}

impl<'l> LockChanges<'l> {
    /// Compares two locks by the names of their dependencies.
    pub fn new(earlier: &'l Lock, now: &'l Lock) -> Self {
        // Of several entries with one name, only the first counts.
        let is_first = |locked: &&Locked| now.get(&locked.name).is_some_and(|first| std::ptr::eq(first, *locked));
        let kept = now.dependencies.iter().filter(is_first).filter_map(|locked| match earlier.get(&locked.name) {
            None => Some(LockChange::Added(locked)),
            Some(was) if (&was.commit, &was.git) != (&locked.commit, &locked.git) => {
                Some(LockChange::Updated { was, now: locked })
            }
            Some(was) if was.digest != locked.digest => Some(LockChange::OtherFiles(locked)),
            Some(_) => None,
        });
        let mut removed: Vec<&str> = earlier.dependencies.iter().map(|was| was.name.as_str()).collect();
        removed.dedup();
        let removed = removed.into_iter().filter(|name| now.get(name).is_none()).map(LockChange::Removed);
        Self(kept.chain(removed).collect())
    }

    /// Returns the differences: the entries of the new lock, then the removed names.
    pub fn iter(&self) -> impl Iterator<Item = &LockChange<'l>> {
        self.0.iter()
    }
}

impl fmt::Display for LockChanges<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("nothing changed\n");
        }
        self.iter().try_for_each(|change| writeln!(f, "{change}"))
    }
}

impl fmt::Display for LockChange<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Added(locked) => write!(f, "added {} {}", locked.name, locked.version_with_commit()),
            Self::Updated { was, now } => {
                write!(f, "updated {} from {} to {}", now.name, was.version_with_commit(), now.version_with_commit())
            }
            Self::OtherFiles(locked) => write!(f, "changed the files of {}", locked.name),
            Self::Removed(name) => write!(f, "removed {name}"),
        }
    }
}
