//! A deserializer that records the path of the first error.
//!
//! An error in a value has the path of the value. An error in a key, such as an unknown or a duplicate one, has the path
//! with this key: the message's visitor reports it between reading the key and the next one.

use std::fmt;

use serde::de::value::CowStrDeserializer;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;

use super::ReadContext;
use super::overlay::KEY;

/// A deserializer of the value at a path.
pub(super) struct Tracked<'c, D> {
    pub(super) inner: D,
    pub(super) path: String,
    pub(super) context: &'c ReadContext,
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Tracked<'_, D> {
    type Error = D::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        let Tracked { inner, path, context } = self;
        let value = inner.deserialize_any(TrackedVisitor { visitor, path: path.clone(), context });
        value.inspect_err(|error| context.set_error(&path, error))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        let Tracked { inner, path, context } = self;
        let value = inner.deserialize_option(TrackedVisitor { visitor, path: path.clone(), context });
        value.inspect_err(|error| context.set_error(&path, error))
    }

    // JSON is self-describing.
    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct newtype_struct seq
        tuple tuple_struct map struct enum identifier ignored_any
    }
}

struct TrackedVisitor<'c, V> {
    visitor: V,
    path: String,
    context: &'c ReadContext,
}

impl<'de, V: Visitor<'de>> Visitor<'de> for TrackedVisitor<'_, V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.visitor.expecting(f)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<V::Value, E> {
        self.visitor.visit_bool(value)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<V::Value, E> {
        self.visitor.visit_i64(value)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<V::Value, E> {
        self.visitor.visit_u64(value)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<V::Value, E> {
        self.visitor.visit_f64(value)
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<V::Value, E> {
        self.visitor.visit_str(value)
    }

    fn visit_borrowed_str<E: Error>(self, value: &'de str) -> Result<V::Value, E> {
        self.visitor.visit_borrowed_str(value)
    }

    fn visit_none<E: Error>(self) -> Result<V::Value, E> {
        self.visitor.visit_none()
    }

    fn visit_unit<E: Error>(self) -> Result<V::Value, E> {
        self.visitor.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, inner: D) -> Result<V::Value, D::Error> {
        let TrackedVisitor { visitor, path, context } = self;
        visitor.visit_some(Tracked { inner, path, context })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<V::Value, A::Error> {
        let TrackedVisitor { visitor, path, context } = self;
        visitor.visit_seq(TrackedList { list, path, index: 0, context })
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<V::Value, A::Error> {
        let TrackedVisitor { visitor, path, context } = self;
        let mut map = TrackedMap { map, path, key: None, context };
        let value = visitor.visit_map(&mut map);
        value.inspect_err(|error| context.set_error(&map.place(), error))
    }
}

struct TrackedList<'c, A> {
    list: A,
    path: String,
    index: usize,
    context: &'c ReadContext,
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for TrackedList<'_, A> {
    type Error = A::Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, A::Error> {
        let path = format!("{}[{}]", self.path, self.index);
        self.index += 1;
        self.list.next_element_seed(TrackedSeed { seed, path, context: self.context })
    }
}

struct TrackedMap<'c, A> {
    map: A,
    path: String,
    /// The last key, until the next one is read.
    key: Option<String>,
    context: &'c ReadContext,
}

impl<A> TrackedMap<'_, A> {
    fn place(&self) -> String {
        match &self.key {
            None => self.path.clone(),
            Some(key) if self.path.is_empty() => key.clone(),
            Some(key) => format!("{}.{key}", self.path),
        }
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for &mut TrackedMap<'_, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        self.key = None;
        let Some(key) = self.map.next_key_seed(KEY)? else { return Ok(None) };
        self.key = Some(key.clone().into_owned());
        seed.deserialize(CowStrDeserializer::new(key)).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        let path = self.place();
        let context = self.context;
        self.map.next_value_seed(TrackedSeed { seed, path, context })
    }
}

struct TrackedSeed<'c, S> {
    seed: S,
    path: String,
    context: &'c ReadContext,
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for TrackedSeed<'_, S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, inner: D) -> Result<S::Value, D::Error> {
        let TrackedSeed { seed, path, context } = self;
        // A seed may reject a value after it was read.
        let value = seed.deserialize(Tracked { inner, path: path.clone(), context });
        value.inspect_err(|error| context.set_error(&path, error))
    }
}
