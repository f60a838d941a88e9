//! How readers fill the fields of a message.
//!
//! Generated code names the place of each field, by its index in the descriptor. Like the code of writers, it is generic, and
//! only compiled for the deserializers that are used.

use serde::de::{DeserializeSeed, Deserializer, MapAccess};

use super::descriptor::Field;
use super::read::{OrNull, Reading};
use super::visit::{FieldValue, Mismatch};

/// A Rust type of fields that JSON is read into: a message, a scalar, or several of them.
pub trait Fill: Default {
    /// Reads the value of a field. Returns `false` if it is ignored.
    ///
    /// # Errors
    /// Fails if the input is not the JSON form of the value, or if the deserializer fails.
    fn fill<'de, D: Deserializer<'de>>(
        &mut self,
        field: &'static Field,
        reading: Reading<'_>,
        deserializer: D,
    ) -> Result<bool, D::Error>;

    /// Reads the field of a message with an index in the descriptor. Returns `false` if it is `null` or ignored.
    ///
    /// # Errors
    /// Fails if the input is not the JSON form of the field, or if the deserializer fails.
    fn fill_field<'de, A: MapAccess<'de>>(&mut self, _: usize, value: Input<'_, A>) -> Result<bool, A::Error> {
        Err(value.reading.invalid(Mismatch))
    }

    /// Takes the value of a scalar. A value of another type is ignored.
    fn set(&mut self, _: FieldValue<'_>) {}
}

/// The value of a field in the input.
#[derive(Debug)]
pub struct Input<'i, A> {
    pub(super) object: &'i mut A,
    pub(super) field: &'static Field,
    pub(super) reading: Reading<'i>,
}

impl<'de, A: MapAccess<'de>> Input<'_, A> {
    /// Reads the value into a field of a message.
    ///
    /// # Errors
    /// Fails in the same cases as [`Fill::fill`].
    pub fn into_field<T: Fill>(self, place: &mut T) -> Result<bool, A::Error> {
        let Self { object, field, reading } = self;
        object.next_value_seed(OrNull { seed: FillSeed { place, field, reading }, field })
    }

    /// Reads the value into a oneof.
    ///
    /// # Errors
    /// Fails in the same cases as [`Fill::fill`].
    pub fn into_oneof<T: Fill, O>(self, place: &mut Option<O>, variant: fn(T) -> O) -> Result<bool, A::Error> {
        let mut value = T::default();
        let is_set = self.into_field(&mut value)?;
        if is_set {
            *place = Some(variant(value));
        }
        Ok(is_set)
    }
}

/// A seed that reads a value into its place. Returns `false` if it is ignored.
pub(super) struct FillSeed<'r, T> {
    pub(super) place: &'r mut T,
    pub(super) field: &'static Field,
    pub(super) reading: Reading<'r>,
}

impl<'de, T: Fill> DeserializeSeed<'de> for FillSeed<'_, T> {
    type Value = bool;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        self.place.fill(self.field, self.reading, deserializer)
    }
}
