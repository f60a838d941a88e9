use serde::ser::SerializeMap;

use super::codec::{By, Codec};
use super::context::Context;
use super::map::Map;
use super::repeated::{Entries, List};

/// The names of a field: its JSON name and its declared name.
pub(super) type Names = (&'static str, &'static str);

/// An object that fields are written into.
pub struct Object<'m, M> {
    map: &'m mut M,
    context: Context,
}

impl<'m, M: SerializeMap> Object<'m, M> {
    pub(super) const fn new(map: &'m mut M, context: Context) -> Self {
        Self { map, context }
    }

    /// Writes a value.
    pub fn set<C: Codec<T>, T>(&mut self, names: Names, value: &T) -> Result<(), M::Error> {
        let name = if self.context.options.proto_names { names.1 } else { names.0 };
        self.map.serialize_entry(name, &By::<C, T>::new(value, self.context))
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
    pub fn list<C: Codec<T>, T: Default>(&mut self, names: Names, values: &Vec<T>) -> Result<(), M::Error> {
        self.implicit::<List<C>, _>(names, values)
    }

    /// Writes a map.
    pub fn map<C: Codec<T::Value>, T: Map<Value: Default>>(&mut self, names: Names, map: &T) -> Result<(), M::Error> {
        self.implicit::<Entries<C>, _>(names, map)
    }

    /// Writes a list, even if it is empty.
    pub fn every_list<C: Codec<T>, T: Default>(&mut self, names: Names, values: &Vec<T>) -> Result<(), M::Error> {
        self.set::<List<C>, _>(names, values)
    }

    /// Writes a map, even if it is empty.
    pub fn every_map<C: Codec<T::Value>, T: Map<Value: Default>>(
        &mut self,
        names: Names,
        map: &T,
    ) -> Result<(), M::Error> {
        self.set::<Entries<C>, _>(names, map)
    }
}
