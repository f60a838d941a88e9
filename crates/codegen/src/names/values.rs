//! The values of one enum.

use std::collections::BTreeMap;

use prost_types::EnumDescriptorProto;

use super::rust::{upper_camel, without_prefix};
use super::taken::Taken;

/// The names of an enum's values, by their places in the descriptor; prost leaves out those whose number another has.
pub(super) fn values(declared: &EnumDescriptorProto, enum_name: Option<&str>) -> Vec<Option<String>> {
    let first = first_of_number(declared);
    let variant = |name: &str| {
        let name = upper_camel(name);
        enum_name.map_or_else(|| name.clone(), |enum_name| without_prefix(enum_name, &name))
    };
    let mut taken = Taken::default();
    let values = declared.value.iter().enumerate();
    values.map(|(at, value)| (first[&value.number()] == at).then(|| taken.take(variant(value.name())))).collect()
}

/// The values that prost leaves out, with those that stand for them.
pub(super) fn aliases(declared: &EnumDescriptorProto) -> impl Iterator<Item = (&str, &str)> {
    let first = first_of_number(declared);
    let values = declared.value.iter().enumerate();
    values.filter_map(move |(at, value)| {
        let stands = first[&value.number()];
        (stands != at).then(|| (value.name(), declared.value[stands].name()))
    })
}

fn first_of_number(declared: &EnumDescriptorProto) -> BTreeMap<i32, usize> {
    let mut first = BTreeMap::new();
    for (at, value) in declared.value.iter().enumerate() {
        first.entry(value.number()).or_insert_with(|| at);
    }
    first
}
