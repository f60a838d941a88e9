//! The types of a file, and the Rust paths of those that `extern_path` takes from other crates.

use protoward_rust::type_below;
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

/// Returns the Rust path of a type by the extern path of the type itself, or by the longest one that contains it.
pub(crate) fn extern_type(extern_paths: &[(String, String)], full_name: &str) -> Option<String> {
    let path = format!(".{full_name}");
    let known = |path: &str| extern_paths.iter().find(|(proto, _)| proto == path).map(|(_, rust)| rust);
    if let Some(rust) = known(&path) {
        return Some(rust.clone());
    }
    path.rmatch_indices('.').find_map(|(at, _)| Some(type_below(known(&path[..at])?, &path[at + 1..])))
}
