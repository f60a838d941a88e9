//! The language [CEL](https://cel.dev): expressions, their types and their values.
//!
//! In: a text and a [`Dialect`]; then an [`Environment`] with the names, types and functions of the caller; then a [`Host`] with its
//! values. Out: [`parse`] returns a [`Node`] with places, [`check`] an [`Expr`] with types, and [`Evaluation`] a [`Value`].
//!
//! Each step fails with its own error: a [`CelError`] with a message, a [`TypeError`] and a [`Failure`] that the caller words.
//! Expressions may come from other people, so each step has limits.
//!
//! The crate knows no protobuf schema and no message: `protoward-lint-custom` checks declarations with it, and
//! `protoward-constraints` the expressions of `buf.validate`.
//!
//! What functions do to strings, numbers and times is in `protoward-cel-functions`, which the Rust code of compiled expressions calls
//! too.
//!
//! The crate `cel` would parse and evaluate too, but it brings eleven packages, ANTLR among them, has no types, and limits neither the
//! depth of its tree nor that of its stack. Its parser is what the tests compare with.

#![forbid(unsafe_code)]

mod arithmetic;
mod bindings;
mod budget;
mod check;
mod environment;
mod error;
mod evaluate;
mod format;
mod functions;
mod host;
mod literal;
mod operand;
mod overload;
mod parse;
mod problem;
mod scan;
mod standard;
#[cfg(test)]
mod tests;
mod tree;
mod type_error;
mod types;
mod value;

pub use budget::{Budget, Limits};
pub use check::check;
pub use environment::{Environment, Name};
pub use error::{CelError, Placed};
pub use evaluate::{Evaluated, Evaluation};
pub use host::{Called, Host};
pub use literal::Literal;
pub use overload::{Overload, Overloads};
pub use parse::{Dialect, parse};
pub use problem::{Failure, Limit, Problem};
pub use standard::STANDARD;
pub use tree::{Call, Comprehension, Expr, Fact, FieldValue, Macro, Node, NodeKind, Operator, UnaryOperator};
pub use type_error::{Operand, TypeError, TypeErrorKind};
pub use types::Type;
pub use value::{Object, Value};

pub use protoward_cel_functions::{Number, times};
