//! The values of enums, and their aliases.

use std::collections::BTreeMap;

use protoward_schema::{EnumId, EnumValueId, Schema};

/// Returns the values of an enum, each with the first value of the same number. An alias differs from its first value.
pub(crate) fn with_first(schema: &Schema, id: EnumId) -> impl Iterator<Item = (EnumValueId, EnumValueId)> {
    let mut first: BTreeMap<i32, EnumValueId> = BTreeMap::new();
    schema[id].values.iter().map(move |&value| (value, *first.entry(schema[value].number).or_insert(value)))
}

/// Returns the values of an enum that become variants: the first value of each number.
pub(crate) fn first_values(schema: &Schema, id: EnumId) -> impl Iterator<Item = EnumValueId> {
    with_first(schema, id).filter(|(value, first)| value == first).map(|(value, _)| value)
}
