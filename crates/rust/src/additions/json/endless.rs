//! Messages that require themselves, directly or through other messages. Their `Default` in Rust recurses without end.

use std::collections::{BTreeMap, BTreeSet};

use crate::additions::packages::Packages;
use protoward_schema::{MessageId, Schema, Shape};

/// Returns the messages that contain themselves through fields that are not an `Option`, and the messages that require those.
/// They have no finite values, so nothing is lost without them. Decoding untrusted input must not create them.
pub(super) fn messages(schema: &Schema, packages: &Packages) -> BTreeSet<MessageId> {
    let mut needs: BTreeMap<MessageId, usize> = BTreeMap::new();
    let mut needed_by: BTreeMap<MessageId, Vec<MessageId>> = BTreeMap::new();
    for id in schema.messages.ids() {
        let of = required(schema, packages, id);
        needs.insert(id, of.len());
        of.into_iter().for_each(|of| needed_by.entry(of).or_default().push(id));
    }
    let mut open: Vec<MessageId> = needs.iter().filter(|(_, count)| **count == 0).map(|(id, _)| *id).collect();
    let mut ending = BTreeSet::new();
    while let Some(id) = open.pop() {
        ending.insert(id);
        for &by in needed_by.get(&id).into_iter().flatten() {
            let Some(left) = needs.get_mut(&by) else { continue };
            *left -= 1;
            if *left == 0 {
                open.push(by);
            }
        }
    }
    schema.messages.ids().filter(|id| !ending.contains(id)).collect()
}

/// Returns the messages that every value of a message contains.
fn required(schema: &Schema, packages: &Packages, id: MessageId) -> Vec<MessageId> {
    let Some((_, code)) = packages.message(schema, id) else { return Vec::new() };
    let fields = schema[id].fields.iter().filter(|&&field| matches!(schema.shape(field), Shape::Single(_)));
    let always = fields.filter(|&&field| {
        let member = code.members.get(&schema[field].number.0);
        member.is_some_and(|member| !member.is_option && member.variant.is_none())
    });
    always.filter_map(|&field| schema[field].ty.message()).collect()
}
