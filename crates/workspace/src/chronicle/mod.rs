//! From the history of a repository to a ledger, in one walk over its commits.
//!
//! In: an input in git, and a range of commits. Out: a [`Chronicle`], the ledger that `ledger update` would have made commit by
//! commit. Only what a commit changed is read, and a text is parsed once, however many commits have it. Types are found by
//! their names, as the compiler does; nothing is linked, so that commits which do not compile tell what they can.
//! Does not depend on the file of the ledger.

mod decls;
mod diagnostics;
mod features;
mod read;
mod state;
mod walk;

pub use walk::{Chronicle, chronicle};
