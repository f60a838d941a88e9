use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};

use super::codec::{Codec, Seed};
use super::context::Context;
use super::map::{Key, Map};

/// A key that was read, and whose value comes next.
pub struct Entry<'m, A> {
    map: &'m mut A,
    context: Context,
}

impl<'m, 'de, A: MapAccess<'de>> Entry<'m, A> {
    pub(super) const fn new(map: &'m mut A, context: Context) -> Self {
        Self { map, context }
    }

    fn value<C: Codec<T>, T>(self) -> Result<Value<T>, A::Error> {
        self.map.next_value_seed(Nullable(One::<C, T>(Seed::new(self.context))))
    }

    /// A field that has a value always.
    pub fn single<C: Codec<T>, T>(self, slot: &mut T) -> Result<(), A::Error> {
        self.value::<C, T>().map(|read| store(read, slot))
    }

    /// A field with presence.
    pub fn optional<C: Codec<T>, T>(self, slot: &mut Option<T>) -> Result<(), A::Error> {
        if let Value::Is(value) = self.value::<C, T>()? {
            *slot = Some(value);
        }
        Ok(())
    }

    /// A member of a oneof, `wrap`ped in its variant.
    pub fn member<C: Codec<T>, T, O>(
        self,
        oneof: &str,
        slot: &mut Option<O>,
        wrap: fn(T) -> O,
    ) -> Result<(), A::Error> {
        let value = self.value::<C, T>()?;
        if !matches!(value, Value::Null) && slot.is_some() {
            return Err(A::Error::custom(format_args!("two fields of the oneof `{oneof}` are set")));
        }
        if let Value::Is(value) = value {
            *slot = Some(wrap(value));
        }
        Ok(())
    }

    /// A list.
    pub fn list<C: Codec<T>, T>(self, slot: &mut Vec<T>) -> Result<(), A::Error> {
        let seed = List::<C, T> { context: self.context, codec: PhantomData };
        self.map.next_value_seed(Nullable(seed)).map(|read| store(read, slot))
    }

    /// A map.
    pub fn map<C: Codec<T::Value>, T: Map>(self, slot: &mut T) -> Result<(), A::Error> {
        let seed = Entries::<C, T> { context: self.context, codec: PhantomData };
        self.map.next_value_seed(Nullable(seed)).map(|read| store(read, slot))
    }
}

fn store<T>(read: Value<T>, slot: &mut T) {
    match read {
        Value::Is(value) => *slot = value,
        Value::Null | Value::PassedOver => {}
    }
}

enum Value<T> {
    /// `null`, where that is no value.
    Null,
    /// The name of a value that an enum does not have.
    PassedOver,
    Is(T),
}

/// A value in the place of which `null` may stand.
struct Nullable<S>(S);

/// What stands there if it is not `null`.
trait Inner<'de> {
    type Value;
    const TAKES_NULL: bool;

    fn read<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<Self::Value>, D::Error>;
}

impl<'de, S: Inner<'de>> DeserializeSeed<'de> for Nullable<S> {
    type Value = Value<S::Value>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        match S::TAKES_NULL {
            true => self.visit_some(deserializer),
            false => deserializer.deserialize_option(self),
        }
    }
}

impl<'de, S: Inner<'de>> Visitor<'de> for Nullable<S> {
    type Value = Value<S::Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the value of a field, or null")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        Ok(self.0.read(deserializer)?.map_or(Value::PassedOver, Value::Is))
    }
}

/// One value.
struct One<C, T>(Seed<C, T>);

impl<'de, C: Codec<T>, T> Inner<'de> for One<C, T> {
    type Value = T;
    const TAKES_NULL: bool = C::TAKES_NULL;

    fn read<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        self.0.deserialize(deserializer)
    }
}

/// Values in a list.
pub(super) struct List<C, T> {
    pub(super) context: Context,
    pub(super) codec: PhantomData<(C, T)>,
}

impl<'de, C: Codec<T>, T> Inner<'de> for List<C, T> {
    type Value = Vec<T>;
    const TAKES_NULL: bool = false;

    fn read<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<Vec<T>>, D::Error> {
        deserializer.deserialize_seq(self).map(Some)
    }
}

impl<'de, C: Codec<T>, T> Visitor<'de> for List<C, T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<T>, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element_seed(Seed::<C, T>::new(self.context))? {
            values.extend(value);
        }
        Ok(values)
    }
}

/// Entries of a map.
pub(super) struct Entries<C, T> {
    pub(super) context: Context,
    pub(super) codec: PhantomData<(C, T)>,
}

impl<'de, C: Codec<T::Value>, T: Map> Inner<'de> for Entries<C, T> {
    type Value = T;
    const TAKES_NULL: bool = false;

    fn read<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        deserializer.deserialize_map(self).map(Some)
    }
}

impl<'de, C: Codec<T::Value>, T: Map> Visitor<'de> for Entries<C, T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object, the entries of a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        let mut entries = T::default();
        while let Some(text) = map.next_key::<String>()? {
            let key = <T::Key as Key>::read(&text).map_err(A::Error::custom)?;
            if entries.has(&key) {
                return Err(A::Error::custom(format_args!("the key `{text}` is there twice")));
            }
            if let Some(value) = map.next_value_seed(Seed::<C, T::Value>::new(self.context))? {
                entries.put(key, value);
            }
        }
        Ok(entries)
    }
}
