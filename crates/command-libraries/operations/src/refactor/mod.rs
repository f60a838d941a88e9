//! Refactorings of an input: planned for the elements that a user names, proven by compilation, judged by the breaking rules,
//! and written.
//!
//! In: an input, and a plan by [`NamedPlanner`]. Out: a [`ProvenRefactoring`] with its findings, as a diff or as written files.
//! What the edits are is decided by `protoward-refactor`.

mod diagnostics;
mod planning;
mod proven;
mod released;

pub use planning::{NamedPlanner, Planned, RefactoringPlan};
pub use proven::{ProvenRefactoring, RefactoringRequest};
pub use released::Released;
