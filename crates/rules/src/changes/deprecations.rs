//! What is deprecated now, and what is not any more.

use super::{ChangeKind, Changes, called};
use protoward_schema::{Element, Schema};

pub(super) fn find(changes: &mut Changes<'_, '_>) {
    let cx = changes.cx;
    for pair in changes.pairs() {
        let (kind, what) = match (is_deprecated(cx.old, pair.old), is_deprecated(cx.new, pair.new)) {
            (false, true) => (ChangeKind::Deprecated, "is deprecated"),
            (true, false) => (ChangeKind::Undeprecated, "is not deprecated any more"),
            (true, true) | (false, false) => continue,
        };
        changes.push(kind, pair.new, format!("{} {what}", called(cx.new, pair.new)));
    }
}

fn is_deprecated(schema: &Schema, element: Element) -> bool {
    let deprecated = match element {
        Element::File(id) => schema[id].options.deprecated(),
        Element::Message(id) => schema[id].options.deprecated(),
        Element::Field(id) => schema[id].options.deprecated(),
        Element::Enum(id) => schema[id].options.deprecated(),
        Element::EnumValue(id) => schema[id].options.deprecated(),
        Element::Service(id) => schema[id].options.deprecated(),
        Element::Method(id) => schema[id].options.deprecated(),
        Element::Oneof(_) => None,
    };
    deprecated == Some(true)
}
