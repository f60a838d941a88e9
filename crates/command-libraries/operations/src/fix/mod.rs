//! Fixes applied to the files of an input, in memory, as long as the schema compiles and findings go away.
//!
//! In: an input with its findings. Out: the schema after the fixes, the changes as a diff, or written files, and what is left.
//! The edits of single findings come from `protoward-fix-plan`.

mod blame;
mod breaking;
mod deprecations;
mod errors;
mod finding_place;
mod importers;
mod lint;
mod part;
mod trial;
mod whole_project;
mod written;

pub use breaking::BreakingFixRun;
pub use deprecations::DeprecationFixRun;
pub use errors::ErrorFixRun;
pub use lint::{LintFixRequest, LintFixRun};
pub use whole_project::WholeProject;
pub use written::{overlay, writable, write};
