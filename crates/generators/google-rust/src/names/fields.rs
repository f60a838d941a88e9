//! Names of the accessors of fields, with the numbers that protoc appends where accessors of two fields would clash.

use super::keywords::identifier;
use protoward_schema::{FieldId, MessageId, Schema};
use std::collections::HashSet;

/// The names of the accessors of a field.
#[derive(Clone, Debug)]
pub(crate) struct AccessorName {
    /// The name in `has_type` and `type_opt`.
    pub(crate) part: String,
    /// The name of the getter: `r#type`.
    pub(crate) getter: String,
}

/// Returns the names of the accessors of each field of a message.
///
/// The number of a field is appended to its name if another field has an accessor of that name, such as `has_x` of `x`.
pub(crate) fn accessors(schema: &Schema, message: MessageId) -> Vec<(FieldId, AccessorName)> {
    let fields = &schema[message].fields;
    let names: HashSet<&str> = fields.iter().map(|&id| schema.text(schema[id].name)).collect();
    let named = |&id: &FieldId| {
        let name = schema.text(schema[id].name);
        let part = if is_accessor_of_another(name, &names) {
            format!("{name}_{}", schema[id].number)
        } else {
            name.to_owned()
        };
        (id, AccessorName { getter: identifier(&part).into_owned(), part })
    };
    fields.iter().map(named).collect()
}

fn is_accessor_of_another(name: &str, names: &HashSet<&str>) -> bool {
    let prefixes = ["clear_", "has_", "set_"].into_iter().filter_map(|prefix| name.strip_prefix(prefix));
    let suffixes = ["_opt", "_mut"].into_iter().filter_map(|suffix| name.strip_suffix(suffix));
    prefixes.chain(suffixes).any(|rest| names.contains(rest))
}
