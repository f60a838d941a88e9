//! The names of fields in JSON, see <https://protobuf.dev/programming-guides/json/>.

use protoward_schema::{FieldId, Schema};

/// Returns the names of a field that parsers of JSON accept: the declared one, and the one that they write.
pub fn json_names(schema: &Schema, field: FieldId) -> Vec<String> {
    let mut keys = vec![schema.text(schema[field].name).to_owned(), schema.json_name(field)];
    keys.dedup();
    keys
}
