//! Refactorings of `.proto` files.
//!
//! In: a compiled [`Schema`](protoward_schema::Schema) with its texts. Out: edits in any of its files, which keep layout and
//! comments, or a [`Refusal`] with a location. A [`Planner`] has tables of what refers to elements; each refactoring is a method.
//! [`proof`] compares the schemas before and after: nothing may differ but what the refactoring is for.
//!
//! The crate does not compile, does not run breaking rules, and writes no files.
//!
//! ```
//! use protoward_compiler::{Compiler, MemoryTree, Sources};
//! use protoward_refactor::{Planner, RenameOptions, Subject, Texts};
//!
//! let tree = MemoryTree::new([("a.proto", "syntax = \"proto3\"; package a; message Order { Order next = 1; }")]);
//! let mut sources = Sources::default();
//! let schema = Compiler::new().resolver(tree).load(["a.proto"], &mut sources).link(&sources).schema();
//! let texts = Texts::new(&sources, schema.files.iter().map(|(_, file)| file.source));
//! let planner = Planner::new(&schema, &texts, &sources);
//! let Some(Subject::Element(order)) = planner.subject("a.Order") else { panic!("it is a message") };
//! let renamed = planner.rename(order, "Purchase", RenameOptions::default()).expect("the name is free");
//! assert_eq!(renamed.edits.iter().map(|edit| edit.text.as_str()).collect::<Vec<_>>(), ["Purchase", "Purchase"]);
//! ```

#![forbid(unsafe_code)]

mod alike;
mod arrange;
mod arrangement;
mod expressions;
mod field_paths;
mod file_imports;
mod file_names;
mod head;
mod imports;
mod inherited_features;
mod link_text;
mod links;
mod members;
mod mentions;
mod merge;
mod names;
mod new_file;
mod option_strings;
mod package;
mod placed_links;
mod planner;
mod polling;
pub mod proof;
mod refactoring;
mod reference_table;
mod references;
mod refusal;
mod relocate;
mod rename;
mod renumber;
mod rescope;
mod respell;
mod sort;
mod split;
mod texts;
mod type_strings;
mod units;

pub use names::{NameKind, NameResolver, Overlay, RescopedPart, scope_of};
pub use planner::{ImportPath, Planner, Subject};
pub use refactoring::{NewFile, Refactoring};
pub use references::{NameForm, Reference, references};
pub use refusal::{Refusal, described};
pub use relocate::Destination;
pub use rename::RenameOptions;
pub use split::SplitOptions;
pub use texts::Texts;
