//! Messages that require themselves, directly or through other messages. Their `Default` in Rust recurses without end.

use crate::additions::packages::Packages;
use protoward_schema::{IdMap, IdSet, Message, MessageId, Schema, Shape};

/// Returns the messages that contain themselves through fields that are not an `Option`, and the messages that require those.
/// They have no finite values, so nothing is lost without them. Decoding untrusted input must not create them.
pub(super) fn messages(schema: &Schema, packages: &Packages) -> IdSet<Message> {
    let mut needs: IdMap<Message, usize> = IdMap::default();
    let mut needed_by: IdMap<Message, Vec<MessageId>> = schema.messages.ids().map(|_| Vec::new()).collect();
    for id in schema.messages.ids() {
        let of = required(schema, packages, id);
        needs.push(of.len());
        of.into_iter().for_each(|of| needed_by[of].push(id));
    }
    let mut open: Vec<MessageId> = schema.messages.ids().filter(|&id| needs[id] == 0).collect();
    while let Some(id) = open.pop() {
        for &by in &needed_by[id] {
            needs[by] -= 1;
            if needs[by] == 0 {
                open.push(by);
            }
        }
    }
    schema.messages.ids().filter(|&id| needs[id] > 0).collect()
}

/// Returns the messages that every value of a message contains.
fn required(schema: &Schema, packages: &Packages, id: MessageId) -> Vec<MessageId> {
    let Some((_, code)) = packages.message(schema, id) else { return Vec::new() };
    let always = code.members.iter().filter(|(field, member)| {
        matches!(schema.shape(*field), Shape::Single(_)) && !member.is_option && member.variant.is_none()
    });
    always.filter_map(|&(field, _)| schema[field].ty.message()).collect()
}
