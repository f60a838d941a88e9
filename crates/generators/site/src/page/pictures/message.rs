//! The picture of a message between the declarations that use it and the types of its fields.

use std::collections::BTreeSet;

use maud::Markup;

use super::between::{Side, between};
use super::{Graph, GraphBox, graph};
use crate::page::Page;
use crate::page::types::displayed_name;
use protoward_schema::{Element, FieldOwner, FieldType, MessageId, Schema, Shape};

/// The minimum number of neighbors, counting a message that contains itself.
const MIN_NEIGHBORS: usize = 3;

/// The maximum numbers of users and of types, which have lists on the page.
const MAX_USERS: usize = 8;
const MAX_TYPES: usize = 12;

/// Renders the picture of a message; `None` if it has few neighbors, which are as easy to read.
pub(in crate::page) fn neighbors(page: &Page<'_>, id: MessageId) -> Option<Markup> {
    let schema = page.schema();
    let message = Element::Message(id);
    let all_users = distinct(page.site.references.of(message).iter().map(|&user| declaration(schema, user)));
    let all_types = distinct(types(schema, id));
    let contains_itself = all_types.contains(&message);
    let others = |all: Vec<Element>| all.into_iter().filter(|&it| it != message).collect::<Vec<_>>();
    let (users, types) = (others(all_users), others(all_types));
    let neighbors: BTreeSet<&Element> = users.iter().chain(&types).collect();
    if neighbors.len() + usize::from(contains_itself) < MIN_NEIGHBORS {
        return None;
    }
    let before = Side::new(&users, MAX_USERS, "-used-by");
    let after = Side::new(&types, MAX_TYPES, "-fields");
    let name = |element| displayed_name(page, element);
    let other = |element| GraphBox::other(name(element), page.href(element));
    let (boxes, mut arrows) = between(GraphBox::subject(name(message)), &before, &after, other);
    if contains_itself {
        arrows.insert((0, 0));
    }
    let itself = if contains_itself { "itself" } else { "" };
    let parts =
        [("contains", itself.to_owned()), ("has fields of", after.names(name)), ("is used by", before.names(name))];
    let parts = parts.iter().filter(|(_, names)| !names.is_empty()).map(|(verb, names)| format!("{verb} {names}"));
    let name = schema.name(message);
    Some(graph(
        "neighbors",
        &Graph {
            title: format!("Neighbors of {name}"),
            description: format!("{name} {}.", parts.collect::<Vec<_>>().join("; it ")),
            boxes,
            arrows,
        },
    ))
}

/// Returns the message or service of a field or method, and an extension as it is.
fn declaration(schema: &Schema, user: Element) -> Element {
    match user {
        Element::Field(id) => match schema[id].owner {
            FieldOwner::Message(message) => message.into(),
            FieldOwner::Extension { .. } => user,
        },
        Element::Method(id) => schema[id].service.into(),
        other => other,
    }
}

/// Returns the messages and enums that are types of fields, for maps those of their values.
fn types(schema: &Schema, id: MessageId) -> impl Iterator<Item = Element> {
    schema[id].fields.iter().filter_map(|&field| {
        let ty = match schema.shape(field) {
            Shape::Map { value, .. } => schema[value].ty,
            Shape::Single(_) | Shape::Repeated { .. } => schema[field].ty,
        };
        match ty {
            FieldType::Scalar(_) => None,
            FieldType::Enum(id) => Some(id.into()),
            FieldType::Message(id) | FieldType::Group(id) => Some(id.into()),
        }
    })
}

/// Returns the elements in their order, each once.
fn distinct(elements: impl Iterator<Item = Element>) -> Vec<Element> {
    let mut seen = BTreeSet::new();
    elements.filter(|&element| seen.insert(element)).collect()
}
