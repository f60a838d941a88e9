use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use super::codec::{By, Codec};
use super::context::Context;
use super::map::{Key, Map};

/// The names of a field: its JSON name and its declared name.
pub type Names = (&'static str, &'static str);

/// An object that fields are written into.
pub struct Object<'m, M> {
    map: &'m mut M,
    context: Context,
}

impl<'m, M: SerializeMap> Object<'m, M> {
    pub(super) const fn new(map: &'m mut M, context: Context) -> Self {
        Self { map, context }
    }

    fn entry(&mut self, names: Names, value: &impl Serialize) -> Result<(), M::Error> {
        let name = if self.context.options.proto_names { names.1 } else { names.0 };
        self.map.serialize_entry(name, value)
    }

    /// Writes a value.
    pub fn set<C: Codec<T>, T>(&mut self, names: Names, value: &T) -> Result<(), M::Error> {
        let value = By::<C, T>::new(value, self.context);
        self.entry(names, &value)
    }

    /// Writes a field without presence.
    pub fn implicit<C: Codec<T>, T>(&mut self, names: Names, value: &T) -> Result<(), M::Error> {
        match C::is_zero(value) && !self.context.options.emit_defaults {
            true => Ok(()),
            false => self.set::<C, T>(names, value),
        }
    }

    /// Writes a field with presence.
    pub fn optional<C: Codec<T>, T>(&mut self, names: Names, value: &Option<T>) -> Result<(), M::Error> {
        value.as_ref().map_or(Ok(()), |value| self.set::<C, T>(names, value))
    }

    /// Writes a list.
    pub fn list<C: Codec<T>, T>(&mut self, names: Names, values: &[T]) -> Result<(), M::Error> {
        match values.is_empty() && !self.context.options.emit_defaults {
            true => Ok(()),
            false => {
                let context = self.context;
                self.entry(names, &List::<C, T> { values, context, codec: std::marker::PhantomData })
            }
        }
    }

    /// Writes a map.
    pub fn map<C: Codec<T::Value>, T: Map>(&mut self, names: Names, entries: &T) -> Result<(), M::Error> {
        match entries.is_empty() && !self.context.options.emit_defaults {
            true => Ok(()),
            false => {
                let context = self.context;
                self.entry(names, &Entries::<C, T> { entries, context, codec: std::marker::PhantomData })
            }
        }
    }
}

pub(super) struct List<'v, C, T> {
    pub(super) values: &'v [T],
    pub(super) context: Context,
    pub(super) codec: std::marker::PhantomData<C>,
}

impl<C: Codec<T>, T> Serialize for List<'_, C, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.values.len()))?;
        for value in self.values {
            list.serialize_element(&By::<C, T>::new(value, self.context))?;
        }
        list.end()
    }
}

pub(super) struct Entries<'v, C, T> {
    pub(super) entries: &'v T,
    pub(super) context: Context,
    pub(super) codec: std::marker::PhantomData<C>,
}

impl<C: Codec<T::Value>, T: Map> Serialize for Entries<'_, C, T> {
    /// Writes the entries sorted by key, so that the output is deterministic.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut entries = self.entries.entries();
        entries.sort_unstable_by_key(|(key, _)| *key);
        let mut map = serializer.serialize_map(Some(entries.len()))?;
        for (key, value) in entries {
            map.serialize_entry(&*key.text(), &By::<C, T::Value>::new(value, self.context))?;
        }
        map.end()
    }
}
