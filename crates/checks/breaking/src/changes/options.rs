//! Changed options: `deprecated`, and all others. If a rule inspects the option too, its finding takes precedence.

use super::{ChangeKind, Changes, called};
use protoward_schema::wire::WireReader;
use protoward_schema::{Element, Schema};

pub(super) fn find(changes: &mut Changes<'_, '_>) {
    let cx = changes.cx;
    for pair in changes.pairs() {
        match (cx.old.is_deprecated(pair.old), cx.new.is_deprecated(pair.new)) {
            (false, true) => {
                changes.push(ChangeKind::Deprecated, pair.new, format!("{} is deprecated", called(cx.new, pair.new)));
            }
            (true, false) => {
                let message = format!("{} is no longer deprecated", called(cx.new, pair.new));
                changes.push(ChangeKind::Undeprecated, pair.new, message);
            }
            (true, true) | (false, false) => {}
        }
        if kept(cx.old, pair.old) != kept(cx.new, pair.new) {
            let message = format!("the options of {} changed", called(cx.new, pair.new));
            changes.push(ChangeKind::Option, pair.new, message);
        }
    }
}

/// Returns the serialized options without `deprecated`, which is reported separately. The order matters only between
/// occurrences of one option.
fn kept(schema: &Schema, element: Element) -> Vec<(u32, &[u8])> {
    let (bytes, deprecated) = match element {
        Element::File(id) => (schema[id].options.bytes(), Some(23)),
        Element::Message(id) => (schema[id].options.bytes(), Some(3)),
        Element::Field(id) => (schema[id].options.bytes(), Some(3)),
        Element::Oneof(id) => (schema[id].options.bytes(), None),
        Element::Enum(id) => (schema[id].options.bytes(), Some(3)),
        Element::EnumValue(id) => (schema[id].options.bytes(), Some(1)),
        Element::Service(id) => (schema[id].options.bytes(), Some(33)),
        Element::Method(id) => (schema[id].options.bytes(), Some(33)),
    };
    let fields = WireReader::new(bytes.unwrap_or_default()).map_while(Result::ok);
    let mut kept: Vec<_> =
        fields.filter(|field| Some(field.number) != deprecated).map(|field| (field.number, field.raw)).collect();
    kept.sort_by_key(|&(number, _)| number);
    kept
}
