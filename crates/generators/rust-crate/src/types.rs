//! The types of a file.

use protoward_schema::{Element, FileId, Schema};

/// Returns the messages and enums of a file, including nested ones. Map entries are left out, because they have no Rust
/// type.
pub(crate) fn types_of(schema: &Schema, file: FileId) -> Vec<Element> {
    let mut found: Vec<Element> = schema[file].enums.iter().map(|&id| id.into()).collect();
    let mut open = schema[file].messages.clone();
    while let Some(id) = open.pop() {
        let message = &schema[id];
        if message.map_field.is_none() {
            found.push(id.into());
        }
        found.extend(message.enums.iter().map(|&id| Element::from(id)));
        open.extend(&message.messages);
    }
    found
}
