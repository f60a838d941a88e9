//! Expressions that protovalidate refuses when it prepares them, before they have a value.

use super::calls::constant;
use super::value::{Value, literal_value};
use crate::re2;
use protoward_cel::{Literal, Node, NodeKind};

/// Returns `true` if an expression can be prepared: its literal patterns are valid, and its conversions of literals, such
/// as `duration('1s')`, do not fail.
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
