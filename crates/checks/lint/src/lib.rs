//! Lint rules: conventions for names, packages, comments, options and API design.
//!
//! In: a linked [`Schema`](protoward_schema::Schema), the files to check, the rules to run and their [`Options`]. Out:
//! [`Finding`]s in a stable order, each with its place and the element that it concerns.
//!
//! The crate does not compare versions, and it knows neither configuration files nor terminals. `protoward-policy` decides
//! which rules run and which findings are ignored: [`catalog`] lists the rules for a policy, and [`LocatedFinding`] is a
//! finding as a policy sees it.
//!
//! The files of one module are checked together, because some rules compare the files of a package. To add a rule, see
//! `rules/mod.rs`.
//!
//! ```
//! use protoward_compiler::Compiler;
//! use protoward_lint::{Options, catalog, check};
//! use protoward_source::{MemoryTree, Sources};
//!
//! let mut sources = Sources::default();
//! let tree = MemoryTree::new([("user/v1/user.proto", "syntax = \"proto3\"; package user.v1; message user {}")]);
//! let schema = Compiler::new().resolver(tree).load(["user/v1/user.proto"], &mut sources).link(&sources).schema();
//! let files: Vec<_> = schema.files.ids().collect();
//! let rules = catalog().select(["STANDARD"])?;
//! let findings = check(&schema, &sources, &files, &rules, &Options::default());
//! assert_eq!(findings[0].rule.id(), "MESSAGE_PASCAL_CASE");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#![forbid(unsafe_code)]

mod aip;
mod case;
mod categories;
mod check;
mod context;
mod finding;
mod fix;
mod guidance;
mod option_values;
mod rule;
mod rules;
mod tables;

pub use check::{check, sort};
pub use context::Options;
pub use finding::{Finding, LocatedFinding, code};
pub use fix::{FileOptionChange, SchemaChange};
pub use rules::{catalog, needs_locations, unjudged_constraints, unused_imports};
