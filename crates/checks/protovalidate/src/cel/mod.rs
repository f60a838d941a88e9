//! Expressions of constraints: their types, and their values for an example. They are checked as protovalidate in Go does.

pub(crate) mod calls;
pub(crate) mod check;
pub(crate) mod environment;
mod evaluate;
pub(crate) mod evaluation;
pub(crate) mod format;
mod functions;
pub(crate) mod times;
pub(crate) mod types;
pub(crate) mod value;

use crate::re2;
use calls::constant;
use environment::Environment;
use protoward_cel::{CelError, Dialect, Literal, Macro, Node, NodeKind};
use types::Type;
use value::{Value, literal_value};

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

/// Returns `true` if protovalidate can prepare an expression, which it does before the expression has a
/// value: its literal patterns are valid, and its conversions of literals, such as `duration('1s')`, do not fail.
pub(crate) fn is_possible(node: &Node) -> bool {
    converted(node).is_ok() && has_right_pattern(node) && node.children().into_iter().all(is_possible)
}

fn has_right_pattern(node: &Node) -> bool {
    let NodeKind::Call(call) = &node.kind else { return true };
    match call.arguments.last().map(|it| &it.kind) {
        Some(NodeKind::Literal(Literal::Text(pattern))) if call.function == "matches" => re2::check(pattern).is_ok(),
        _ => true,
    }
}

/// Returns the value of a literal, or of a conversion of one; `None` for other expressions.
fn converted(node: &Node) -> Result<Option<Value>, ()> {
    match &node.kind {
        NodeKind::Literal(literal) => Ok(Some(literal_value(literal))),
        NodeKind::Call(call) if call.target.is_none() => {
            let [argument] = call.arguments.as_slice() else { return Ok(None) };
            let Some(value) = converted(argument)? else { return Ok(None) };
            constant(&call.function, &value).transpose().map_err(drop)
        }
        _ => Ok(None),
    }
}
