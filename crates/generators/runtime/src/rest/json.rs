//! The JSON of messages, by serde or by a type of generated code where messages have no implementation of serde.

use std::marker::PhantomData;

use serde::de::{Deserialize, DeserializeSeed, Deserializer};
use serde::ser::{Serialize, Serializer};

/// Conversion of messages of type `T` from and to JSON.
///
/// Generated messages implement serde's traits, so [`Serde`] does. Messages of `prost-types`, and `()` for
/// `google.protobuf.Empty`, do not, so generated code implements this trait for a separate type.
pub trait Json<T> {
    /// Returns the message with the JSON that a deserializer has.
    ///
    /// # Errors
    /// Fails if the input is not the JSON form of the message.
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error>;

    /// Passes the JSON of a message to a serializer.
    ///
    /// # Errors
    /// Fails if the message cannot be represented in JSON.
    fn write<S: Serializer>(message: &T, serializer: S) -> Result<S::Ok, S::Error>;
}

/// The conversion of messages that implement the serde traits.
#[derive(Debug)]
pub enum Serde {}

impl<T: Serialize + for<'de> Deserialize<'de>> Json<T> for Serde {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        T::deserialize(deserializer)
    }

    fn write<S: Serializer>(message: &T, serializer: S) -> Result<S::Ok, S::Error> {
        message.serialize(serializer)
    }
}

/// A seed that reads a message through `J`.
pub(crate) struct ReadSeed<J, T>(PhantomData<fn() -> (J, T)>);

impl<J, T> ReadSeed<J, T> {
    pub(crate) const fn new() -> Self {
        ReadSeed(PhantomData)
    }
}

impl<'de, J: Json<T>, T> DeserializeSeed<'de> for ReadSeed<J, T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        J::read(deserializer)
    }
}

/// A message that `J` writes.
pub(crate) struct JsonMessage<'a, J, T> {
    message: &'a T,
    json: PhantomData<fn() -> J>,
}

impl<'a, J, T> JsonMessage<'a, J, T> {
    pub(crate) const fn new(message: &'a T) -> Self {
        JsonMessage { message, json: PhantomData }
    }
}

impl<J: Json<T>, T> Serialize for JsonMessage<'_, J, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        J::write(self.message, serializer)
    }
}
