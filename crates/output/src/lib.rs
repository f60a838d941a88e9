//! The one place that writes output.
//!
//! In: [`Plan`]s, what a folder is to hold. Out: folders that hold it, all of it or nothing; a file that is right
//! already is not touched. It must not know what the files are for.
//!
//! A generator owns a folder through the list it keeps there, [`MANIFEST`]: what is on the list and not generated any
//! more is removed. A text that does not say `@generated` near its start is taken for the work of a person: it is never
//! removed, and never replaced unless the list has it. A file that is read-only is neither.

mod apply;
mod compare;
mod diagnostics;
#[cfg(feature = "diff")]
mod diff;
mod manifest;
mod plan;
mod staged;

pub use apply::apply;
pub use apply::why_read_only;
pub use compare::{Change, Changes};
pub use diagnostics::{OUTPUT, cannot, output, output_with_help, shown};
pub use manifest::MANIFEST;
pub use plan::Plan;
pub use plan::is_plain;
pub use staged::{remove_leftovers, staged_name};
