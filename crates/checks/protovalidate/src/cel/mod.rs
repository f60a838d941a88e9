//! Expressions of constraints: their types, and their values for an example. They are checked as protovalidate in Go does.

pub(crate) mod calls;
pub(crate) mod check;
pub(crate) mod environment;
mod evaluate;
pub(crate) mod evaluation;
pub(crate) mod format;
mod functions;
pub(crate) mod plan;
pub(crate) mod times;
pub(crate) mod types;
pub(crate) mod value;

use environment::Environment;
use protoward_cel::{CelError, Dialect, Macro, Node};
use types::Type;

/// The syntax of expressions of constraints. Schemas come from other people, so expressions are limited.
const DIALECT: Dialect =
    Dialect { max_text: 4096, max_nesting: 24, max_depth: 200, has_messages: true, macros, pattern: None };

/// Returns the macro with a name. The second spelling of `exists_one` is unknown to protovalidate.
fn macros(name: &str) -> Option<Macro> {
    Macro::named(name).filter(|_| name != "existsOne")
}

/// A parsed and checked expression.
#[derive(Clone, Debug)]
pub(crate) struct Expression {
    pub(crate) root: Node,
    /// The type of its value.
    pub(crate) ty: Type,
}

/// Parses and checks an expression.
///
/// # Errors
/// Returns the first mistake.
pub(crate) fn compile(text: &str, environment: &Environment<'_>) -> Result<Expression, CelError> {
    let root = protoward_cel::parse(text, &DIALECT).map_err(|error| match text.find('`') {
        Some(at) => CelError::limit(&(at..at + 1), "escaped names such as this.`in` are not supported"),
        None => error,
    })?;
    let ty = check::check(&root, environment)?;
    Ok(Expression { root, ty })
}
