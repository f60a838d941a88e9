use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde::ser::Serializer;

use super::codec::{By, Codec, Place};
use super::context::Context;
use super::map::{Key, Map};

/// A list whose values have the codec `C`.
pub(super) struct List<C>(PhantomData<C>);

impl<C: Codec<T>, T: Default> Codec<Vec<T>> for List<C> {
    fn write<S: Serializer>(values: &Vec<T>, context: Context, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(values.iter().map(|value| By::<C, T>::new(value, context)))
    }

    fn read<'de, D: Deserializer<'de>>(slot: &mut Vec<T>, context: Context, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_seq(Place::<Self, _>::new(slot, context))
    }

    fn is_zero(values: &Vec<T>) -> bool {
        values.is_empty()
    }
}

impl<'de, C: Codec<T>, T: Default> Visitor<'de> for Place<'_, List<C>, Vec<T>> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<bool, A::Error> {
        while let Some(()) = list.next_element_seed(Element(&mut self))? {}
        Ok(true)
    }
}

/// A seed that reads the next value of a list.
struct Element<'p, 's, C, T>(&'p mut Place<'s, List<C>, Vec<T>>);

impl<'de, C: Codec<T>, T: Default> DeserializeSeed<'de> for Element<'_, '_, C, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let Place { slot: values, context, .. } = self.0;
        let index = values.len();
        values.resize_with(index + 1, T::default);
        if !C::read(&mut values[index], *context, deserializer)? {
            values.truncate(index);
        }
        Ok(())
    }
}

/// A map whose values have the codec `C`.
pub(super) struct Entries<C>(PhantomData<C>);

impl<C: Codec<T::Value>, T: Map<Value: Default>> Codec<T> for Entries<C> {
    /// Writes the entries sorted by key, so that the output is deterministic.
    fn write<S: Serializer>(map: &T, context: Context, serializer: S) -> Result<S::Ok, S::Error> {
        let mut entries = map.entries();
        entries.sort_unstable_by_key(|(key, _)| *key);
        serializer
            .collect_map(entries.into_iter().map(|(key, value)| (key.text(), By::<C, T::Value>::new(value, context))))
    }

    fn read<'de, D: Deserializer<'de>>(slot: &mut T, context: Context, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_map(Place::<Self, _>::new(slot, context))
    }

    fn is_zero(map: &T) -> bool {
        map.is_empty()
    }
}

impl<'de, C: Codec<T::Value>, T: Map<Value: Default>> Visitor<'de> for Place<'_, Entries<C>, T> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object, the entries of a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<bool, A::Error> {
        while let Some(text) = map.next_key::<String>()? {
            let key = <T::Key as Key>::read(&text).map_err(A::Error::custom)?;
            if self.slot.has(&key) {
                return Err(A::Error::custom(format_args!("the key `{text}` is there twice")));
            }
            let mut value = T::Value::default();
            if map.next_value_seed(Place::<C, _>::new(&mut value, self.context))? {
                self.slot.put(key, value);
            }
        }
        Ok(true)
    }
}
