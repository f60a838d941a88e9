//! Messages of numbers alone, which prost lets be copied, and what cannot be for all that.
//!
//! In: a schema, and the messages that are more in Rust than the schema says. Out: the messages that hold one of these. It must
//! not know why a message is more.

use std::collections::{BTreeMap, BTreeSet};

use protoward_schema::{FieldType, MessageId, Scalar, Schema, Shape};

/// These messages, and all that have one of them in a field, or in what a field has.
pub(super) fn holders(schema: &Schema, of: &BTreeSet<MessageId>) -> BTreeSet<MessageId> {
    let mut held_by: BTreeMap<MessageId, Vec<MessageId>> = BTreeMap::new();
    for (_, field) in schema.fields.iter() {
        if let Some(of) = field.ty.message().filter(|_| !field.is_extension()) {
            held_by.entry(of).or_default().push(field.containing());
        }
    }
    let (mut found, mut open) = (of.clone(), of.iter().copied().collect::<Vec<_>>());
    while let Some(id) = open.pop() {
        for &holder in held_by.get(&id).map_or(&[][..], Vec::as_slice) {
            if found.insert(holder) {
                open.push(holder);
            }
        }
    }
    found
}

/// Whether prost takes a message for one that can be copied.
pub(super) fn is_of_numbers(schema: &Schema, id: MessageId) -> bool {
    let (mut seen, mut open) = (BTreeSet::from([id]), vec![id]);
    while let Some(id) = open.pop() {
        for &field in &schema[id].fields {
            if !matches!(schema.shape(field), Shape::Single(_)) {
                return false;
            }
            match schema[field].ty {
                FieldType::Scalar(Scalar::String | Scalar::Bytes) | FieldType::Group(_) => return false,
                // One that leads back to itself is boxed; where it is that of another, no harm is done.
                FieldType::Message(of) if seen.insert(of) => open.push(of),
                FieldType::Scalar(_) | FieldType::Enum(_) | FieldType::Message(_) => {}
            }
        }
    }
    true
}
