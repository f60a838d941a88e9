//! Messages as values by field number.

use std::collections::BTreeMap;

use protoward_schema::wire::Writer;
use protoward_schema::{FieldId, FieldNumber, MessageId};

/// A message of a type of the schema, with its unknown fields.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// The type, which decides the meaning of field numbers.
    pub ty: MessageId,
    fields: BTreeMap<FieldNumber, (FieldId, Content)>,
    unknown: Vec<u8>,
}

/// The contents of a field. A present list or map is not empty.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// The value of a singular field.
    One(DynamicValue),
    /// The values of a repeated field, in order.
    Many(Vec<DynamicValue>),
    /// The values of a map field, by key.
    Map(BTreeMap<Key, DynamicValue>),
}

/// One value of a field.
#[derive(Clone, Debug, PartialEq)]
pub enum DynamicValue {
    /// `double`
    Double(f64),
    /// `float`
    Float(f32),
    /// A signed integer of any width and encoding.
    Int(i64),
    /// An unsigned integer of any width and encoding.
    Uint(u64),
    /// `bool`
    Bool(bool),
    /// A `string`: UTF-8, unless the field is not validated.
    Text(Vec<u8>),
    /// `bytes`
    Bytes(Vec<u8>),
    /// An enum number, possibly unknown.
    Enum(i32),
    /// A nested message or group.
    Message(Message),
}

/// The key of a map entry.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "they are those of `Value`")]
pub enum Key {
    Int(i64),
    Uint(u64),
    Bool(bool),
    Text(Vec<u8>),
}

impl Message {
    /// Creates a message without fields.
    pub const fn new(ty: MessageId) -> Self {
        Self { ty, fields: BTreeMap::new(), unknown: Vec::new() }
    }

    /// Returns the contents of a field if set.
    pub fn get(&self, number: FieldNumber) -> Option<&Content> {
        self.fields.get(&number).map(|(_, content)| content)
    }

    /// Returns the set fields in number order.
    pub fn iter(&self) -> impl Iterator<Item = (FieldNumber, FieldId, &Content)> {
        self.fields.iter().map(|(&number, (id, content))| (number, *id, content))
    }

    /// Sets a field. An empty list or map clears the field.
    pub fn set(&mut self, number: FieldNumber, field: FieldId, content: Content) {
        let is_empty = match &content {
            Content::One(_) => false,
            Content::Many(values) => values.is_empty(),
            Content::Map(entries) => entries.is_empty(),
        };
        if is_empty {
            self.clear(number);
        } else {
            self.fields.insert(number, (field, content));
        }
    }

    /// Clears a field and returns its contents.
    pub fn clear(&mut self, number: FieldNumber) -> Option<Content> {
        self.fields.remove(&number).map(|(_, content)| content)
    }

    /// Returns the unknown fields in wire format.
    pub fn unknown(&self) -> &[u8] {
        &self.unknown
    }

    pub(super) fn add_unknown(&mut self, raw: &[u8]) {
        self.unknown.extend_from_slice(raw);
    }

    /// Adds an unknown field with a varint.
    pub(super) fn add_unknown_varint(&mut self, number: u32, value: u64) {
        let mut writer = Writer::default();
        writer.uint64(number, value);
        self.add_unknown(writer.as_bytes());
    }
}

impl Content {
    /// Returns the messages among the values.
    pub(super) fn messages(&self) -> impl Iterator<Item = &Message> {
        let (one, many, map) = match self {
            Self::One(value) => (Some(value), None, None),
            Self::Many(values) => (None, Some(values), None),
            Self::Map(entries) => (None, None, Some(entries)),
        };
        let values = one.into_iter().chain(many.into_iter().flatten());
        values.chain(map.into_iter().flat_map(BTreeMap::values)).filter_map(|value| match value {
            DynamicValue::Message(message) => Some(message),
            _ => None,
        })
    }
}

impl DynamicValue {
    /// Returns whether the value is the default of a field without presence. A negative zero is not.
    pub fn is_zero(&self) -> bool {
        match self {
            Self::Double(value) => value.to_bits() == 0,
            Self::Float(value) => value.to_bits() == 0,
            Self::Int(value) => *value == 0,
            Self::Uint(value) => *value == 0,
            Self::Bool(value) => !value,
            Self::Text(value) | Self::Bytes(value) => value.is_empty(),
            Self::Enum(value) => *value == 0,
            Self::Message(_) => false,
        }
    }

    /// Converts the value to a map key; `None` if the type cannot be a key.
    pub fn into_key(self) -> Option<Key> {
        match self {
            Self::Int(value) => Some(Key::Int(value)),
            Self::Uint(value) => Some(Key::Uint(value)),
            Self::Bool(value) => Some(Key::Bool(value)),
            Self::Text(value) => Some(Key::Text(value)),
            Self::Double(_) | Self::Float(_) | Self::Bytes(_) | Self::Enum(_) | Self::Message(_) => None,
        }
    }
}

impl From<Key> for DynamicValue {
    fn from(key: Key) -> Self {
        match key {
            Key::Int(value) => Self::Int(value),
            Key::Uint(value) => Self::Uint(value),
            Key::Bool(value) => Self::Bool(value),
            Key::Text(value) => Self::Text(value),
        }
    }
}
