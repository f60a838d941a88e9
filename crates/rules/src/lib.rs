//! Breaking rules: what changed between two versions of a schema that somebody will notice.
//!
//! In: the old and the new [`Schema`](protoward_schema::Schema), a ledger of what was there before, and [`Settings`] that
//! say which rules run. Out: [`Finding`]s in a stable order, each with the new place, the old place and a way out; a
//! [`witness`] of each, where one exists; and the step of version that a change needs ([`release`]).
//!
//! The crate does not depend on configuration files, git or terminals, and it does not know where schemas come from. Which
//! rules run, and which findings are ignored, is decided by `protoward-policy`: [`catalog`] has the rules as a policy knows
//! them, and [`LocatedFinding`] is a finding as a policy looks at it. Edits of texts are made by `protoward-fix` from the
//! [`Mend`]s that a finding states.
//!
//! The work is four steps: `versions` pairs what has the same name on both sides, and `moves` what has another one; `rules`
//! look at one pair of the `comparison` each; `fold` makes one finding of those that one move brought about; and `check`
//! sorts them. To add a rule, see `rules/mod.rs`.
//!
//! ```
//! use protoward_compiler::Compiler;
//! use protoward_rules::{Settings, check};
//! use protoward_source::{MemoryTree, Sources};
//!
//! let mut sources = Sources::default();
//! let mut schema = |text: &str| {
//!     let tree = MemoryTree::new([("user.proto", text)]);
//!     Compiler::new().resolver(tree).load(["user.proto"], &mut sources).link(&sources).schema()
//! };
//! let old = schema("syntax = \"proto3\"; message User { string name = 1; }");
//! let new = schema("syntax = \"proto3\"; message User { string full_name = 1; }");
//! let findings = check(&old, &new, &Settings::named(["WIRE_JSON"]).expect("it is a category"));
//! assert_eq!(findings[0].rule.id(), "FIELD_RENAMED");
//! ```

#![forbid(unsafe_code)]

mod changes;
mod check;
mod comparison;
mod constraints;
mod declared;
mod default;
mod extension_ranges;
mod finding;
mod fix;
mod fold;
mod generator_features;
mod history;
mod located;
mod mend;
mod moves;
mod names;
mod pair;
mod public_imports;
pub mod release;
mod rest;
mod rule;
mod rules;
mod settings;
mod spot;
mod subject;
mod values;
mod versions;
mod wire;
pub mod witness;

pub use changes::{Bump, Change, ChangeKind, changes};
pub use check::{check, check_files};
pub use finding::{Finding, ShownCall};
pub use fix::{End, Mend, Part};
pub use located::{LocatedFinding, element_names};
pub use rules::catalog;
pub use settings::{Files, Settings};
