//! The methods whose HTTP API is the same in both versions: no request to them can have another outcome.
//!
//! Most methods of most comparisons are such methods, and drawing requests takes much longer than comparing declarations.

use std::collections::{HashMap, HashSet};

use protoward_http::{Binding, Body, Routes};
use protoward_schema::{EnumId, EnumValueId, Field, FieldId, FieldType, MessageId, MethodId, OneofId, Schema, Shape};

/// Returns the pairs of methods in packages whose bindings are the same, where requests and responses are the same as well.
pub(super) fn same_methods(old: (&Schema, &Routes), new: (&Schema, &Routes)) -> HashSet<(MethodId, MethodId)> {
    let mut pairs = HashSet::new();
    for package in old.1.packages() {
        let bindings: Vec<_> = old.1.of_package(package).zip(new.1.of_package(package)).collect();
        let is_same = old.1.of_package(package).count() == new.1.of_package(package).count()
            && bindings.iter().all(|(was, is)| is_same_binding((old.0, was), (new.0, is)));
        if is_same {
            pairs.extend(bindings.into_iter().map(|(was, is)| (was.method, is.method)));
        }
    }
    let parts = |&(was, _): &(MethodId, MethodId)| [old.0[was].input, old.0[was].output];
    let changed = Messages::new(old.0, new.0).changed(pairs.iter().flat_map(parts));
    pairs.retain(|pair| parts(pair).iter().all(|message| !changed.contains(message)));
    pairs
}

fn is_same_binding((old, was): (&Schema, &Binding), (new, is): (&Schema, &Binding)) -> bool {
    let name = |schema: &Schema, message: MessageId| schema.text(schema[message].full_name).to_owned();
    let signature = |schema: &Schema, method: MethodId| {
        (schema.full_name(method.into()), name(schema, schema[method].input), name(schema, schema[method].output))
    };
    let field = |schema: &Schema, id: Option<FieldId>| id.map(|id| schema.text(schema[id].name).to_owned());
    let body = |schema: &Schema, body: Body| match body {
        Body::None => (false, None),
        Body::All => (true, None),
        Body::Field(id) => (true, field(schema, Some(id))),
    };
    (was.position, &was.verb, &was.path) == (is.position, &is.verb, &is.path)
        && signature(old, was.method) == signature(new, is.method)
        && body(old, was.body) == body(new, is.body)
        && field(old, was.response_body) == field(new, is.response_body)
}

/// A search for messages that differ, in themselves or in the messages of their fields.
struct Messages<'a> {
    old: &'a Schema,
    new: &'a Schema,
    enums: HashMap<EnumId, bool>,
}

impl<'a> Messages<'a> {
    fn new(old: &'a Schema, new: &'a Schema) -> Self {
        Self { old, new, enums: HashMap::new() }
    }

    /// Returns the old messages that differ, among these and all that they contain.
    fn changed(mut self, roots: impl Iterator<Item = MessageId>) -> HashSet<MessageId> {
        let mut open: Vec<MessageId> = roots.collect();
        let mut seen = HashSet::new();
        let mut changed = Vec::new();
        let mut users: HashMap<MessageId, Vec<MessageId>> = HashMap::new();
        while let Some(message) = open.pop() {
            if !seen.insert(message) {
                continue;
            }
            if !self.is_same(message) {
                changed.push(message);
            }
            for part in self.old[message].fields.iter().filter_map(|&field| self.old[field].ty.message()) {
                users.entry(part).or_default().push(message);
                open.push(part);
            }
        }
        let mut all = HashSet::new();
        while let Some(message) = changed.pop() {
            if all.insert(message) {
                changed.extend(users.get(&message).into_iter().flatten());
            }
        }
        all
    }

    /// Returns `true` for a message with the same fields, whose messages have the same names.
    fn is_same(&mut self, was: MessageId) -> bool {
        let old = self.old;
        let new = self.new;
        let Some(is) = new.find_message(old.text(old[was].full_name)) else { return false };
        let before = &old[was].fields;
        let after = &new[is].fields;
        before.len() == after.len() && before.iter().zip(after).all(|(&was, &is)| self.is_same_field(was, is))
    }

    fn is_same_field(&mut self, was: FieldId, is: FieldId) -> bool {
        let old = self.old;
        let new = self.new;
        let before = &old[was];
        let after = &new[is];
        // Both parts of the entry of a map are always written, so that their presence does not matter.
        let is_of_entry = old.is_map_entry(before.containing());
        let has_same_shape = match (old.shape(was), new.shape(is)) {
            (Shape::Single(was), Shape::Single(is)) => was == is,
            (Shape::Repeated { .. }, Shape::Repeated { .. }) | (Shape::Map { .. }, Shape::Map { .. }) => true,
            (Shape::Single(_) | Shape::Repeated { .. } | Shape::Map { .. }, _) => false,
        };
        let oneof = |schema: &'a Schema, id: Option<OneofId>| {
            id.filter(|&id| !schema[id].synthetic).map(|id| schema.text(schema[id].name))
        };
        before.number == after.number
            && old.text(before.name) == new.text(after.name)
            && (is_of_entry || has_same_shape)
            && has_same_json_name((old, before), (new, after))
            && oneof(old, before.oneof) == oneof(new, after.oneof)
            && self.is_same_type(before.ty, after.ty)
    }

    fn is_same_type(&mut self, was: FieldType, is: FieldType) -> bool {
        match (was, is) {
            (FieldType::Scalar(was), FieldType::Scalar(is)) => was == is,
            (FieldType::Enum(was), FieldType::Enum(is)) => self.is_same_enum(was, is),
            // Groups are messages in JSON.
            (FieldType::Message(_) | FieldType::Group(_), FieldType::Message(_) | FieldType::Group(_)) => {
                self.old.type_name(was) == self.new.type_name(is)
            }
            (FieldType::Scalar(_) | FieldType::Enum(_) | FieldType::Message(_) | FieldType::Group(_), _) => false,
        }
    }

    fn is_same_enum(&mut self, was: EnumId, is: EnumId) -> bool {
        let old = self.old;
        let new = self.new;
        let before = &old[was];
        let after = &new[is];
        let is_same_value = |(&was, &is): (&EnumValueId, &EnumValueId)| {
            old[was].number == new[is].number && old.text(old[was].name) == new.text(new[is].name)
        };
        old.text(before.full_name) == new.text(after.full_name)
            && *self.enums.entry(was).or_insert_with(|| {
                before.features.enum_type == after.features.enum_type
                    && before.values.len() == after.values.len()
                    && before.values.iter().zip(&after.values).all(is_same_value)
            })
    }
}

/// Compares the JSON names of two fields with the same name.
fn has_same_json_name((old, was): (&Schema, &Field), (new, is): (&Schema, &Field)) -> bool {
    was.json_name.map(|name| old.text(name)) == is.json_name.map(|name| new.text(name))
}
