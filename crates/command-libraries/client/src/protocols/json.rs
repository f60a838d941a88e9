//! Parts of errors that servers send as JSON.

use protoward_values::{Node, Tree};

/// Returns the value of a key; `None` if the value is not an object, or lacks the key.
pub(crate) fn member<'n>(node: &'n Node, name: &str) -> Option<&'n Node> {
    match &node.tree {
        Tree::Object(entries) => entries.iter().find(|(key, _)| key.text == name).map(|(_, value)| value),
        _ => None,
    }
}

/// Returns the elements of the list at a key; empty if there is none.
pub(crate) fn elements<'n>(node: &'n Node, name: &str) -> &'n [Node] {
    match member(node, name).map(|list| &list.tree) {
        Some(Tree::Array(elements)) => elements,
        _ => &[],
    }
}
