use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer};
use serde::ser::{Serialize, Serializer};

use super::context::Context;
use super::message::Json;

/// How JSON is read and written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Whether keys that are no fields, and names that are no values of their enum, are passed over where JSON is read.
    pub ignore_unknown: bool,
    /// Whether fields without presence are written when they are zero or empty, lists and maps among them.
    pub emit_defaults: bool,
    /// Whether fields are written by their names as declared, not in lowerCamelCase. Both are read, always.
    pub proto_names: bool,
    /// Whether values of enums are written by their numbers.
    pub enum_numbers: bool,
}

impl Options {
    /// What `serde::Serialize` and `serde::Deserialize` of messages do: what was asked for when the code was generated.
    pub const GENERATED: Self =
        Self { ignore_unknown: false, emit_defaults: false, proto_names: false, enum_numbers: false };

    /// The message, to be serialized with these options.
    pub fn write<M: Json>(self, message: &M) -> Written<'_, M> {
        Written { message, options: self }
    }

    /// Reads a message with these options: a seed to be given a deserializer.
    pub fn read<M: Json>(self) -> Read<M> {
        Read { options: self, message: PhantomData }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self::GENERATED
    }
}

/// A message, and how it is written.
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

/// How a message is read.
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

/// A message with the options of generation.
pub fn write<M: Json, S: Serializer>(message: &M, serializer: S) -> Result<S::Ok, S::Error> {
    message.write(Context::new(Options::GENERATED), serializer)
}

/// Reads a message with the options of generation.
pub fn read<'de, M: Json, D: Deserializer<'de>>(deserializer: D) -> Result<M, D::Error> {
    M::read(Context::new(Options::GENERATED), deserializer)
}
