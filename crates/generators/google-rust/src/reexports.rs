//! Collisions of names, which prevent the root of a crate from re-exporting its modules.

use crate::names::types as names;
use protoward_schema::{FileId, MessageId, Schema};
use std::collections::HashSet;

/// Returns `true` if two files, or two declarations of a file, have the same name at the top level.
pub(crate) fn collide(schema: &Schema, generated: &[FileId]) -> bool {
    let mut types = HashSet::new();
    let mut values = HashSet::new();
    generated.iter().any(|&file| {
        let file = &schema[file];
        let enums = file.enums.iter().map(|&id| names::enumeration(schema, id));
        let mut all = file.messages.iter().flat_map(|&id| of_message(schema, id)).chain(enums);
        // Extensions are statics, whose names are in uppercase.
        let mut extensions = file.extensions.iter().map(|&id| schema.text(schema[id].name).to_ascii_uppercase());
        all.any(|name| !types.insert(name)) || extensions.any(|name| !values.insert(name))
    })
}

/// Returns the names that a message has at the top level.
fn of_message(schema: &Schema, id: MessageId) -> Vec<String> {
    let message = &schema[id];
    let name = names::message(schema, id);
    let mut all = vec![format!("{name}View"), format!("{name}Mut"), name];
    let has_oneof = message.oneofs.iter().any(|&oneof| !schema[oneof].synthetic);
    if has_oneof || !message.messages.is_empty() || !message.enums.is_empty() || !message.extensions.is_empty() {
        all.push(names::module(schema, id));
    }
    all
}
