//! Messages with numeric fields only. prost derives `Copy` for them, but some of them cannot implement it.
//!
//! A crate cannot see what another one derives. It would derive `Copy` for a message that contains one of the other crate, so the
//! list of types names those that are not `Copy`.
//!
//! In: a schema, and the messages that have more fields in Rust than in the schema, such as unknown fields. Out: the
//! messages that contain one of them. Does not depend on the reason for the additional fields.

use std::collections::{BTreeMap, BTreeSet};

use protoward_schema::{FieldType, MessageId, Scalar, Schema, Shape};

/// Returns the messages in `of`, and all messages that contain one of them, directly or indirectly.
pub(super) fn containing_messages(schema: &Schema, of: &BTreeSet<MessageId>) -> BTreeSet<MessageId> {
    let mut containers: BTreeMap<MessageId, Vec<MessageId>> = BTreeMap::new();
    for (_, field) in schema.fields.iter() {
        if let Some(of) = field.ty.message().filter(|_| !field.is_extension()) {
            containers.entry(of).or_default().push(field.containing());
        }
    }
    let mut found = of.clone();
    let mut open = of.iter().copied().collect::<Vec<_>>();
    while let Some(id) = open.pop() {
        for &container in containers.get(&id).map_or(&[][..], Vec::as_slice) {
            if found.insert(container) {
                open.push(container);
            }
        }
    }
    found
}

/// Returns `true` if prost would derive `Copy` for a message.
pub(super) fn would_derive_copy(schema: &Schema, id: MessageId) -> bool {
    let mut seen = BTreeSet::from([id]);
    let mut open = vec![id];
    while let Some(id) = open.pop() {
        for &field in &schema[id].fields {
            if !matches!(schema.shape(field), Shape::Single(_)) {
                return false;
            }
            match schema[field].ty {
                FieldType::Scalar(Scalar::String | Scalar::Bytes) | FieldType::Group(_) => return false,
                // prost boxes a message in a cycle and does not derive `Copy`. It is counted here nevertheless: the
                // result is only used to exclude messages from `Copy`.
                FieldType::Message(of) if seen.insert(of) => open.push(of),
                FieldType::Scalar(_) | FieldType::Enum(_) | FieldType::Message(_) => {}
            }
        }
    }
    true
}
