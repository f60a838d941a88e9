use serde::ser::SerializeMap;

use super::codec::{By, Codec};
use super::context::Context;
use super::map::Map;
use super::repeated::{Entries, List};

/// The names of a field: its JSON name and its declared name.
pub type Names = (&'static str, &'static str);

/// An object that fields are written into, each by its index.
pub struct Object<'m, M> {
    map: &'m mut M,
    context: Context,
    names: &'static [Names],
}

impl<'m, M: SerializeMap> Object<'m, M> {
    pub(super) const fn new(map: &'m mut M, context: Context, names: &'static [Names]) -> Self {
        Self { map, context, names }
    }

    /// Writes the value of the field with this index.
    pub fn set<C: Codec<T>, T>(&mut self, field: usize, value: &T) -> Result<(), M::Error> {
        let (json, declared) = self.names[field];
        let name = if self.context.options.proto_names { declared } else { json };
        self.map.serialize_entry(name, &By::<C, T>::new(value, self.context))
    }

    /// Writes a field without presence.
    pub fn implicit<C: Codec<T>, T>(&mut self, field: usize, value: &T) -> Result<(), M::Error> {
        match C::is_zero(value) && !self.context.options.emit_defaults {
            true => Ok(()),
            false => self.set::<C, T>(field, value),
        }
    }

    /// Writes a field with presence.
    pub fn optional<C: Codec<T>, T>(&mut self, field: usize, value: &Option<T>) -> Result<(), M::Error> {
        value.as_ref().map_or(Ok(()), |value| self.set::<C, T>(field, value))
    }

    /// Writes a list.
    pub fn list<C: Codec<T>, T: Default>(&mut self, field: usize, values: &Vec<T>) -> Result<(), M::Error> {
        self.implicit::<List<C>, _>(field, values)
    }

    /// Writes a map.
    pub fn map<C: Codec<T::Value>, T: Map<Value: Default>>(&mut self, field: usize, map: &T) -> Result<(), M::Error> {
        self.implicit::<Entries<C>, _>(field, map)
    }

    /// Writes a list, even if it is empty.
    pub fn every_list<C: Codec<T>, T: Default>(&mut self, field: usize, values: &Vec<T>) -> Result<(), M::Error> {
        self.set::<List<C>, _>(field, values)
    }

    /// Writes a map, even if it is empty.
    pub fn every_map<C: Codec<T::Value>, T: Map<Value: Default>>(
        &mut self,
        field: usize,
        map: &T,
    ) -> Result<(), M::Error> {
        self.set::<Entries<C>, _>(field, map)
    }
}
