//! Messages with other options than those of their code, as values and seeds of serde.

use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer};
use serde::ser::{Serialize, Serializer};

use super::context::Options;
use super::filling::read_in;
use super::message::Message;
use super::write::write_in;

impl Options {
    /// Returns the options that the code of a message was generated with. Its `serde` implementations use them.
    pub fn generated<M: Message>() -> Self {
        M::context().options
    }

    /// Returns a wrapper that serializes the message with these options.
    pub fn write<M: Message>(self, message: &M) -> Written<'_, M> {
        Written { message, options: self }
    }

    /// Returns a seed that deserializes a message with these options.
    pub fn read<M: Message>(self) -> Read<M> {
        Read { options: self, message: PhantomData }
    }
}

/// A message that is serialized with [`Options`].
#[derive(Clone, Copy, Debug)]
pub struct Written<'m, M> {
    message: &'m M,
    options: Options,
}

impl<M: Message> Serialize for Written<'_, M> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        write_in(M::context().with(self.options), self.message, serializer)
    }
}

/// A seed that deserializes a message with [`Options`].
#[derive(Clone, Copy, Debug)]
pub struct Read<M> {
    options: Options,
    message: PhantomData<M>,
}

impl<'de, M: Message> DeserializeSeed<'de> for Read<M> {
    type Value = M;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<M, D::Error> {
        read_in(M::context().with(self.options), deserializer)
    }
}
