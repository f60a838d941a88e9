//! Names of fields and values in text format, and the order in which fields are written.

use super::{Codec, Content, Dialect, DynamicValue, Key, Message};
use protoward_schema::{Cardinality, Element, EnumId, FieldId, FieldOwner, FieldType, MessageId, Parent};
use protoward_source::nearest;

impl Codec<'_> {
    /// Returns the name of a field in text format: for groups and fields like groups, the message name.
    pub(super) fn text_name(&self, id: FieldId) -> &str {
        self.schema.text_name(id)
    }

    /// Returns whether a field could have been declared as a group.
    pub(super) fn is_group_like(&self, id: FieldId) -> bool {
        self.schema.is_group_like(id)
    }

    /// Returns whether an extension of a message set is named by its message type, which declares the extension.
    pub(super) fn is_named_by_type(&self, id: FieldId) -> bool {
        let field = &self.schema[id];
        let FieldOwner::Extension { extendee, scope: Parent::Message(scope) } = field.owner else { return false };
        self.kind(extendee) == super::codec::MessageKind::MessageSet
            && field.ty == FieldType::Message(scope)
            && field.cardinality == Cardinality::Optional
    }

    /// Returns the field with this name in text format.
    pub(super) fn by_text_name(&self, message: MessageId, name: &str) -> Option<FieldId> {
        self.keys(message).in_text(name)
    }

    /// Returns whether an element other than a package has this full name.
    pub(super) fn is_named(&self, name: &str) -> bool {
        let schema = self.schema;
        let child = |parent: &str, name: &str| match schema.find(parent) {
            Some(Element::Message(of)) => schema[of].fields.iter().any(|&id| schema.text(schema[id].name) == name),
            _ => false,
        };
        let is_value = || schema.enum_values.iter().any(|(id, _)| schema.full_name(id.into()) == name);
        schema.find(name).is_some()
            || name.rsplit_once('.').is_some_and(|(parent, name)| child(parent, name))
            || is_value()
    }

    /// Returns the extension of a message for a name in brackets.
    pub(super) fn extension_of(&self, message: MessageId, name: &str) -> Option<FieldId> {
        if let Some(id) = self.extension(name).filter(|&id| self.schema[id].containing() == message) {
            return Some(id);
        }
        let ty = self.schema.find_message(name)?;
        let extensions = &self.schema[ty].extensions;
        let mut named = extensions.iter().copied().filter(|&id| self.schema[id].containing() == message);
        named.find(|&id| self.is_named_by_type(id))
    }

    /// Returns the most similar field name.
    pub(super) fn similar_field(&self, message: MessageId, name: &str) -> Option<&str> {
        let fields = self.schema[message].fields.iter().map(|&id| self.text_name(id));
        nearest(name, fields).into_iter().next()
    }

    /// Returns the most similar enum value name.
    pub(super) fn similar_value(&self, id: EnumId, name: &str) -> Option<&str> {
        let values = self.schema[id].values.iter().map(|&id| self.schema.text(self.schema[id].name));
        nearest(name, values).into_iter().next()
    }

    /// Returns the set fields by number, or in Go's text order: fields in declaration order, then extensions by name.
    pub(super) fn in_order<'m>(&self, message: &'m Message, dialect: Dialect) -> Vec<(FieldId, &'m Content)> {
        let mut fields: Vec<_> = message.iter().map(|(_, id, content)| (id, content)).collect();
        if dialect == Dialect::Buf {
            let name = |id: FieldId| {
                if self.schema[id].is_extension() { self.schema.full_name(id.into()) } else { String::new() }
            };
            fields.sort_by_cached_key(|&(id, _)| {
                let is_extension = self.schema[id].is_extension();
                (is_extension, name(id), if is_extension { 0 } else { self.schema[id].index })
            });
        }
        fields
    }

    /// Returns entries sorted by key. The order of duplicates is kept.
    pub(super) fn sorted<'m>(&self, entries: &'m [DynamicValue]) -> Vec<&'m Message> {
        let mut sorted: Vec<&Message> = entries
            .iter()
            .filter_map(|entry| match entry {
                DynamicValue::Message(entry) => Some(entry),
                _ => None,
            })
            .collect();
        sorted.sort_by_cached_key(|entry| self.key_of(entry));
        sorted
    }

    /// Returns the key of an entry.
    pub(super) fn key_of(&self, entry: &Message) -> Option<Key> {
        let &field = self.schema[entry.ty].fields.first()?;
        let key = match entry.get(self.schema[field].number) {
            Some(Content::One(key)) => key.clone(),
            _ => self.zero(field),
        };
        key.into_key()
    }
}
