//! The custom options that a condition names, which are compared with those that the schema declares.

use protoward_cel::{Call, Expr, Literal, NodeKind, Operator};
use std::ops::Range;

/// A custom option in an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NamedOption {
    pub(crate) name: String,
    pub(crate) range: Range<usize>,
}

/// Returns the options of `options["name"]`, `"name" in options` and `has_option("name")`.
pub(crate) fn of(root: &Expr) -> Vec<NamedOption> {
    root.nodes().into_iter().filter_map(named).collect()
}

fn named(node: &Expr) -> Option<NamedOption> {
    let name = match &node.kind {
        NodeKind::Binary(Operator::Index, nodes) if is_options(&nodes[0]) => &nodes[1],
        NodeKind::Binary(Operator::In, nodes) if is_options(&nodes[1]) => &nodes[0],
        NodeKind::Call(Call { function, arguments, .. }) if function == "has_option" => arguments.first()?,
        _ => return None,
    };
    // A name without a dot is a standard option, or an option of a file without a package.
    let NodeKind::Literal(Literal::Text(text)) = &name.kind else { return None };
    Some(NamedOption { name: text.to_string(), range: name.token.clone() })
}

fn is_options(node: &Expr) -> bool {
    matches!(&node.kind, NodeKind::Select(_, name) if name == "options")
}
