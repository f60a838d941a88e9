//! Construction of a ledger from the history of a repository, in one walk over its commits.
//!
//! In: an input in Git, and a range of commits. Out: a [`Chronicle`], which contains the ledger that `ledger update`
//! would have produced commit by commit. Only changed files are read, and equal texts are parsed once. Types are
//! resolved by name as in the compiler, but nothing is linked, so commits that do not compile contribute what they
//! can. The module does not depend on the file format of the ledger.

mod declared;
mod decls;
mod deprecations;
mod features;
mod places;
mod read;
mod state;
mod walk;

pub use declared::{SearchedWords, undeclared};
pub use deprecations::Deprecations;
pub use walk::{Chronicle, chronicle};
