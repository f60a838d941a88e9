//! Refactorings of `.proto` files.
//!
//! In: a compiled [`Schema`](protoward_schema::Schema) with its texts. Out: edits in any of its files, which keep layout and
//! comments, or a [`Refusal`] with a location. A [`Planner`] has tables of what refers to elements; each refactoring is a method.
//! [`proof`] compares the schemas before and after: nothing may differ but what the refactoring is for.
//!
//! The crate does not compile, does not run breaking rules, and writes no files.

#![forbid(unsafe_code)]

mod field_paths;
mod imports;
mod links;
mod members;
mod mentions;
mod names;
mod option_strings;
mod package;
mod planner;
pub mod proof;
mod refactoring;
mod references;
mod refusal;
mod relocate;
mod rename;
mod respell;
mod sort;
mod subject;
mod texts;
mod type_strings;

pub use names::{NameKind, Names, Overlay, scope_of};
pub use planner::Planner;
pub use refactoring::{NewFile, Refactoring};
pub use references::{NameForm, Reference, references};
pub use refusal::{Refusal, described};
pub use relocate::Destination;
pub use rename::RenameOptions;
pub use subject::Subject;
pub use texts::Texts;
