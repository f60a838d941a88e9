//! Facts about messages that depend on the whole schema: which fields need a box, and which types are `Copy` or `Eq`.

use protoward_schema::{
    Cardinality, Field, FieldId, FieldOwner, FieldType, IdMap, IdSet, Message, MessageId, Scalar, Schema,
};

use crate::field_types::FieldTypes;
use crate::infinite::{is_of_edition, optional_in_rust};
use crate::settings::RustSettings;
use protoward_schema::components::components;

/// The facts about all messages of a schema.
#[derive(Debug)]
pub(crate) struct TypeProperties {
    /// The strongly connected component of each message. The edges are singular fields that are not delimited.
    components: Vec<usize>,
    /// The component of each message if delimited singular fields are edges too.
    components_with_delimited: Vec<usize>,
    /// The proto2 groups whose message leads back to the message with the group. `None` unless names are those of prost.
    ///
    /// prost-build does not follow groups when it looks for recursion. It boxes a group only if message fields lead back.
    recursive_groups: Option<IdSet<Field>>,
    /// The required fields that are optional in Rust.
    infinite: IdSet<Field>,
    copy: IdMap<Message, bool>,
    eq: IdMap<Message, bool>,
}

impl TypeProperties {
    pub(crate) fn of(schema: &Schema, settings: &RustSettings, field_types: &FieldTypes) -> Self {
        let next = edges(schema, |id| is_single(schema, id) && !schema.is_delimited(id));
        let message_components = components(&next);
        let recursive_groups = settings.prost_names.then(|| recursive_groups(schema, &next));
        let has_delimited = schema.fields.ids().any(|id| schema.is_delimited(id));
        let components_with_delimited = if has_delimited {
            components(&edges(schema, |id| is_single(schema, id)))
        } else {
            message_components.clone()
        };
        let mut type_properties = Self {
            copy: schema.messages.iter().map(|_| false).collect(),
            eq: schema.messages.iter().map(|_| false).collect(),
            components: message_components,
            components_with_delimited,
            recursive_groups,
            infinite: optional_in_rust(schema, settings.prost_names),
        };
        // Components are numbered in dependency order: the facts about a field's type are known before those of its message.
        let mut by_component: Vec<Vec<MessageId>> = vec![Vec::new(); schema.messages.len()];
        schema.messages.ids().for_each(|id| by_component[type_properties.components[id.index()]].push(id));
        for id in by_component.into_iter().flatten() {
            let fields = &schema[id].fields;
            let is_other = settings.not_copied.contains(schema.text(schema[id].full_name));
            let can_be_copied = !is_other && !field_types.keeps_unknown(id);
            type_properties.copy[id] =
                can_be_copied && fields.iter().all(|&field| type_properties.is_copy(schema, settings, field));
            type_properties.eq[id] = fields.iter().all(|&field| type_properties.is_eq(schema, field));
        }
        type_properties
    }

    /// Returns `true` if the type of a message is `Copy`.
    pub(crate) fn message_is_copy(&self, id: MessageId) -> bool {
        self.copy[id]
    }

    /// Returns `true` if the type of a message is `Eq`.
    pub(crate) fn message_is_eq(&self, id: MessageId) -> bool {
        self.eq[id]
    }

    /// Returns `true` if the type of a field is `Copy`.
    pub(crate) fn is_copy(&self, schema: &Schema, settings: &RustSettings, id: FieldId) -> bool {
        let field = &schema[id];
        if field.cardinality == Cardinality::Repeated || schema.is_delimited(id) {
            return false;
        }
        match field.ty {
            FieldType::Message(of) => {
                // Like prost-build, this does not find the boxes of fields in oneofs.
                let is_boxed = || settings.boxed.has(&format!(".{}", schema.full_name(id.into())));
                !self.is_recursive(schema, id) && self.copy[of] && (settings.boxed.is_empty() || !is_boxed())
            }
            FieldType::Scalar(Scalar::String | Scalar::Bytes) | FieldType::Group(_) => false,
            FieldType::Scalar(_) | FieldType::Enum(_) => true,
        }
    }

    /// Returns `true` if the type of a field is `Eq`.
    pub(crate) fn is_eq(&self, schema: &Schema, id: FieldId) -> bool {
        let field = &schema[id];
        // prost-build derives `Eq` neither with lists of messages nor with boxed messages, although both could have it.
        match field.ty {
            _ if schema.is_delimited(id) => false,
            FieldType::Message(of) => {
                field.cardinality != Cardinality::Repeated && !self.is_recursive(schema, id) && self.eq[of]
            }
            FieldType::Group(_) | FieldType::Scalar(Scalar::Double | Scalar::Float) => false,
            FieldType::Scalar(_) | FieldType::Enum(_) => true,
        }
    }

    /// Returns `true` if a message can contain itself through this field. Such a field needs a box.
    pub(crate) fn is_recursive(&self, schema: &Schema, id: FieldId) -> bool {
        if let Some(recursive_groups) = self.recursive_groups.as_ref().filter(|_| is_group(schema, id)) {
            return recursive_groups.contains(id);
        }
        let components = if schema.is_delimited(id) { &self.components_with_delimited } else { &self.components };
        is_single(schema, id) && is_in_cycle(components, schema, id)
    }

    /// Returns `true` if a required field would make its message infinite. Such a field becomes optional.
    pub(crate) fn is_infinite(&self, id: FieldId) -> bool {
        self.infinite.contains(id)
    }
}

fn is_single(schema: &Schema, id: FieldId) -> bool {
    schema[id].cardinality != Cardinality::Repeated
}

/// Returns `true` if a field is a proto2 group. prost-build does not support the delimited messages of editions.
fn is_group(schema: &Schema, id: FieldId) -> bool {
    schema.is_delimited(id) && !is_of_edition(schema, schema[id].file)
}

fn recursive_groups(schema: &Schema, next: &[Vec<usize>]) -> IdSet<Field> {
    let groups = schema.fields.ids().filter(|&id| is_single(schema, id) && is_group(schema, id));
    let returns = |id: &FieldId| edge(schema, *id).is_some_and(|(from, to)| is_reachable(next, to, from));
    groups.filter(returns).collect()
}

/// Returns `true` if there is a path from one node to another.
fn is_reachable(next: &[Vec<usize>], from: usize, to: usize) -> bool {
    let mut seen = vec![false; next.len()];
    let mut open = vec![from];
    while let Some(node) = open.pop() {
        if node == to {
            return true;
        }
        if !std::mem::replace(&mut seen[node], true) {
            open.extend_from_slice(&next[node]);
        }
    }
    false
}

fn is_in_cycle(components: &[usize], schema: &Schema, id: FieldId) -> bool {
    edge(schema, id).is_some_and(|(from, to)| components[from] == components[to])
}

/// Returns the message with the field and the message type of the field. Extensions are no edges: they are not struct fields.
fn edge(schema: &Schema, id: FieldId) -> Option<(usize, usize)> {
    match (schema[id].owner, schema[id].ty.message()) {
        (FieldOwner::Message(from), Some(to)) => Some((from.index(), to.index())),
        _ => None,
    }
}

fn edges(schema: &Schema, counts: impl Fn(FieldId) -> bool) -> Vec<Vec<usize>> {
    let mut next = vec![Vec::new(); schema.messages.len()];
    for id in schema.fields.ids() {
        if let Some((from, to)) = edge(schema, id).filter(|_| counts(id)) {
            next[from].push(to);
        }
    }
    next
}
