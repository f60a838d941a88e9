//! Messages that hold others in their fields.

use protoward_schema::{IdMap, IdSet, Message, MessageId, Schema};

/// Returns these messages, and all messages that hold one of them in a field of any depth. A message that does not count, or
/// only holds one that does not, is left out.
pub(super) fn messages_holding(
    schema: &Schema,
    mut pending: Vec<MessageId>,
    counts: impl Fn(MessageId) -> bool,
) -> IdSet<Message> {
    let mut holders: IdMap<Message, Vec<MessageId>> = schema.messages.ids().map(|_| Vec::new()).collect();
    for (_, field) in schema.fields.iter().filter(|(_, field)| !field.is_extension()) {
        if let Some(held) = field.ty.message() {
            holders[held].push(field.containing());
        }
    }
    let mut found = IdSet::default();
    while let Some(id) = pending.pop() {
        if counts(id) && found.insert(id) {
            pending.extend_from_slice(&holders[id]);
        }
    }
    found
}
