use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer};
use serde::ser::{Serialize, Serializer};

use super::context::Context;
use super::message::Json;

/// Options for reading and writing JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Ignores unknown fields and unknown enum values when reading.
    pub ignore_unknown: bool,
    /// Writes fields without presence even if they are zero or empty, including lists and maps.
    pub emit_defaults: bool,
    /// Writes the declared names of fields instead of their JSON names. Both are always accepted when reading.
    pub proto_names: bool,
    /// Writes enum values as numbers.
    pub enum_numbers: bool,
}

impl Options {
    /// The options that were set when the code was generated. The `serde` implementations of messages use them.
    pub const GENERATED: Self =
        Self { ignore_unknown: false, emit_defaults: false, proto_names: false, enum_numbers: false };

    /// Returns a wrapper that serializes the message with these options.
    pub fn write<M: Json>(self, message: &M) -> Written<'_, M> {
        Written { message, options: self }
    }

    /// Returns a seed that deserializes a message with these options.
    pub fn read<M: Json>(self) -> Read<M> {
        Read { options: self, message: PhantomData }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self::GENERATED
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
        self.message.write(Context::new(self.options), serializer)
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
        M::read(Context::new(self.options), deserializer)
    }
}

/// Writes a message with [`Options::GENERATED`].
pub fn write<M: Json, S: Serializer>(message: &M, serializer: S) -> Result<S::Ok, S::Error> {
    message.write(Context::new(Options::GENERATED), serializer)
}

/// Reads a message with [`Options::GENERATED`].
pub fn read<'de, M: Json, D: Deserializer<'de>>(deserializer: D) -> Result<M, D::Error> {
    M::read(Context::new(Options::GENERATED), deserializer)
}
