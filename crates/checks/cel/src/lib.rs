//! Expressions in [CEL](https://cel.dev), as trees with places.
//!
//! In: a text and a [`Dialect`]. Out: a [`Node`], or the first mistake as a [`CelError`] with its place. Macros are nodes of their own
//! and not expanded.
//!
//! The crate knows the arithmetic and the order of [`Number`]s, and neither types nor other values. `protoward-lint-custom` checks and
//! evaluates conditions of lint rules, `protoward-protovalidate` expressions of `buf.validate`.
//!
//! The crate `cel` would parse too, but it brings eleven packages, ANTLR among them, and limits neither the depth of its tree nor that
//! of its stack. Its parser is what the tests compare with.

#![forbid(unsafe_code)]

mod error;
mod literal;
mod number;
mod operand;
mod parse;
mod scan;
mod tree;

pub use error::CelError;
pub use number::{ArithmeticError, Number};
pub use parse::{Dialect, PatternCompiler, parse};
pub use tree::{Call, Comprehension, Literal, Macro, Node, NodeKind, Operator};
