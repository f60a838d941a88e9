//! Deserialization of JSON with fields overridden by parameters.
//!
//! `PATCH /v1/{book.name=shelves/*}` with the body in `book` sets `book.name` from the path, regardless of the body.

use std::borrow::Cow;
use std::fmt;

use serde::de::value::CowStrDeserializer;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde::forward_to_deserialize_any;

use super::ReadContext;
use super::parameters::{TreeDeserializer, read_entry};
use crate::json::KeyText;
use crate::rest::tree::{Node, Tree, TreeEntry};

/// A JSON object with overriding fields.
pub(super) struct Overlay<'de, 'c, D> {
    pub(super) inner: D,
    pub(super) tree: &'de Tree<'de>,
    pub(super) context: &'c ReadContext,
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Overlay<'de, '_, D> {
    type Error = D::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        let Overlay { inner, tree, context } = self;
        inner.deserialize_any(OverlayVisitor { visitor, tree, context })
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        let Overlay { inner, tree, context } = self;
        inner.deserialize_map(OverlayVisitor { visitor, tree, context })
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        let Overlay { inner, tree, context } = self;
        inner.deserialize_option(OverlayVisitor { visitor, tree, context })
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct newtype_struct seq
        tuple tuple_struct struct enum identifier ignored_any
    }
}

struct OverlayVisitor<'de, 'c, V> {
    visitor: V,
    tree: &'de Tree<'de>,
    context: &'c ReadContext,
}

/// Values other than objects are errors, reported by the message's visitor.
impl<'de, V: Visitor<'de>> Visitor<'de> for OverlayVisitor<'de, '_, V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.visitor.expecting(f)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<V::Value, A::Error> {
        let OverlayVisitor { visitor, tree, context } = self;
        let rest = tree.entries.iter().collect();
        visitor.visit_map(OverlayMap { map, tree, rest, next: NextValue::Body, context })
    }

    fn visit_some<D: Deserializer<'de>>(self, inner: D) -> Result<V::Value, D::Error> {
        let OverlayVisitor { visitor, tree, context } = self;
        visitor.visit_some(Overlay { inner, tree, context })
    }

    fn visit_none<E: Error>(self) -> Result<V::Value, E> {
        let OverlayVisitor { visitor, tree, context } = self;
        visitor.visit_some(TreeDeserializer::new(tree, context))
    }

    fn visit_unit<E: Error>(self) -> Result<V::Value, E> {
        self.visit_none()
    }
}

/// The entries of a JSON object, then the fields that it lacks.
struct OverlayMap<'de, 'c, A> {
    map: A,
    tree: &'de Tree<'de>,
    /// The remaining fields, in reverse order.
    rest: Vec<&'de TreeEntry<'de>>,
    next: NextValue<'de>,
    context: &'c ReadContext,
}

/// The source of the next value.
enum NextValue<'de> {
    Body,
    /// The body, with fields that override its value.
    Both(&'de Tree<'de>),
    Tree(&'de TreeEntry<'de>),
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for OverlayMap<'de, '_, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        while let Some(key) = self.map.next_key_seed(KEY)? {
            self.next = match self.tree.find(&key) {
                None => NextValue::Body,
                Some(TreeEntry { node: Node::Message(tree), field }) => {
                    self.rest.retain(|entry| !std::ptr::eq(entry.field, *field));
                    NextValue::Both(tree)
                }
                Some(_) => {
                    self.map.next_value::<IgnoredAny>()?;
                    continue;
                }
            };
            return seed.deserialize(CowStrDeserializer::new(key)).map(Some);
        }
        let Some(entry) = self.rest.pop() else { return Ok(None) };
        self.next = NextValue::Tree(entry);
        seed.deserialize(CowStrDeserializer::new(Cow::Borrowed(entry.field.json_name))).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        let context = self.context;
        match self.next {
            NextValue::Body => self.map.next_value_seed(seed),
            NextValue::Both(tree) => self.map.next_value_seed(OverlaySeed { seed, tree, context }),
            NextValue::Tree(entry) => read_entry(entry, context, seed),
        }
    }
}

/// A seed that reads the key of a message.
pub(super) const KEY: KeyText = KeyText("the name of a field");

struct OverlaySeed<'de, 'c, S> {
    seed: S,
    tree: &'de Tree<'de>,
    context: &'c ReadContext,
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for OverlaySeed<'de, '_, S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, inner: D) -> Result<S::Value, D::Error> {
        let OverlaySeed { seed, tree, context } = self;
        seed.deserialize(Overlay { inner, tree, context })
    }
}
