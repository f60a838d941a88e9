//! The pairs of elements of two versions of a schema.

use std::collections::HashMap;

use super::Renames;
use crate::{Element, FieldId, MessageId, Schema};
use foldhash::fast::RandomState;

/// The new element by the old one that became it.
pub(super) type Pairs = HashMap<Element, Element, RandomState>;

/// Pairs the elements of two schemas by the names that the old ones should have in the new schema.
pub(super) fn pairs(old: &Schema, new: &Schema, renames: &Renames) -> Pairs {
    let all = old.files.ids().map(Element::File).chain(old.declarations());
    let mut open: Vec<(Element, Element)> = all.filter_map(|it| Some((it, indexed(old, new, renames, it)?))).collect();
    let mut pairs = Pairs::with_capacity_and_hasher(open.len(), RandomState::default());
    while let Some((was, is)) = open.pop() {
        pairs.insert(was, is);
        open.extend(inner((old, was), (new, is), renames));
    }
    pairs
}

/// Returns the new element for one that has a path or a full name of its own.
fn indexed(old: &Schema, new: &Schema, renames: &Renames, element: Element) -> Option<Element> {
    let is_indexed = match element {
        Element::File(_) => return new.find_file(old.name(element)).map(Element::File),
        // An entry is paired with its field.
        Element::Message(id) => old[id].map_field.is_none(),
        Element::Field(id) => old[id].is_extension(),
        Element::Enum(_) | Element::Service(_) => true,
        Element::Oneof(_) | Element::EnumValue(_) | Element::Method(_) => false,
    };
    let found = is_indexed.then(|| new.find(&renames.full_name(old, element))).flatten()?;
    (found.kind() == element.kind()).then_some(found)
}

/// Pairs the members of a pair.
fn inner((old, was): (&Schema, Element), (new, is): (&Schema, Element), renames: &Renames) -> Vec<(Element, Element)> {
    if let (Element::Field(was), Element::Field(is)) = (was, is) {
        return entry(old, was).zip(entry(new, is)).map(|(was, is)| (was.into(), is.into())).into_iter().collect();
    }
    let by_name: HashMap<&str, Element, RandomState> =
        members(new, is).into_iter().map(|it| (new.name(it), it)).collect();
    let pair = |was: Element| Some((was, *by_name.get(&*renames.name(old, was))?));
    members(old, was).into_iter().filter_map(pair).collect()
}

/// Returns the members of a declaration that are unique by their names.
fn members(schema: &Schema, element: Element) -> Vec<Element> {
    match element {
        Element::Message(id) => {
            let oneofs = schema[id].oneofs.iter().filter(|&&oneof| !schema[oneof].synthetic);
            let fields = schema[id].fields.iter().map(|&field| field.into());
            fields.chain(oneofs.map(|&oneof| oneof.into())).collect()
        }
        Element::Enum(id) => schema[id].values.iter().map(|&value| value.into()).collect(),
        Element::Service(id) => schema[id].methods.iter().map(|&method| method.into()).collect(),
        Element::File(_) | Element::Field(_) | Element::Oneof(_) | Element::EnumValue(_) | Element::Method(_) => {
            Vec::new()
        }
    }
}

/// Returns the entry message of a map field.
fn entry(schema: &Schema, field: FieldId) -> Option<MessageId> {
    schema[field].ty.message().filter(|&message| schema[message].map_field == Some(field))
}
