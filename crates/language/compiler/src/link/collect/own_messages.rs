use protoward_schema::{FieldId, MessageId};

/// A map from fields to messages, for the few fields that have one.
#[derive(Default)]
pub(in crate::link) struct MessagesByField {
    /// Sorted by field.
    entries: Vec<(FieldId, MessageId)>,
}

impl MessagesByField {
    /// Adds the messages of fields with higher ids, sorted by field.
    pub(in crate::link) fn append(&mut self, mut later: Vec<(FieldId, MessageId)>) {
        self.entries.append(&mut later);
    }

    pub(in crate::link) fn get(&self, field: FieldId) -> Option<MessageId> {
        let index = self.entries.binary_search_by_key(&field, |&(other, _)| other).ok()?;
        Some(self.entries[index].1)
    }

    /// Returns the fields with their messages, in the order of the fields.
    pub(in crate::link) fn iter(&self) -> impl Iterator<Item = (FieldId, MessageId)> {
        self.entries.iter().copied()
    }
}
