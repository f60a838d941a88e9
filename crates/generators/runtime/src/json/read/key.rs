//! The keys of a message: JSON names, declared names, and unknown keys.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Visitor};

use crate::json::descriptor::Descriptor;

/// The key of an object that is a message.
pub(super) enum Key {
    /// The index of the field.
    Field(usize),
    Unknown(String),
}

/// A seed that reads a key of a message and finds its field.
pub(super) struct KeySeed {
    pub(super) descriptor: &'static Descriptor,
    /// The index of the field whose key is most likely, because writers keep the order of fields.
    pub(super) next: usize,
}

impl<'de> DeserializeSeed<'de> for KeySeed {
    type Value = Key;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Key, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for KeySeed {
    type Value = Key;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a field of `{}`", self.descriptor.name)
    }

    fn visit_str<E>(self, key: &str) -> Result<Key, E> {
        let field = self.descriptor.field_with_key(key, self.next);
        Ok(field.map_or_else(|| Key::Unknown(key.to_owned()), Key::Field))
    }
}
