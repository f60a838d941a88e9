//! The reserved numbers and names of messages and enums.

use protoward_schema::{Element, Name, NumberRange, Schema};

/// Returns what a message or an enum reserves; `None` for other elements.
pub(crate) fn reservations(schema: &Schema, element: Element) -> Option<(&[NumberRange], &[Name])> {
    match element {
        Element::Message(id) => Some((&schema[id].reserved_ranges, &schema[id].reserved_names)),
        Element::Enum(id) => Some((&schema[id].reserved_ranges, &schema[id].reserved_names)),
        _ => None,
    }
}
