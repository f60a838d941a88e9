//! The fields and oneofs that are required.

use crate::paths::oneof_of;
use protoward_constraints::{Ignored, Validator};
use protoward_schema::annotations::behavior;
use protoward_schema::{Field, FieldId, IdSet, MessageId, Oneof, Presence, Schema, Shape};

/// The fields and oneofs of a schema that must be set. Fields without presence always have a value, and are not among them.
#[derive(Clone, Debug, Default)]
pub(super) struct Required {
    pub(super) fields: IdSet<Field>,
    pub(super) oneofs: IdSet<Oneof>,
    /// The fields of oneofs that must be set, and no other field of the oneof.
    pub(super) variants: IdSet<Field>,
}

impl Required {
    /// Reads the rules of `buf.validate` and the behaviors of `google.api`.
    pub(super) fn of(schema: &Schema, messages: impl Iterator<Item = MessageId>) -> Self {
        let validator = Validator::new(schema);
        let mut required = Self::default();
        for message in messages {
            let model = validator.model(message);
            let applies = !model.rules.is_disabled;
            let by_rule = |field: &FieldId| {
                let rules = model.fields.get(field).filter(|_| applies);
                rules.is_some_and(|rules| rules.is_required && rules.ignored != Ignored::Always)
            };
            required.oneofs.extend(model.required_oneofs.iter().copied().filter(|_| applies));
            for &field in &schema[message].fields {
                let is_required = by_rule(&field);
                match oneof_of(schema, field) {
                    // A behavior says that the oneof is required: it is written at all of its fields.
                    Some(oneof) if is_required || behavior::is_required(schema, field) => {
                        required.oneofs.insert(oneof);
                        if is_required {
                            required.variants.insert(field);
                        }
                    }
                    None if has_presence(schema, field) && (is_required || behavior::is_required(schema, field)) => {
                        required.fields.insert(field);
                    }
                    _ => {}
                }
            }
        }
        required
    }
}

fn has_presence(schema: &Schema, field: FieldId) -> bool {
    matches!(schema.shape(field), Shape::Single(Presence::Explicit))
}
