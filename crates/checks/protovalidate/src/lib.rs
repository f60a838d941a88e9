//! Constraints of `buf.validate`: mistakes in them, found before a program meets them.
//!
//! In: a linked [`Schema`](protoward_schema::Schema) and its texts. Out: the [`Problem`]s of a file, each with its place
//! inside of the option, and what this program could not [judge](Unjudged). Covered are rules that do not fit the type of
//! their field, contradictions, patterns, expressions in CEL with their types, and examples that break their rules.
//!
//! The standard rules are written in CEL in `buf/validate/validate.proto`, so [`Checker`] evaluates examples by the
//! expressions of the schema itself. Expressions, patterns and types come from other people: all have limits.
//!
//! The crate knows no lint rules, no configurations and no terminals.
//!
//! ```
//! use protoward_common_protos::CommonProtos;
//! use protoward_compiler::Compiler;
//! use protoward_protovalidate::Checker;
//! use protoward_source::{MemoryTree, Sources};
//!
//! let text = r#"
//!     syntax = "proto3";
//!     import "buf/validate/validate.proto";
//!     message User { string name = 1 [(buf.validate.field).string = {min_len: 5, max_len: 3}]; }
//! "#;
//! let compiler = Compiler::new().resolver(MemoryTree::new([("user.proto", text)])).built_in(CommonProtos);
//! let mut sources = Sources::default();
//! let schema = compiler.load(["user.proto"], &mut sources).link(&sources).schema();
//! let checked = Checker::new(&schema, &sources).check(schema.requested[0]);
//! assert_eq!(checked.problems.len(), 2, "both `min_len` and `max_len`");
//! ```

#![forbid(unsafe_code)]

mod checker;
mod file_checker;
mod rules;

pub use checker::Checker;
pub use file_checker::{Checked, Problem, Unjudged};
