//! Expressions of constraints: their types, and their values for an example. They are checked as protovalidate in Go does.

pub mod environment;
pub mod evaluation;
pub mod field_types;
mod functions;
mod messages;
pub mod value;
pub mod wording;

use environment::Environment;
use protoward_cel::{CelError, Dialect, Expr, Macro};
use protoward_cel_functions::re2;

/// The syntax of expressions of constraints. Schemas come from other people, so expressions are limited.
const DIALECT: Dialect = Dialect { max_text: 4096, max_nesting: 24, max_depth: 200, macros };

/// Returns the macro with a name. The second spelling of `exists_one` is unknown to protovalidate.
fn macros(name: &str) -> Option<Macro> {
    Macro::named(name).filter(|_| name != "existsOne")
}

/// Parses and checks an expression.
///
/// # Errors
/// Returns the first mistake.
pub fn compile(text: &str, environment: &Environment<'_>) -> Result<Expr, CelError> {
    let root = protoward_cel::parse(text, &DIALECT).map_err(|error| match text.find('`') {
        Some(at) => CelError::limit(&(at..at + 1), "escaped names such as this.`in` are not supported"),
        None => error,
    })?;
    protoward_cel::check(&root, environment).map_err(|error| wording::mistake(environment, error))
}

/// The reason why an expression is not [possible](is_possible).
pub const IMPOSSIBLE: &str = "the expression fails for every value";

/// Returns `true` if protovalidate can prepare an expression, which it does before the expression has a
/// value: its literal patterns are valid, and its conversions of literals, such as `duration('1s')`, do not fail.
pub fn is_possible(root: &Expr) -> bool {
    let has_right_pattern = |it: &Expr| it.literal_pattern().is_none_or(|(pattern, _)| re2::check(pattern).is_ok());
    root.nodes().into_iter().all(|it| has_right_pattern(it) && !it.is_failing_conversion())
}
