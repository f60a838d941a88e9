//! The values of features in a tree, as they are inherited.

use super::features::FeatureRow;
use super::settings::own_setting;
use super::tree::TreeNode;
use protoward_schema::{Edition, Schema};

/// Returns the value of a feature for each node of a tree: its own, or the inherited one. Keywords and options of proto2 and proto3
/// are not settings.
pub fn values(schema: &Schema, tree: &[TreeNode<'_>], row: &FeatureRow, edition: Edition) -> Vec<u8> {
    let mut values = Vec::with_capacity(tree.len());
    for (index, node) in tree.iter().enumerate() {
        let inherited = if index == 0 { row.default_in(edition) } else { values[node.parent] };
        let own = if node.has_settings { own_setting(schema, node.element, row) } else { None };
        values.push(own.unwrap_or(inherited));
    }
    values
}
