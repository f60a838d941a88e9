//! The custom options that a condition names, which are compared with those that the schema declares.

use protoward_cel::{Call, Expr, Literal, Node, NodeKind, Operator};
use std::ops::Range;

/// A custom option in an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NamedOption {
    pub(crate) name: String,
    pub(crate) range: Range<usize>,
}

/// Returns the options of `options["name"]`, `"name" in options` and `has_option("name")`.
pub(crate) fn of(root: &Expr) -> Vec<NamedOption> {
    let mut found = Vec::new();
    collect(root, &mut found);
    found
}

fn collect(node: &Expr, found: &mut Vec<NamedOption>) {
    let name = match &node.kind {
        NodeKind::Binary(Operator::Index, nodes) if is_options(&nodes[0]) => Some(&nodes[1]),
        NodeKind::Binary(Operator::In, nodes) if is_options(&nodes[1]) => Some(&nodes[0]),
        NodeKind::Call(Call { function, arguments, .. }) if function == "has_option" => arguments.first(),
        _ => None,
    };
    // A name without a dot is a standard option, or an option of a file without a package.
    if let Some(Node { kind: NodeKind::Literal(Literal::Text(name)), token, .. }) = name {
        found.push(NamedOption { name: name.to_string(), range: token.clone() });
    }
    node.children().into_iter().for_each(|child| collect(child, found));
}

fn is_options(node: &Expr) -> bool {
    matches!(&node.kind, NodeKind::Select(_, name) if name == "options")
}
