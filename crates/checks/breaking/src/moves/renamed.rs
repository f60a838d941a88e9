//! The elements with new full names between any two versions, without a comparison of the rest.

use std::collections::BTreeMap;

use super::{Moves, Versions};
use crate::rules::catalog;
use crate::settings::{ComparedFiles, ComparisonSettings};
use protoward_schema::Schema;

/// Returns the full names of the messages, enums, services and extensions that a newer version has under another name: old to new. They
/// are found by their shape, as in a comparison with rules about moves.
///
/// ```
/// use protoward_breaking::renamed_elements;
/// use protoward_compiler::Compiler;
/// use protoward_source::{MemoryTree, Sources};
/// let mut sources = Sources::default();
/// let mut schema = |text: &str| {
///     let tree = MemoryTree::new([("user.proto", text)]);
///     Compiler::new().resolver(tree).load(["user.proto"], &mut sources).link(&sources).schema()
/// };
/// let old = schema("syntax = \"proto3\"; message User { string name = 1; int64 created_at = 4; }");
/// let new = schema("syntax = \"proto3\"; message Account { string name = 1; int64 created_at = 4; }");
/// assert_eq!(renamed_elements(&old, &new)["User"], "Account");
/// ```
pub fn renamed_elements(old: &Schema, new: &Schema) -> BTreeMap<String, String> {
    let settings = ComparisonSettings::of(catalog().rules().iter().copied().filter(|rule| rule.is_move()).collect());
    let versions = Versions::new(old, new, ComparedFiles::all(old, new, false), &settings);
    let moves = Moves::find(&versions, &settings);
    let names = moves.pairs().map(|pair| (old.full_name(pair.old), new.full_name(pair.new)));
    names.filter(|(was, is)| was != is).collect()
}
