//! The one writer of generated files.
//!
//! In: [`Plan`]s, the files that folders are to hold. Out: folders that hold them, all of them or none; a file that is right
//! already is not touched. Does not depend on what generates the files.
//!
//! A generator owns a folder through the list it keeps there, [`MANIFEST`]: what is on the list and not generated any
//! more is removed. A text that does not say `@generated` near its start is taken for the work of a person: it is never
//! removed, and never replaced unless the list has it. A file that is read-only is neither.
//!
//! ```
//! use protoward_output::{Plan, apply};
//!
//! # let temp = tempfile::tempdir().unwrap();
//! # let folder = temp.path().join("gen");
//! let mut plan = Plan::generated(&folder);
//! plan.add("user.v1.rs", "// @generated\n")?;
//! apply(&[plan.compare()?])?;
//! assert!(folder.join("user.v1.rs").is_file());
//! # Ok::<(), Box<protoward_source::Diagnostic>>(())
//! ```

mod apply;
mod compare;
mod content;
mod diagnostics;
#[cfg(feature = "diff")]
mod diff;
mod incoming;
mod manifest;
mod plan;
mod stage;
mod staged;

pub use apply::{apply, why_read_only};
pub use compare::{Change, Changes, module_file};
pub use content::Content;
pub use diagnostics::{OUTPUT, cannot, output, output_with_help, shown};
pub use incoming::{Complete, Incoming};
pub use manifest::MANIFEST;
pub use plan::{Plan, is_plain};
pub use stage::Stage;
pub use staged::{remove_leftovers, staged_name};
