//! Verdicts of schema registries on a change of a schema, without a registry.
//!
//! In: two linked schemas, a file that both have, and a registry with a mode. Out: the [`Judgment`]s of the registry, one for
//! each change that it can see, with the reason and the source of the fact. A registry compares one subject at a time: a file,
//! and the messages that its fields refer to.
//!
//! The crate does not know rules, findings, configuration files or Git. [`differences`] compares two versions and knows no
//! registry; each registry is a table of verdicts on these differences, in a file of its own.
//!
//! ```
//! use protoward_compiler::Compiler;
//! use protoward_registries::RegistryMode;
//! use protoward_source::{MemoryTree, Sources};
//!
//! let mut sources = Sources::default();
//! let mut schema = |text: &str| {
//!     let tree = MemoryTree::new([("a.proto", text)]);
//!     Compiler::new().resolver(tree).load(["a.proto"], &mut sources).link(&sources).schema()
//! };
//! let old = schema("syntax = \"proto3\"; message A { string a = 1; int32 b = 2; }");
//! let new = schema("syntax = \"proto3\"; message A { int32 b = 2; }");
//! let accepts = |name: &str| {
//!     let mode: RegistryMode = name.parse().unwrap();
//!     mode.judge(&old, &new, "a.proto").iter().all(|judgment| judgment.fact.is_accepted)
//! };
//! assert!(accepts("confluent:FULL"));
//! assert!(!accepts("apicurio:BACKWARD"));
//! ```

#![forbid(unsafe_code)]

mod apicurio;
mod change;
mod confluent;
mod differences;
mod examples;
mod fields;
mod judge;
mod mode;
mod oneofs;
mod redpanda;
mod types;

pub use change::{Change, Fact};
pub use differences::{Difference, differences};
pub use examples::{EXAMPLES, Example};
pub use judge::{Judgment, facts};
pub use mode::{Registry, RegistryMode, UnknownRegistry};
