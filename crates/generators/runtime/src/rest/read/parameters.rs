//! Deserialization of messages from parameters, which are texts whose type is known only when the message asks for a value.

use std::marker::PhantomData;
use std::slice;

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;

use super::{ReadContext, read_node};
use crate::rest::parameter::ParameterText;
use crate::rest::schema::Kind;
use crate::rest::tree::{Node, Tree, TreeEntry};

/// A deserializer of a message from the parameters that set its fields.
pub(super) struct TreeDeserializer<'de, 'c, E> {
    tree: &'de Tree<'de>,
    context: &'c ReadContext,
    error: PhantomData<E>,
}

impl<'de, 'c, E> TreeDeserializer<'de, 'c, E> {
    pub(super) const fn new(tree: &'de Tree<'de>, context: &'c ReadContext) -> Self {
        TreeDeserializer { tree, context, error: PhantomData }
    }
}

impl<'de, E: Error> Deserializer<'de> for TreeDeserializer<'de, '_, E> {
    type Error = E;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        let TreeDeserializer { tree, context, error } = self;
        let mut entries = Entries { rest: tree.entries.iter(), current: None, context, error };
        let value = visitor.visit_map(&mut entries);
        // A duplicate oneof member is detected after its value was read.
        value.inspect_err(|error| entries.current.into_iter().for_each(|entry| entry.set_error(error, context)))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        visitor.visit_some(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct newtype_struct seq
        tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// The fields of a message in order.
struct Entries<'de, 'c, E> {
    rest: slice::Iter<'de, TreeEntry<'de>>,
    current: Option<&'de TreeEntry<'de>>,
    context: &'c ReadContext,
    error: PhantomData<E>,
}

impl<'de, E: Error> MapAccess<'de> for &mut Entries<'de, '_, E> {
    type Error = E;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, E> {
        let Some(entry) = self.rest.next() else { return Ok(None) };
        self.current = Some(entry);
        seed.deserialize(BorrowedStrDeserializer::new(entry.field.json_name)).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, E> {
        let Some(entry) = self.current else { return Err(E::custom("a value was read before its key")) };
        read_entry(entry, self.context, seed)
    }
}

/// Reads the value of a field, and records its parameter if that fails.
pub(super) fn read_entry<'de, S: DeserializeSeed<'de>, E: Error>(
    entry: &'de TreeEntry<'de>,
    context: &ReadContext,
    seed: S,
) -> Result<S::Value, E> {
    let kind = entry.field.kind;
    let read = match &entry.node {
        Node::Value(value) => seed.deserialize(ValueDeserializer::new(value, kind)),
        Node::List(values) => seed.deserialize(ValuesDeserializer::new(values, kind)),
        node @ (Node::Message(_) | Node::Json(..)) => read_node(node, context, seed, entry.field.json_name),
    };
    read.inspect_err(|error| entry.set_error(error, context))
}

impl TreeEntry<'_> {
    /// Records that an error is in this field, unless a more specific location is known.
    fn set_error(&self, error: &impl Error, context: &ReadContext) {
        let place = match &self.node {
            Node::Value(value) => Some(&*value.parameter),
            Node::List(values) => values.first().map(|value| &*value.parameter),
            Node::Message(_) | Node::Json(..) => Some(self.field.name),
        };
        place.into_iter().for_each(|place| context.set_error(place, error));
    }
}

/// A deserializer of the text of a parameter as the JSON value of its kind.
pub(super) struct ValueDeserializer<'de, E> {
    value: &'de ParameterText<'de>,
    kind: Kind,
    error: PhantomData<E>,
}

impl<'de, E> ValueDeserializer<'de, E> {
    pub(super) const fn new(value: &'de ParameterText<'de>, kind: Kind) -> Self {
        ValueDeserializer { value, kind, error: PhantomData }
    }
}

impl<'de, E: Error> Deserializer<'de> for ValueDeserializer<'de, E> {
    type Error = E;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        let text = &*self.value.text;
        match self.kind {
            Kind::Bool if text == "true" || text == "false" => visitor.visit_bool(text == "true"),
            Kind::Enum => match text.parse() {
                Ok(number) => visitor.visit_i64(number),
                Err(_) => visitor.visit_borrowed_str(text),
            },
            Kind::Null if matches!(text, "NULL_VALUE" | "0" | "null") => visitor.visit_unit(),
            _ => visitor.visit_borrowed_str(text),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        visitor.visit_some(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct newtype_struct seq
        tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// A deserializer of the values of a repeated parameter.
pub(super) struct ValuesDeserializer<'de, E> {
    values: &'de [ParameterText<'de>],
    kind: Kind,
    error: PhantomData<E>,
}

impl<'de, E> ValuesDeserializer<'de, E> {
    pub(super) const fn new(values: &'de [ParameterText<'de>], kind: Kind) -> Self {
        ValuesDeserializer { values, kind, error: PhantomData }
    }
}

impl<'de, E: Error> Deserializer<'de> for ValuesDeserializer<'de, E> {
    type Error = E;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        visitor.visit_seq(Values { rest: self.values.iter(), kind: self.kind, error: self.error })
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        visitor.visit_some(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct newtype_struct seq
        tuple tuple_struct map struct enum identifier ignored_any
    }
}

struct Values<'de, E> {
    rest: slice::Iter<'de, ParameterText<'de>>,
    kind: Kind,
    error: PhantomData<E>,
}

impl<'de, E: Error> SeqAccess<'de> for Values<'de, E> {
    type Error = E;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, E> {
        let Some(value) = self.rest.next() else { return Ok(None) };
        seed.deserialize(ValueDeserializer::new(value, self.kind)).map(Some)
    }
}
