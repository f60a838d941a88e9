//! A view of `.proto` files for editors, kept current edit by edit.
//!
//! In: texts with import names, in any state. Out: declarations and references, the meaning of the name at a place, and
//! what an editor offers there. A change reads one file again; names are resolved when a query needs them, by the rules
//! of protoc. Nothing is compiled: files with errors, missing imports and contradictions are normal.
//!
//! The crate does not know descriptors, configuration or the protocol of editors.

#![forbid(unsafe_code)]

mod aggregate;
mod collect;
mod completion;
mod file;
mod hierarchy;
mod queries;
mod resolve;
mod workspace;

pub use completion::{Completion, CompletionKind, Completions};
pub use file::{
    Declaration, DeclarationId, DeclarationKind, File, Import, OptionsMessage, Reference, ReferenceKind, ValueOf,
    line_starts,
};
pub use hierarchy::Use;
pub use queries::Meaning;
pub use workspace::{Analysis, FileId, Revision, Target};
