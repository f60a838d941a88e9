use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};

use super::codec::{Codec, Place};
use super::context::Context;
use super::map::{Key, Map};

/// An entry of an object whose key was read. Its value is read into a field that holds the default.
pub struct Entry<'m, A> {
    map: &'m mut A,
    context: Context,
}

impl<'m, 'de, A: MapAccess<'de>> Entry<'m, A> {
    pub(super) const fn new(map: &'m mut A, context: Context) -> Self {
        Self { map, context }
    }

    /// Reads a field that always has a value.
    pub fn single<C: Codec<T>, T>(self, slot: &mut T) -> Result<(), A::Error> {
        self.map.next_value_seed(Nullable(One::<C, T> { slot, context: self.context, codec: PhantomData }))
    }

    /// Reads a field with presence.
    pub fn optional<C: Codec<T>, T: Default>(self, slot: &mut Option<T>) -> Result<(), A::Error> {
        self.map.next_value_seed(Nullable(Optional::<C, T> { slot, context: self.context, codec: PhantomData }))
    }

    /// Reads a field of a oneof. `wrap` is its variant.
    pub fn member<C: Codec<T>, T: Default, O>(
        self,
        oneof: &str,
        slot: &mut Option<O>,
        wrap: fn(T) -> O,
    ) -> Result<(), A::Error> {
        let mut value = None;
        let seed = Optional::<C, T> { slot: &mut value, context: self.context, codec: PhantomData };
        self.map.next_value_seed(Nullable(seed))?;
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
        self.map.next_value_seed(Nullable(List::<C, T>::new(slot, self.context)))
    }

    /// Reads a map.
    pub fn map<C: Codec<T::Value>, T: Map<Value: Default>>(self, slot: &mut T) -> Result<(), A::Error> {
        self.map.next_value_seed(Nullable(Entries::<C, T>::new(slot, self.context)))
    }
}

/// A value or `null`.
struct Nullable<S>(S);

/// A value other than `null`.
trait Inner<'de> {
    const TAKES_NULL: bool;

    fn read<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error>;
}

impl<'de, S: Inner<'de>> DeserializeSeed<'de> for Nullable<S> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        match S::TAKES_NULL {
            true => self.visit_some(deserializer),
            false => deserializer.deserialize_option(self),
        }
    }
}

impl<'de, S: Inner<'de>> Visitor<'de> for Nullable<S> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the value of a field, or null")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_none<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.0.read(deserializer)
    }
}

/// A single value.
struct One<'s, C, T> {
    slot: &'s mut T,
    context: Context,
    codec: PhantomData<C>,
}

impl<'de, C: Codec<T>, T> Inner<'de> for One<'_, C, T> {
    const TAKES_NULL: bool = C::TAKES_NULL;

    fn read<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        C::read_into(self.slot, self.context, deserializer).map(|_| ())
    }
}

/// A value that may be unset.
struct Optional<'s, C, T> {
    slot: &'s mut Option<T>,
    context: Context,
    codec: PhantomData<C>,
}

impl<'de, C: Codec<T>, T: Default> Inner<'de> for Optional<'_, C, T> {
    const TAKES_NULL: bool = C::TAKES_NULL;

    fn read<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let value = self.slot.get_or_insert_with(T::default);
        if !C::read_into(value, self.context, deserializer)? {
            *self.slot = None;
        }
        Ok(())
    }
}

/// The values of a list.
pub(super) struct List<'s, C, T> {
    values: &'s mut Vec<T>,
    context: Context,
    codec: PhantomData<C>,
}

impl<'s, C, T> List<'s, C, T> {
    pub(super) const fn new(values: &'s mut Vec<T>, context: Context) -> Self {
        Self { values, context, codec: PhantomData }
    }
}

impl<'de, C: Codec<T>, T: Default> Inner<'de> for List<'_, C, T> {
    const TAKES_NULL: bool = false;

    fn read<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de, C: Codec<T>, T: Default> Visitor<'de> for List<'_, C, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let Self { values, context, codec } = self;
        while let Some(()) = list.next_element_seed(Element { values: &mut *values, context, codec })? {}
        Ok(())
    }
}

/// The next value of a list.
struct Element<'s, C, T> {
    values: &'s mut Vec<T>,
    context: Context,
    codec: PhantomData<C>,
}

impl<'de, C: Codec<T>, T: Default> DeserializeSeed<'de> for Element<'_, C, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let index = self.values.len();
        self.values.resize_with(index + 1, T::default);
        if !C::read_into(&mut self.values[index], self.context, deserializer)? {
            self.values.truncate(index);
        }
        Ok(())
    }
}

/// The entries of a map.
pub(super) struct Entries<'s, C, T> {
    entries: &'s mut T,
    context: Context,
    codec: PhantomData<C>,
}

impl<'s, C, T> Entries<'s, C, T> {
    pub(super) const fn new(entries: &'s mut T, context: Context) -> Self {
        Self { entries, context, codec: PhantomData }
    }
}

impl<'de, C: Codec<T::Value>, T: Map<Value: Default>> Inner<'de> for Entries<'_, C, T> {
    const TAKES_NULL: bool = false;

    fn read<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, C: Codec<T::Value>, T: Map<Value: Default>> Visitor<'de> for Entries<'_, C, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object, the entries of a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(text) = map.next_key::<String>()? {
            let key = <T::Key as Key>::read(&text).map_err(A::Error::custom)?;
            if self.entries.has(&key) {
                return Err(A::Error::custom(format_args!("the key `{text}` is there twice")));
            }
            let mut value = T::Value::default();
            if map.next_value_seed(Place::<C, _>::new(&mut value, self.context))? {
                self.entries.put(key, value);
            }
        }
        Ok(())
    }
}
