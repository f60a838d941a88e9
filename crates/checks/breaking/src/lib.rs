//! Breaking rules: incompatible changes between two versions of a schema.
//!
//! In: the old and the new [`Schema`](protoward_schema::Schema), optionally a ledger of earlier declarations, and
//! [`ComparisonSettings`] with the rules to run. Out: [`Finding`]s in a stable order, each with its new place, its old place
//! and a suggested fix. A [`witness`] demonstrates a finding, and [`release`] computes the required version bump.
//!
//! The crate does not depend on configuration files, Git or terminals, and it does not know where schemas come from.
//! `protoward-policy` decides which rules run and which findings are ignored: [`catalog`] lists the rules for a
//! policy, and [`LocatedFinding`] is a finding as a policy sees it. `protoward-fix-plan` turns the [`SchemaEdit`]s of a finding
//! into edits.
//!
//! The work has four steps. `versions` pairs elements with equal names, and `moves` pairs moved or renamed elements.
//! `rules` inspect the pairs of the `comparison`. `fold` merges the findings that one move caused into one. `check`
//! sorts the result. To add a rule, see `rules/mod.rs`.
//!
//! ```
//! use protoward_compiler::Compiler;
//! use protoward_breaking::{ComparisonSettings, check};
//! use protoward_source::{MemoryTree, Sources};
//!
//! let mut sources = Sources::default();
//! let mut schema = |text: &str| {
//!     let tree = MemoryTree::new([("user.proto", text)]);
//!     Compiler::new().resolver(tree).load(["user.proto"], &mut sources).link(&sources).schema()
//! };
//! let old = schema("syntax = \"proto3\"; message User { string name = 1; }");
//! let new = schema("syntax = \"proto3\"; message User { string full_name = 1; }");
//! let findings = check(&old, &new, &ComparisonSettings::named(["WIRE_JSON"]).expect("it is a category"));
//! assert_eq!(findings[0].rule.id(), "FIELD_RENAMED");
//! ```

#![forbid(unsafe_code)]

mod changes;
mod check;
mod comparison;
mod constraints;
mod declared;
mod default;
mod enum_replaced;
mod exchanged_names;
mod exchanges;
mod extension_ranges;
mod file_names;
mod file_options;
mod finding;
mod fix;
mod fold;
mod generator_features;
mod history;
mod json_names;
mod located;
mod misread_values;
mod moves;
mod names;
mod operation_info;
mod proposals;
mod public_imports;
pub mod release;
mod resources;
mod rest;
mod returning;
mod rule;
mod rules;
mod selection;
mod settings;
mod spot;
mod subject;
mod traffic;
mod values;
mod versions;
mod wire;
pub mod witness;

pub use changes::{Bump, Change, ChangeKind, changes};
pub use check::{check, check_files};
pub use finding::{Finding, ShownCall, code};
pub use fix::{ElementPart, End, SchemaEdit};
pub use json_names::json_names;
pub use located::{LocatedFinding, element_names};
pub use moves::renamed_elements;
pub use rules::{baseline_unreadable, catalog, gate_relaxed, stability_lower_type, stability_lowered};
pub use settings::{ComparedFiles, ComparisonSettings};
