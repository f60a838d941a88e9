//! What is said about what is asked for of fields.

use super::GENERATE;
use protoward_schema::Schema;
use protoward_source::{Diagnostic, nearest};

/// A type of `field_type_attribute`, which was written with `text`.
pub(crate) fn no_type_of_fields(text: &str, ty: &str, schema: &Schema) -> Box<Diagnostic> {
    let messages = schema.messages.ids().filter(|&id| !schema.is_map_entry(id)).map(|id| schema[id].full_name);
    let enums = schema.enums.ids().map(|id| schema[id].full_name);
    let names: Vec<&str> = messages.chain(enums).map(|name| schema.text(name)).collect();
    let message = format!("`field_type_attribute` names `{text}`, and the schema has no type `{ty}`");
    let near = nearest(ty.trim_start_matches('.'), names);
    Box::new(Diagnostic::error(GENERATE, message).help(match near.first() {
        Some(near) => format!("did you mean `.{near}`?"),
        None => "name a message or an enum by its full name, as in `.google.protobuf.Timestamp`, or a type such as `int64`, \
                 with `optional`, `repeated`, `map` or `oneof` in front, if need be"
            .to_owned(),
    }))
}
