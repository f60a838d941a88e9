//! Mini descriptors: the layout of messages and enums in the form that upb reads.
//!
//! A mini descriptor is a string of printable characters. The first is the version of its kind, the others are digits
//! of base 92, whose ranges have separate meanings.

mod base92;
mod enumeration;
mod message;

pub(crate) use enumeration::enumeration;
pub(crate) use message::message;

use protoward_schema::{FieldId, Message, Schema};

/// Returns the fields of a message in the order of the mini table: by number.
pub(crate) fn sorted_fields(schema: &Schema, message: &Message) -> Vec<FieldId> {
    let mut fields = message.fields.clone();
    fields.sort_by_key(|&id| schema[id].number);
    fields
}

/// The indices of fields in the mini table of their message, in decimal.
#[derive(Debug)]
pub(crate) struct Positions(Vec<(FieldId, String)>);

impl Positions {
    pub(crate) fn new(schema: &Schema, message: &Message) -> Self {
        let mut positions: Vec<(FieldId, String)> = sorted_fields(schema, message)
            .into_iter()
            .enumerate()
            .map(|(index, field)| (field, index.to_string()))
            .collect();
        positions.sort_unstable_by_key(|&(field, _)| field);
        Self(positions)
    }

    /// Returns the index of a field of the message.
    pub(crate) fn of(&self, field: FieldId) -> &str {
        self.0.binary_search_by_key(&field, |&(it, _)| it).map_or("0", |at| &self.0[at].1)
    }
}
