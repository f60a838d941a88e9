//! The writer of generated files.
//!
//! In: [`Plan`]s with the intended contents of folders. Out: folders with these contents. Either all folders are updated or
//! none, and files with the right content are not touched. Does not depend on the generators of the files. [`EditedFiles`] are
//! files of a user that edits change in memory, and are written in the same way.
//!
//! A generated folder has a list of its generated files, [`MANIFEST`]. A file on the list that is no longer generated is
//! removed. A text without `@generated` near its start may be handwritten: it is never removed, and only replaced if it is
//! on the list. A read-only file is never removed or replaced.
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
mod devices;
mod diagnostics;
#[cfg(feature = "diff")]
mod diff;
mod edited_files;
mod file_stream;
mod incoming;
mod interrupts;
mod line_ends;
mod manifest;
mod plan;
mod replace;
mod stage;
mod staged;
mod write;

pub use apply::{apply, why_read_only};
pub use compare::{Change, Changes, module_file};
pub use content::Content;
pub use devices::{discards, is_device, names_device};
pub use diagnostics::{OUTPUT, cannot, output, output_with_help, shown};
#[cfg(feature = "diff")]
pub use diff::{changed_lines, unified_diff};
pub use edited_files::{EditedFiles, LinkedFile, link_target, remove_leftovers_beside};
pub use file_stream::FileStream;
pub use incoming::{CompleteFile, IncomingFile};
pub use interrupts::{TemporaryFolder, clean_up, handle_interrupts_by};
pub use line_ends::is_same_text;
pub use manifest::{MANIFEST, is_plain};
pub use plan::Plan;
pub use stage::Stage;
pub use staged::{remove_leftovers, staged_name};
pub use write::{in_line_ends_of, resolve_links, write_files, write_text};
