//! JSON into messages whose generated code names the places of fields.

#[cfg(test)]
mod tests;
mod types;

use serde::de::{DeserializeSeed as _, Deserializer, MapAccess};

use super::context::Context;
use super::descriptor::Field;
use super::fill::{Fill, Input};
use super::message::{Encoding, Message};
use super::read::{FieldSeed, MessageSeed, OrNull, Place, Reading, Target, ToFields};

impl<'de, A: MapAccess<'de>> Input<'_, A> {
    /// Reads the value by its encoding, for types of other crates.
    ///
    /// # Errors
    /// Fails in the same cases as [`Fill::fill`].
    pub fn encoded<M: Message>(self, message: &mut M) -> Result<bool, A::Error> {
        let Self { object, field, reading } = self;
        let mut bytes = Vec::new();
        let is_set = object.next_value_seed(OrNull { seed: FieldSeed { out: &mut bytes, field, reading }, field })?;
        M::Encoding::merge(message, &bytes).map_err(|why| reading.invalid(why))?;
        Ok(is_set)
    }
}

/// The fields of a message.
struct FieldsOf<'m, M>(&'m mut M);

impl<M: Fill> Target for FieldsOf<'_, M> {
    #[inline]
    fn read<'de, A: MapAccess<'de>>(
        &mut self,
        index: usize,
        field: &'static Field,
        reading: Reading<'_>,
        object: &mut A,
    ) -> Result<bool, A::Error> {
        self.0.fill_field(index, Input { object, field, reading })
    }
}

/// Reads a message whose JSON is an object with its fields.
///
/// # Errors
/// Fails in the same cases as [`Fill::fill`].
pub fn fill_object<'de, M: Message, D: Deserializer<'de>>(
    message: &mut M,
    reading: Reading<'_>,
    deserializer: D,
) -> Result<bool, D::Error> {
    let descriptor = M::descriptor();
    let reading = reading.within(descriptor).map_err(|why| reading.invalid(why))?;
    deserializer.deserialize_map(ToFields { target: FieldsOf(message), descriptor, reading }).map(|()| true)
}

/// Reads a message by its encoding: one with a JSON form of its own, or one whose fields have no code for readers.
///
/// # Errors
/// Fails in the same cases as [`Fill::fill`].
pub fn fill_encoded<'de, M: Message, D: Deserializer<'de>>(
    message: &mut M,
    reading: Reading<'_>,
    deserializer: D,
) -> Result<bool, D::Error> {
    let mut bytes = Vec::new();
    MessageSeed { out: &mut bytes, descriptor: M::descriptor(), reading }.deserialize(deserializer)?;
    M::Encoding::merge(message, &bytes).map_err(|why| reading.invalid(why))?;
    Ok(true)
}

/// Reads a message with the options of its code.
///
/// # Errors
/// Fails in the same cases as [`read_in`].
pub fn read<'de, M: Message, D: Deserializer<'de>>(deserializer: D) -> Result<M, D::Error> {
    read_in(M::context(), deserializer)
}

/// Reads a message with the options and types of a context. Errors have the path of the value that is not valid.
///
/// # Errors
/// Fails if the input is not the JSON form of the message, or if the deserializer fails.
pub fn read_in<'de, M: Message, D: Deserializer<'de>>(context: Context, deserializer: D) -> Result<M, D::Error> {
    let place = Place::default();
    let mut message = M::default();
    match message.fill(M::descriptor().as_field(), Reading::new(context, &place), deserializer) {
        Ok(_) => Ok(message),
        Err(error) => Err(place.locate(error)),
    }
}
