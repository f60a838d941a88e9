//! Facts about messages that depend on the whole schema: which fields need a box, and which types are `Copy` or `Eq`.

use protoward_schema::{
    Cardinality, Field, FieldId, FieldOwner, FieldType, IdMap, IdSet, Message, MessageId, OneofId, Scalar, Schema,
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
    derives: IdMap<Message, Derives>,
}

/// The derived traits of a type that depend on its fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Derives {
    pub(crate) copy: bool,
    pub(crate) eq: bool,
    pub(crate) hash: bool,
}

impl Derives {
    const NONE: Self = Self { copy: false, eq: false, hash: false };

    /// Returns the traits of a type with fields that have these traits.
    fn of_fields(settings: &RustSettings, path: &str, fields: impl Iterator<Item = Self>) -> Self {
        let may = |name| settings.may_derive(path, name);
        let own = Self { copy: may("Copy"), eq: may("Eq"), hash: may("Hash") };
        fields.fold(own, |all, field| Self {
            copy: all.copy && field.copy,
            eq: all.eq && field.eq,
            hash: all.hash && field.hash,
        })
    }
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
            derives: schema.messages.iter().map(|_| Derives::NONE).collect(),
            components: message_components,
            components_with_delimited,
            recursive_groups,
            infinite: optional_in_rust(schema, settings.prost_names),
        };
        // Components are numbered in dependency order: the facts about a field's type are known before those of its message.
        let mut by_component: Vec<Vec<MessageId>> = vec![Vec::new(); schema.messages.len()];
        schema.messages.ids().for_each(|id| by_component[type_properties.components[id.index()]].push(id));
        for id in by_component.into_iter().flatten() {
            let full_name = schema.text(schema[id].full_name);
            let path = format!(".{full_name}");
            let oneofs = schema[id].oneofs.iter().map(|&oneof| {
                let oneof_path = format!("{path}.{}", schema.text(schema[oneof].name));
                type_properties.oneof_derives(schema, settings, oneof, &oneof_path)
            });
            let fields = schema[id].fields.iter().map(|&field| type_properties.field_derives(schema, settings, field));
            let mut derives = Derives::of_fields(settings, &path, fields.chain(oneofs));
            derives.copy &= !settings.not_copied.contains(full_name) && !field_types.keeps_unknown(id);
            type_properties.derives[id] = derives;
        }
        type_properties
    }

    /// Returns the traits of the type of a message.
    pub(crate) fn message_derives(&self, id: MessageId) -> Derives {
        self.derives[id]
    }

    /// Returns the traits of the type of a oneof. `path` is that of the oneof.
    pub(crate) fn oneof_derives(&self, schema: &Schema, settings: &RustSettings, id: OneofId, path: &str) -> Derives {
        let fields = schema[id].fields.iter().map(|&field| self.field_derives(schema, settings, field));
        Derives::of_fields(settings, path, fields)
    }

    /// Returns the traits of the type of a field.
    fn field_derives(&self, schema: &Schema, settings: &RustSettings, id: FieldId) -> Derives {
        let is_one = is_single(schema, id);
        match schema[id].ty {
            // prost-build derives none of them with lists of messages, with boxed messages and with groups, although some could be.
            FieldType::Message(of) if is_one && !schema.is_delimited(id) && !self.is_recursive(schema, id) => {
                // prost-build does not find the boxes of fields in oneofs, and its code for them does not compile.
                let is_boxed = if settings.prost_names {
                    settings.boxed.has(&format!(".{}", schema.full_name(id.into())))
                } else {
                    settings.is_boxed(schema, id)
                };
                Derives { copy: self.derives[of].copy && !is_boxed, ..self.derives[of] }
            }
            FieldType::Message(_) | FieldType::Group(_) => Derives::NONE,
            FieldType::Scalar(Scalar::Double | Scalar::Float) => Derives { copy: is_one, ..Derives::NONE },
            FieldType::Scalar(Scalar::String | Scalar::Bytes) => Derives { copy: false, eq: true, hash: true },
            FieldType::Scalar(_) | FieldType::Enum(_) => Derives { copy: is_one, eq: true, hash: true },
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
