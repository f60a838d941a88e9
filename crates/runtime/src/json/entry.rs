use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, Visitor};

use super::codec::{Codec, Place};
use super::context::Context;
use super::map::Map;
use super::repeated::{Entries, List};

/// An entry of an object whose key was read. Its value is read into a field that holds the default.
pub struct Entry<'m, A> {
    map: &'m mut A,
    context: Context,
}

impl<'m, 'de, A: MapAccess<'de>> Entry<'m, A> {
    pub(super) const fn new(map: &'m mut A, context: Context) -> Self {
        Self { map, context }
    }

    /// Reads a value. Returns `false` if it is `null` or ignored.
    fn read<C: Codec<T>, T>(self, slot: &mut T) -> Result<bool, A::Error> {
        self.map.next_value_seed(Nullable(Place::<C, T>::new(slot, self.context)))
    }

    /// Reads a field that always has a value.
    pub fn single<C: Codec<T>, T>(self, slot: &mut T) -> Result<(), A::Error> {
        self.read::<C, T>(slot).map(|_| ())
    }

    /// Reads a field that must have a value.
    pub fn required<C: Codec<T>, T>(self, slot: &mut T) -> Result<(), A::Error> {
        match self.read::<C, T>(slot)? {
            true => Ok(()),
            false => Err(A::Error::custom("a required field has no value")),
        }
    }

    /// Reads a field with presence.
    pub fn optional<C: Codec<T>, T: Default>(self, slot: &mut Option<T>) -> Result<(), A::Error> {
        if !self.read::<C, T>(slot.get_or_insert_with(T::default))? {
            *slot = None;
        }
        Ok(())
    }

    /// Reads a field of a oneof. `wrap` is its variant.
    pub fn member<C: Codec<T>, T: Default, O>(
        self,
        oneof: &str,
        slot: &mut Option<O>,
        wrap: fn(T) -> O,
    ) -> Result<(), A::Error> {
        let mut value = None;
        self.optional::<C, T>(&mut value)?;
        match value {
            Some(_) if slot.is_some() => {
                Err(A::Error::custom(format_args!("two fields of the oneof `{oneof}` are set")))
            }
            Some(value) => {
                *slot = Some(wrap(value));
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// Reads a list.
    pub fn list<C: Codec<T>, T: Default>(self, slot: &mut Vec<T>) -> Result<(), A::Error> {
        self.single::<List<C>, _>(slot)
    }

    /// Reads a map.
    pub fn map<C: Codec<T::Value>, T: Map<Value: Default>>(self, slot: &mut T) -> Result<(), A::Error> {
        self.single::<Entries<C>, _>(slot)
    }
}

/// A seed that reads a value or `null` into a place.
struct Nullable<'s, C, T>(Place<'s, C, T>);

impl<'de, C: Codec<T>, T> DeserializeSeed<'de> for Nullable<'_, C, T> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        match C::TAKES_NULL {
            true => self.visit_some(deserializer),
            false => deserializer.deserialize_option(self),
        }
    }
}

impl<'de, C: Codec<T>, T> Visitor<'de> for Nullable<'_, C, T> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the value of a field, or null")
    }

    fn visit_unit<E>(self) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_none<E>(self) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        self.0.deserialize(deserializer)
    }
}
