use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer};
use serde::ser::{Serialize, Serializer};

use super::message::Json;
use super::options::Options;

impl Options {
    /// Returns the options that the code of a message was generated with. Its `serde` implementations use them.
    pub fn generated<M: Json>() -> Self {
        M::context().options
    }

    /// Returns a wrapper that serializes the message with these options.
    pub fn write<M: Json>(self, message: &M) -> Written<'_, M> {
        Written { message, options: self }
    }

    /// Returns a seed that deserializes a message with these options.
    pub fn read<M: Json>(self) -> Read<M> {
        Read { options: self, message: PhantomData }
    }
}

/// A message that is serialized with [`Options`].
#[derive(Clone, Copy, Debug)]
pub struct Written<'m, M> {
    message: &'m M,
    options: Options,
}

impl<M: Json> Serialize for Written<'_, M> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.message.write(M::context().with(self.options), serializer)
    }
}

/// A seed that deserializes a message with [`Options`].
#[derive(Clone, Copy, Debug)]
pub struct Read<M> {
    options: Options,
    message: PhantomData<M>,
}

impl<'de, M: Json> DeserializeSeed<'de> for Read<M> {
    type Value = M;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<M, D::Error> {
        M::read(M::context().with(self.options), deserializer)
    }
}

/// Writes a message with the options of its code.
pub fn write<M: Json, S: Serializer>(message: &M, serializer: S) -> Result<S::Ok, S::Error> {
    message.write(M::context(), serializer)
}

/// Reads a message with the options of its code.
pub fn read<'de, M: Json, D: Deserializer<'de>>(deserializer: D) -> Result<M, D::Error> {
    M::read(M::context(), deserializer)
}
