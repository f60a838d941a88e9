//! A finding, as a policy sees it: a rule, paths and names. Kinds of findings implement it, so that a policy knows no schema.

use crate::Rule;
use protoward_source::Place;

/// A finding with a rule, a location and a subject. A comparison has two of each, and a rule for one schema has one;
/// a policy treats both alike.
pub trait PolicySubject {
    /// Returns the rule that found it.
    fn rule(&self) -> &'static Rule;

    /// Returns the affected files by import path.
    fn paths(&self) -> Vec<&str>;

    /// Returns the affected files of dependencies by their paths from the folder of the configuration.
    fn located_paths(&self) -> Vec<&str> {
        Vec::new()
    }

    /// Returns the full names of the affected elements; for a file, its package. An ignore of an enclosing name covers
    /// them too.
    fn names(&self) -> Vec<String>;

    /// Returns further full names, for which an ignore of an enclosing name does not count: the names of declarations
    /// that moved to a place with ignores of its own.
    fn new_names(&self) -> Vec<String> {
        Vec::new()
    }

    /// Returns further files by import path, of which only comments count: files that were moved or renamed.
    fn new_paths(&self) -> Vec<&str> {
        Vec::new()
    }

    /// Returns the place of the finding, if it has one.
    fn place(&self) -> Option<Place> {
        None
    }

    /// Returns `true` if the package is unstable according to its name, such as `user.v1beta1`.
    fn is_unstable(&self) -> bool;
}
