//! JSON values in memory, for messages whose type is known only after they were read: the content of an `Any`, and messages of
//! other crates.

use std::fmt;

use serde::de::{
    self, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Visitor,
    value::{MapDeserializer, SeqDeserializer},
};
use serde::ser::{self, Impossible, Serialize, SerializeMap, SerializeSeq, Serializer};

use super::atom::{AnyValue, Atom, FromJson, NUMBER};

/// A JSON value in memory: the content of an `Any` before its type is known, or before it is written with its type.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// An integer that the deserializer or serializer treats as signed.
    Int(i64),
    /// An integer that the deserializer or serializer treats as unsigned.
    Uint(u64),
    /// A number in 64 bits, which need not have a fraction.
    Float(f64),
    /// A 32-bit number, which needs fewer digits than the same number in 64 bits.
    Short(f32),
    /// The digits of a number with more than 64 bits, or of any number if serde_json has arbitrary precision.
    Digits(String),
    /// A string without its escapes.
    Text(String),
    /// The values of a list.
    List(Vec<Node>),
    /// The entries of an object, in their order. Keys may be there twice.
    Object(Vec<(String, Node)>),
}

/// The reason why a value could not be read or written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error(pub(super) String);

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Error {}

impl de::Error for Error {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

impl ser::Error for Error {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

impl Serialize for Node {
    /// Recursion is bounded, since the depth of values is limited.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Int(value) => serializer.serialize_i64(*value),
            Self::Uint(value) => serializer.serialize_u64(*value),
            Self::Float(value) => serializer.serialize_f64(*value),
            Self::Short(value) => serializer.serialize_f32(*value),
            Self::Digits(value) | Self::Text(value) => serializer.serialize_str(value),
            Self::List(values) => values.serialize(serializer),
            Self::Object(entries) => serializer.collect_map(entries.iter().map(|(key, value)| (key, value))),
        }
    }
}

/// The maximum nesting depth of values. A message uses at most a list and an object, and a `google.protobuf.Value` two levels.
const DEEPEST: u32 = 300;

/// Reads any value into memory, within the limit of nesting.
struct ToNodes {
    depth: u32,
}

impl Node {
    /// Returns the JSON form of a value.
    ///
    /// # Errors
    /// Fails if the value has no form in JSON.
    pub fn of<T: Serialize + ?Sized>(value: &T) -> Result<Self, Error> {
        value.serialize(ToNode)
    }

    pub(super) fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyValue(ToNodes { depth: 0 }))
    }
}

impl ToNodes {
    fn deeper<E: de::Error>(&self) -> Result<Self, E> {
        if self.depth > DEEPEST {
            Err(E::custom(format_args!("values are nested more than {DEEPEST} deep")))
        } else {
            Ok(Self { depth: self.depth + 1 })
        }
    }
}

impl<'de> FromJson<'de> for ToNodes {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn atom<E>(self, atom: Atom<'de>) -> Result<Node, E> {
        Ok(match atom {
            Atom::Null => Node::Null,
            Atom::Bool(value) => Node::Bool(value),
            Atom::Int(value) => Node::Int(value),
            Atom::Uint(value) => Node::Uint(value),
            Atom::Float(value) => Node::Float(value),
            Atom::Digits(digits) => Node::Digits(digits.into_owned()),
            Atom::Text(text) => Node::Text(text.into_owned()),
            // `list` and `object` make those with parts.
            Atom::List => Node::List(Vec::new()),
            Atom::Object => Node::Object(Vec::new()),
        })
    }

    fn list<A: SeqAccess<'de>>(self, mut list: A) -> Result<Node, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element_seed(AnyValue(self.deeper()?))? {
            values.push(value);
        }
        Ok(Node::List(values))
    }

    fn object<A: MapAccess<'de>>(self, mut key: Option<String>, mut map: A) -> Result<Node, A::Error> {
        let mut entries = Vec::new();
        while let Some(name) = key {
            entries.push((name, map.next_value_seed(AnyValue(self.deeper()?))?));
            key = map.next_key()?;
        }
        Ok(Node::Object(entries))
    }
}

impl IntoDeserializer<'_, Error> for Node {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Node {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Self::Null => visitor.visit_unit(),
            Self::Bool(value) => visitor.visit_bool(value),
            Self::Int(value) => visitor.visit_i64(value),
            Self::Uint(value) => visitor.visit_u64(value),
            Self::Float(value) => visitor.visit_f64(value),
            Self::Short(value) => visitor.visit_f32(value),
            // The same form as in serde_json.
            Self::Digits(digits) => visitor.visit_map(MapDeserializer::new(std::iter::once((NUMBER, digits)))),
            Self::Text(text) => visitor.visit_string(text),
            Self::List(values) => visitor.visit_seq(SeqDeserializer::new(values.into_iter())),
            Self::Object(entries) => visitor.visit_map(MapDeserializer::new(entries.into_iter())),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Self::Null => visitor.visit_none(),
            other => visitor.visit_some(other),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct enum identifier ignored_any
    }
}

/// A serializer that creates a [`Node`].
pub(super) struct ToNode;

/// A list under construction.
pub(super) struct ToList(Vec<Node>);

/// An object under construction.
pub(super) struct ToObject {
    entries: Vec<(String, Node)>,
    key: Option<String>,
}

/// Returns the error for a value that ProtoJSON does not support.
pub(super) fn strange<T>() -> Result<T, Error> {
    Err(Error("the value has no form in JSON".to_owned()))
}

macro_rules! numbers {
    ($($method:ident $ty:ty => $variant:ident;)*) => {$(
        fn $method(self, value: $ty) -> Result<Node, Error> {
            Ok(Node::$variant(value.into()))
        }
    )*};
}

impl Serializer for ToNode {
    type Ok = Node;
    type Error = Error;
    type SerializeSeq = ToList;
    type SerializeTuple = Impossible<Node, Error>;
    type SerializeTupleStruct = Impossible<Node, Error>;
    type SerializeTupleVariant = Impossible<Node, Error>;
    type SerializeMap = ToObject;
    type SerializeStruct = ToObject;
    type SerializeStructVariant = Impossible<Node, Error>;

    numbers! {
        serialize_bool bool => Bool;
        serialize_i8 i8 => Int;
        serialize_i16 i16 => Int;
        serialize_i32 i32 => Int;
        serialize_i64 i64 => Int;
        serialize_u8 u8 => Uint;
        serialize_u16 u16 => Uint;
        serialize_u32 u32 => Uint;
        serialize_u64 u64 => Uint;
        serialize_f32 f32 => Short;
        serialize_f64 f64 => Float;
        serialize_char char => Text;
        serialize_str &str => Text;
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<Node, Error> {
        strange()
    }

    fn serialize_none(self) -> Result<Node, Error> {
        Ok(Node::Null)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Node, Error> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<Node, Error> {
        Ok(Node::Null)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<Node, Error> {
        Ok(Node::Null)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<Node, Error> {
        Ok(Node::Text(variant.to_owned()))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<Node, Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<Node, Error> {
        Ok(Node::Object(vec![(variant.to_owned(), value.serialize(self)?)]))
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<ToList, Error> {
        Ok(ToList(Vec::new()))
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, Error> {
        strange()
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeTupleStruct, Error> {
        strange()
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Error> {
        strange()
    }

    fn serialize_map(self, _: Option<usize>) -> Result<ToObject, Error> {
        Ok(ToObject { entries: Vec::new(), key: None })
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<ToObject, Error> {
        self.serialize_map(None)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Error> {
        strange()
    }
}

impl SerializeSeq for ToList {
    type Ok = Node;
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.0.push(value.serialize(ToNode)?);
        Ok(())
    }

    fn end(self) -> Result<Node, Error> {
        Ok(Node::List(self.0))
    }
}

impl SerializeMap for ToObject {
    type Ok = Node;
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        match key.serialize(ToNode)? {
            Node::Text(key) => self.key = Some(key),
            Node::Bool(key) => self.key = Some(key.to_string()),
            Node::Int(key) => self.key = Some(key.to_string()),
            Node::Uint(key) => self.key = Some(key.to_string()),
            _ => return strange(),
        }
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        let value = value.serialize(ToNode)?;
        self.entries.extend(self.key.take().map(|key| (key, value)));
        Ok(())
    }

    fn end(self) -> Result<Node, Error> {
        Ok(Node::Object(self.entries))
    }
}

impl ser::SerializeStruct for ToObject {
    type Ok = Node;
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Error> {
        self.serialize_entry(key, value)
    }

    fn end(self) -> Result<Node, Error> {
        SerializeMap::end(self)
    }
}
