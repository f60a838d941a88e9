//! The types of a file, and where they are in Rust.

use crate::names::Names;
use protoward_schema::{Element, FileId, Schema};

/// The messages and enums of a file, nested ones included; entries of maps are no types in Rust.
pub(super) fn types_of(schema: &Schema, file: FileId) -> Vec<Element> {
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

/// The path of a message or an enum, from the root of the modules: `google::api::http_rule::Pattern`.
pub(super) fn rust_path(schema: &Schema, names: &Names, ty: Element) -> String {
    let (package, inside) = names_of(schema, ty);
    names.type_path(package, &inside).join("::")
}

/// The package of a message or an enum, and its names in that: those of the messages that it lies in, and its own.
pub(crate) fn names_of(schema: &Schema, ty: Element) -> (&str, Vec<&str>) {
    let package = schema.package(schema.file_of(ty));
    let full_name = match ty {
        Element::Message(id) => schema.text(schema[id].full_name),
        Element::Enum(id) => schema.text(schema[id].full_name),
        _ => unreachable!("only messages and enums are types"),
    };
    (package, full_name[package.len()..].trim_start_matches('.').split('.').collect::<Vec<_>>())
}
