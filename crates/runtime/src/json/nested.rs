use serde::de::Deserializer;
use serde::ser::Serializer;

use super::codec::Codec;
use super::context::Context;
use super::message::Json;

/// A message with generated JSON code.
pub enum Nested {}

impl<T: Json> Codec<T> for Nested {
    const TAKES_NULL: bool = T::TAKES_NULL;

    fn write<S: Serializer>(value: &T, context: Context, serializer: S) -> Result<S::Ok, S::Error> {
        value.write(context, serializer)
    }

    fn read<'de, D: Deserializer<'de>>(slot: &mut T, context: Context, deserializer: D) -> Result<bool, D::Error> {
        slot.read_into(context, deserializer).map(|()| true)
    }
}

/// A boxed message with generated JSON code.
pub enum Boxed {}

impl<T: Json> Codec<Box<T>> for Boxed {
    const TAKES_NULL: bool = T::TAKES_NULL;

    fn write<S: Serializer>(value: &Box<T>, context: Context, serializer: S) -> Result<S::Ok, S::Error> {
        T::write(value, context, serializer)
    }

    fn read<'de, D: Deserializer<'de>>(slot: &mut Box<T>, context: Context, deserializer: D) -> Result<bool, D::Error> {
        T::read_into(slot, context, deserializer).map(|()| true)
    }
}
