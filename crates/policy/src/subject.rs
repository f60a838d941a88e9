//! A finding, as far as a policy looks at it.

use crate::Rule;

/// A finding: a rule, a location and a subject. A rule that compares two schemas has two of the latter, and a rule that
/// looks at one schema has one; a policy treats both alike.
pub trait Subject {
    /// Returns the rule.
    fn rule(&self) -> &'static Rule;

    /// Returns the files that it is about, by the names they are imported by.
    fn paths(&self) -> Vec<&str>;

    /// Returns the full names of what it is about; of a file, its package.
    fn names(&self) -> Vec<String>;

    /// Returns `true` where the name of its package says that it is not stable: `user.v1beta1`.
    fn is_unstable(&self) -> bool;
}
