//! Lists and maps.

use std::borrow::Cow;

use serde::ser::{SerializeMap as _, SerializeSeq as _, Serializer};

use super::Written;
use crate::json::context::Context;
use crate::json::descriptor::{Field, Shape};
use crate::json::map_key::MapKey;
use crate::json::node::Node;
use crate::json::visit::Visit;

/// Writes the values of a list.
pub(in crate::json) fn list<'m, T: Visit + 'm, S: Serializer>(
    values: impl Iterator<Item = &'m T>,
    field: &'static Field,
    context: Context,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut list = serializer.serialize_seq(None)?;
    for value in values {
        list.serialize_element(&Written { value, field, context })?;
    }
    list.end()
}

/// Writes the entries of a map, sorted by key, so that the output is deterministic.
pub(in crate::json) fn map<T: Visit, S: Serializer>(
    mut entries: Vec<(MapKey<'_>, &T)>,
    field: &'static Field,
    context: Context,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    entries.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
    let mut map = serializer.serialize_map(Some(entries.len()))?;
    for (key, value) in entries {
        map.serialize_entry(&*key.text(), &Written { value, field, context })?;
    }
    map.end()
}

/// Returns the JSON of messages of another crate, with the entries of a map sorted by key.
pub(in crate::json) fn sorted(mut node: Node, field: &Field) -> Node {
    if let (Shape::Map(key), Node::Object(entries)) = (field.shape, &mut node) {
        entries.sort_by_cached_key(|(text, _)| MapKey::parse(key, Cow::Owned(text.clone())).ok());
    }
    node
}
