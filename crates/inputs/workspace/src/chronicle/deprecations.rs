//! The commits since which elements are deprecated.

use std::collections::{BTreeMap, BTreeSet};

use protoward_inputs::CommitStamp;

/// The deprecated elements of a history, by full name, with the commit that deprecated each.
#[derive(Clone, Debug, Default)]
pub struct Deprecations {
    current: BTreeMap<Box<str>, CommitStamp>,
    /// The elements that were deprecated until they were deleted, or until the option was removed.
    ended: BTreeMap<Box<str>, CommitStamp>,
    /// The latest time of the commits so far, in UTC.
    latest: String,
}

impl Deprecations {
    /// Returns the commit that deprecated an element. If an element was deprecated several times, or is deleted, the last one
    /// counts.
    pub fn since(&self, full_name: &str) -> Option<&CommitStamp> {
        self.current.get(full_name).or_else(|| self.ended.get(full_name))
    }

    /// Notes the deprecated elements at a commit. Its author chooses its time, but it is not older than the commits before it.
    pub(super) fn note(&mut self, now: &BTreeSet<&str>, commit: &CommitStamp) {
        if self.latest < commit.time {
            self.latest.clone_from(&commit.time);
        }
        let ended: Vec<Box<str>> = self.current.keys().filter(|name| !now.contains(&***name)).cloned().collect();
        for name in ended {
            self.ended.extend(self.current.remove_entry(&name));
        }
        for &name in now {
            if !self.current.contains_key(name) {
                self.ended.remove(name);
                self.current.insert(name.into(), CommitStamp { id: commit.id.clone(), time: self.latest.clone() });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn commit(id: &str, time: &str) -> CommitStamp {
        CommitStamp { id: id.to_owned(), time: time.to_owned() }
    }

    #[test]
    fn no_commit_is_older_than_those_before_it() {
        let mut deprecations = Deprecations::default();
        deprecations.note(&BTreeSet::new(), &commit("1", "2026-11-20T00:00:00Z"));
        deprecations.note(&BTreeSet::from(["a"]), &commit("2", "2020-01-01T00:00:00Z"));
        deprecations.note(&BTreeSet::from(["a", "b"]), &commit("3", "2026-11-21T00:00:00Z"));
        let since = |name: &str| deprecations.since(name).cloned();
        assert_eq!(since("a"), Some(commit("2", "2026-11-20T00:00:00Z")));
        assert_eq!(since("b"), Some(commit("3", "2026-11-21T00:00:00Z")));
    }

    #[test]
    fn the_last_deprecation_counts() {
        let mut deprecations = Deprecations::default();
        let mut at = |id: &str, names: &[&str]| deprecations.note(&names.iter().copied().collect(), &commit(id, ""));
        at("1", &["a", "b"]);
        at("2", &["b"]);
        at("3", &["a", "b", "c"]);
        at("4", &["b"]);
        let since = |name: &str| deprecations.since(name).map(|commit| commit.id.as_str());
        assert_eq!(["a", "b", "c", "d"].map(since), [Some("3"), Some("1"), Some("3"), None]);
    }
}
