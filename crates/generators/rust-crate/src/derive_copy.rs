//! Messages with numeric fields only. prost derives `Copy` for them, but some of them cannot implement it.
//!
//! A crate cannot see what another one derives. It would derive `Copy` for a message that contains one of the other crate, so the
//! list of types names those that are not `Copy`.
//!
//! In: a schema. Out: `true` for the messages that others would take for `Copy`. Does not depend on settings.

use std::collections::BTreeSet;

use protoward_schema::{FieldType, MessageId, Scalar, Schema, Shape};

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
