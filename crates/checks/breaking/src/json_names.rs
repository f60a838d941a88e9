//! The names of fields in JSON, see <https://protobuf.dev/programming-guides/json/>.

use std::collections::BTreeMap;

use super::versions::{FieldsByNumber, Pair};
use protoward_schema::{FieldId, MessageId, Schema, default_json_name};

/// Returns the names of a field that parsers of JSON accept: the declared one, and the one that they write.
pub fn json_names(schema: &Schema, field: FieldId) -> Vec<String> {
    let mut keys = vec![schema.text(schema[field].name).to_owned(), schema.json_name(field)];
    keys.dedup();
    keys
}

/// Returns `true` if a key in JSON is a declared name, or the default JSON name of it.
pub(crate) fn is_key_of(name: &str, key: &str) -> bool {
    name == key || default_json_name(name) == key
}

/// The names in JSON that fields of a new message have and the old fields with their numbers did not have, in the order of the names.
pub(crate) type GainedKeys = BTreeMap<String, Vec<FieldId>>;

/// Returns the names that the fields of a message gained. A field that is new gained both of its names.
pub(crate) fn gained_keys(schemas: Pair<&Schema>, pair: Pair<MessageId>) -> GainedKeys {
    let Pair { old, new } = schemas;
    let mut gained = GainedKeys::new();
    let before = FieldsByNumber::new(old, pair.old);
    for &field in &new[pair.new].fields {
        let was = before.find(new[field].number);
        // A fast path: most fields keep their names.
        if was.is_some_and(|was| has_same_names(schemas, Pair { old: was, new: field })) {
            continue;
        }
        let known = was.map(|was| json_names(old, was)).unwrap_or_default();
        for key in json_names(new, field).into_iter().filter(|key| !known.contains(key)) {
            gained.entry(key).or_default().push(field);
        }
    }
    gained
}

/// Returns `true` if two fields have the same declared name, and no name for JSON that differs.
fn has_same_names(schemas: Pair<&Schema>, pair: Pair<FieldId>) -> bool {
    let old = &schemas.old[pair.old];
    let new = &schemas.new[pair.new];
    let json = (old.json_name.map(|name| schemas.old.text(name)), new.json_name.map(|name| schemas.new.text(name)));
    schemas.old.text(old.name) == schemas.new.text(new.name) && json.0 == json.1
}
