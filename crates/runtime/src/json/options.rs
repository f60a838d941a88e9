use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer};
use serde::ser::{Serialize, Serializer};

use super::message::Json;

/// Options for reading and writing JSON. The default is ProtoJSON.
///
/// ```
/// use protoward_runtime::json::Options;
///
/// let options = Options { ignore_unknown: true, ..Options::default() };
/// let mut json = serde_json::Deserializer::from_str(r#""3.5s""#);
/// let duration: prost_types::Duration = serde::de::DeserializeSeed::deserialize(options.read(), &mut json)?;
/// assert_eq!(duration.seconds, 3);
/// assert_eq!(serde_json::to_string(&options.write(&duration))?, r#""3.500s""#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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
    /// The JSON mapping of protobuf without options.
    pub const PROTO_JSON: Self =
        Self { ignore_unknown: false, emit_defaults: false, proto_names: false, enum_numbers: false };

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
