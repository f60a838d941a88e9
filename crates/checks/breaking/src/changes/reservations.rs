//! Newly reserved numbers and names. They break nothing, but a release mentions them.

use std::collections::HashSet;

use super::{ChangeKind, Changes, called};
use crate::subject;
use protoward_schema::ranges::{self, Coverage, MAX_FIELD, MAX_VALUE};
use protoward_schema::{Element, Name, NumberRange, Schema};

pub(super) fn find(changes: &mut Changes<'_, '_>) {
    let cx = changes.cx;
    for pair in changes.pairs() {
        let (Some(before), Some(after)) = (reserved(cx.old, pair.old), reserved(cx.new, pair.new)) else { continue };
        let numbers = Coverage::new(before.0.iter().copied());
        let names: HashSet<_> = before.1.iter().map(|&name| cx.old.text(name)).collect();
        let numbers: Vec<_> = after.0.iter().flat_map(|&range| numbers.missing(range)).collect();
        let names: Vec<_> =
            after.1.iter().map(|&name| cx.new.text(name)).filter(|name| !names.contains(name)).collect();
        let message_or_enum = called(cx.new, pair.new);
        let max = if matches!(pair.new, Element::Enum(_)) { MAX_VALUE } else { MAX_FIELD };
        if !numbers.is_empty() {
            changes.push(
                ChangeKind::Reserved,
                pair.new,
                format!("{message_or_enum} reserves {}", ranges::list(&numbers, max)),
            );
        }
        if !names.is_empty() {
            changes.push(
                ChangeKind::Reserved,
                pair.new,
                format!("{message_or_enum} reserves {}", subject::listed(&names)),
            );
        }
    }
}

fn reserved(schema: &Schema, element: Element) -> Option<(&[NumberRange], &[Name])> {
    match element {
        Element::Message(id) => Some((&schema[id].reserved_ranges, &schema[id].reserved_names)),
        Element::Enum(id) => Some((&schema[id].reserved_ranges, &schema[id].reserved_names)),
        _ => None,
    }
}
