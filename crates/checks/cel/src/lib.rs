//! Expressions in [CEL](https://cel.dev), as trees with places.
//!
//! In: a text and a [`Dialect`]. Out: a [`Node`], or the first mistake as a [`CelError`] with its place. The crate `cel`
//! parses the text; its parser is guarded by limits here, and its tree is converted to ours, in which a macro is still
//! one node.
//!
//! The crate knows neither types nor values: `protoward-lint-custom` checks and evaluates conditions of lint rules,
//! `protoward-protovalidate` expressions of `buf.validate`.

#![forbid(unsafe_code)]

mod error;
mod nesting;
mod parse;
mod syntax_error;
mod tree;

pub use error::CelError;
pub use parse::{Dialect, PatternCompiler, parse};
pub use tree::{Call, Comprehension, Literal, Macro, Node, NodeKind, Operator};
