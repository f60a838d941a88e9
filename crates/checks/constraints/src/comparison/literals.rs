//! The literals of expressions, from which candidates are made.

use crate::cel::value::Value;
use protoward_cel::{Expr, Literal, NodeKind, UnaryOperator};

/// Returns the literals of an expression as values.
pub(super) fn of(tree: &Expr) -> Vec<Value> {
    let nodes = tree.nodes();
    let negated = nodes.iter().filter_map(|node| match &node.kind {
        NodeKind::Unary(UnaryOperator::Negate, operand) => match &operand.kind {
            NodeKind::Literal(Literal::Int(number)) => number.checked_neg().map(Value::Int),
            NodeKind::Literal(Literal::Double(number)) => Some(Value::Double(-number)),
            _ => None,
        },
        _ => None,
    });
    let written = nodes.iter().filter_map(|node| match &node.kind {
        NodeKind::Literal(literal) => Some(Value::from(literal)),
        _ => None,
    });
    written.chain(negated).collect()
}

/// Returns the names of the fields that an expression selects.
pub(super) fn names(tree: &Expr) -> Vec<String> {
    let mut names = Vec::new();
    for node in tree.nodes() {
        if let NodeKind::Select(_, name) | NodeKind::Has(_, name) = &node.kind
            && !names.contains(name)
        {
            names.push(name.clone());
        }
    }
    names
}

/// Returns the patterns of an expression that are literals.
pub(super) fn patterns(tree: &Expr) -> Vec<String> {
    tree.nodes().into_iter().filter_map(|node| node.literal_pattern()).map(|(pattern, _)| pattern.to_owned()).collect()
}

/// Returns `true` for an expression that no value violates.
pub(super) fn is_true(tree: &Expr) -> bool {
    matches!(tree.kind, NodeKind::Literal(Literal::Bool(true)))
}
