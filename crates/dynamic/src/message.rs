use std::collections::BTreeMap;

use protoward_schema::wire::Writer;
use protoward_schema::{FieldId, FieldNumber, MessageId};

/// A message of a schema, in memory.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// Its type.
    pub ty: MessageId,
    fields: BTreeMap<FieldNumber, (FieldId, Content)>,
    unknown: Vec<u8>,
}

/// What a field holds. A list or a map that is there is not empty.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// One value.
    One(Value),
    /// Any number of values.
    Many(Vec<Value>),
    /// A map.
    Map(BTreeMap<Key, Value>),
}

/// One value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `double`
    Double(f64),
    /// `float`
    Float(f32),
    /// Any whole number that has a sign.
    Int(i64),
    /// Any whole number that has none.
    Uint(u64),
    /// `bool`
    Bool(bool),
    /// `string`: UTF-8, unless its field is not checked.
    Text(Vec<u8>),
    /// `bytes`
    Bytes(Vec<u8>),
    /// A value of an enum, which need not have a name.
    Enum(i32),
    /// A message.
    Message(Message),
}

/// The key of a map.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "they are those of `Value`")]
pub enum Key {
    Int(i64),
    Uint(u64),
    Bool(bool),
    Text(Vec<u8>),
}

impl Message {
    /// A message in which nothing is set.
    pub const fn new(ty: MessageId) -> Self {
        Self { ty, fields: BTreeMap::new(), unknown: Vec::new() }
    }

    /// What a field holds, if it is set.
    pub fn get(&self, number: FieldNumber) -> Option<&Content> {
        self.fields.get(&number).map(|(_, content)| content)
    }

    /// The fields that are set, in the order of their numbers.
    pub fn iter(&self) -> impl Iterator<Item = (FieldNumber, FieldId, &Content)> {
        self.fields.iter().map(|(&number, (id, content))| (number, *id, content))
    }

    /// Sets a field, whatever it held; an empty list or map is one that is not set.
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

    /// Takes what a field holds.
    pub fn clear(&mut self, number: FieldNumber) -> Option<Content> {
        self.fields.remove(&number).map(|(_, content)| content)
    }

    /// The fields that the schema does not know, as they stand on the wire.
    pub fn unknown(&self) -> &[u8] {
        &self.unknown
    }

    pub(super) fn add_unknown(&mut self, raw: &[u8]) {
        self.unknown.extend_from_slice(raw);
    }

    /// Adds a number that the schema has no name for, as one field.
    pub(super) fn add_unknown_varint(&mut self, number: u32, value: u64) {
        let mut writer = Writer::default();
        writer.uint64(number, value);
        self.add_unknown(writer.as_bytes());
    }
}

impl Content {
    /// The messages among its values.
    pub(super) fn messages(&self) -> impl Iterator<Item = &Message> {
        let (one, many, map) = match self {
            Self::One(value) => (Some(value), None, None),
            Self::Many(values) => (None, Some(values), None),
            Self::Map(entries) => (None, None, Some(entries)),
        };
        let values = one.into_iter().chain(many.into_iter().flatten());
        values.chain(map.into_iter().flat_map(BTreeMap::values)).filter_map(|value| match value {
            Value::Message(message) => Some(message),
            _ => None,
        })
    }
}

impl Value {
    /// Whether it is what a field without presence has when nothing was sent. A negative zero is not.
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

    /// The value as the key of a map; `None` for what cannot be one.
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

impl From<Key> for Value {
    fn from(key: Key) -> Self {
        match key {
            Key::Int(value) => Self::Int(value),
            Key::Uint(value) => Self::Uint(value),
            Key::Bool(value) => Self::Bool(value),
            Key::Text(value) => Self::Text(value),
        }
    }
}
