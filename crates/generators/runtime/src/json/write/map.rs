//! Maps as objects, with sorted keys.

use std::cell::Cell;

use serde::ser::{Error as _, Serialize, SerializeMap as _, Serializer};

use super::Value;
use super::value::DefaultValue;
use crate::json::context::Context;
use crate::json::descriptor::{Field, Kind};
use crate::json::map_key::{MapKey, split};
use crate::json::wire::{Input, Malformed};

/// The entries of a map. Serialization reads them from `input`, which is behind the key of the first one.
pub(super) struct Entries<'c, 'b> {
    pub(super) field: &'static Field,
    pub(super) key: Kind,
    pub(super) input: &'c Cell<Input<'b>>,
    pub(super) context: Context,
}

impl<'b> Entries<'_, 'b> {
    /// Returns the entries sorted by key, so that the output is deterministic.
    fn sorted(&self) -> Result<Vec<(MapKey<'b>, Option<Input<'b>>)>, Malformed> {
        let mut entries = Vec::new();
        let mut input = self.input.get();
        loop {
            entries.push(split(self.key, self.field.kind, input.bytes()?)?);
            self.input.set(input);
            if input.is_empty() || input.key()?.0 != self.field.number {
                break;
            }
        }
        entries.sort_by(|(one, _), (other, _)| one.cmp(other));
        Ok(entries)
    }
}

impl Serialize for Entries<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let kind = self.field.kind;
        let context = self.context;
        let entries = self.sorted().map_err(S::Error::custom)?;
        let mut map = serializer.serialize_map(Some(entries.len()))?;
        for (key, value) in entries {
            map.serialize_key(&*key.text())?;
            match value.map(Cell::new) {
                Some(input) => map.serialize_value(&Value { number: 2, kind, input: &input, context })?,
                None => map.serialize_value(&DefaultValue { kind, context })?,
            }
        }
        map.end()
    }
}
