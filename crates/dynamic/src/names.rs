//! What things are called in text, and in which order they stand.

use super::{Codec, Content, Dialect, Key, Message, Value};
use protoward_schema::{Cardinality, Element, EnumId, FieldId, FieldOwner, FieldType, MessageId, Parent};
use protoward_source::nearest;

impl Codec<'_> {
    /// The name of a field in text: that of its message, where it is a group or looks like one.
    pub(super) fn text_name(&self, id: FieldId) -> &str {
        self.schema.text_name(id)
    }

    /// Whether a field could have been declared as a group.
    pub(super) fn is_group_like(&self, id: FieldId) -> bool {
        self.schema.is_group_like(id)
    }

    /// Whether an extension of a message set goes by the name of its type, which declares it.
    pub(super) fn is_named_by_type(&self, id: FieldId) -> bool {
        let field = &self.schema[id];
        let FieldOwner::Extension { extendee, scope: Parent::Message(scope) } = field.owner else { return false };
        self.kind(extendee) == super::codec::Kind::MessageSet
            && field.ty == FieldType::Message(scope)
            && field.cardinality == Cardinality::Optional
    }

    /// The field that text means by a name.
    pub(super) fn by_text_name(&self, message: MessageId, name: &str) -> Option<FieldId> {
        self.keys(message).in_text(name)
    }

    /// Whether something in the schema has this name, packages aside.
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

    /// The extension of a message that a name in brackets means.
    pub(super) fn extension_of(&self, message: MessageId, name: &str) -> Option<FieldId> {
        if let Some(id) = self.extension(name).filter(|&id| self.schema[id].containing() == message) {
            return Some(id);
        }
        let ty = self.schema.find_message(name)?;
        let extensions = &self.schema[ty].extensions;
        let mut named = extensions.iter().copied().filter(|&id| self.schema[id].containing() == message);
        named.find(|&id| self.is_named_by_type(id))
    }

    /// The field that was most likely meant by a name that there is not.
    pub(super) fn similar_field(&self, message: MessageId, name: &str) -> Option<&str> {
        let fields = self.schema[message].fields.iter().map(|&id| self.text_name(id));
        nearest(name, fields).into_iter().next()
    }

    /// The value that was most likely meant by a name that there is not.
    pub(super) fn similar_value(&self, id: EnumId, name: &str) -> Option<&str> {
        let values = self.schema[id].values.iter().map(|&id| self.schema.text(self.schema[id].name));
        nearest(name, values).into_iter().next()
    }

    /// The fields that are set: by number, or as Go orders them for people: as they are declared, then extensions by name.
    pub(super) fn in_order<'m>(&self, message: &'m Message, dialect: Dialect) -> Vec<(FieldId, &'m Content)> {
        let mut fields: Vec<_> = message.iter().map(|(_, id, content)| (id, content)).collect();
        if dialect == Dialect::Buf {
            let name = |id: FieldId| match self.schema[id].is_extension() {
                true => self.schema.full_name(id.into()),
                false => String::new(),
            };
            fields.sort_by_cached_key(|&(id, _)| {
                let is_extension = self.schema[id].is_extension();
                (is_extension, name(id), if is_extension { 0 } else { self.schema[id].index })
            });
        }
        fields
    }

    /// Entries that were kept as they came, by key; of one key, in their order.
    pub(super) fn sorted<'m>(&self, entries: &'m [Value]) -> Vec<&'m Message> {
        let mut sorted: Vec<&Message> = entries
            .iter()
            .filter_map(|entry| match entry {
                Value::Message(entry) => Some(entry),
                _ => None,
            })
            .collect();
        sorted.sort_by_cached_key(|entry| self.key_of(entry));
        sorted
    }

    /// The key of an entry.
    pub(super) fn key_of(&self, entry: &Message) -> Option<Key> {
        let &field = self.schema[entry.ty].fields.first()?;
        let key = match entry.get(self.schema[field].number) {
            Some(Content::One(key)) => key.clone(),
            _ => self.zero(field),
        };
        key.into_key()
    }
}
