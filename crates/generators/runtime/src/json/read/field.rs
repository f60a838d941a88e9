//! The value of a field by its shape. `null` stands for no value, except where `null` is a value.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Visitor};

use super::reading::Reading;
use super::{EntriesSeed, ListSeed, ValueSeed};
use crate::json::descriptor::{Field, Shape};

/// A seed that reads the value of a field, unless it is `null`. Returns `false` if it is `null` or ignored.
pub(in crate::json) struct OrNull<S> {
    pub(in crate::json) seed: S,
    pub(in crate::json) field: &'static Field,
}

impl<'de, S: DeserializeSeed<'de, Value = bool>> DeserializeSeed<'de> for OrNull<S> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        let is_single = matches!(self.field.shape, Shape::Implicit | Shape::Explicit | Shape::Member(_));
        if is_single && self.field.kind.takes_null() {
            self.seed.deserialize(deserializer)
        } else {
            deserializer.deserialize_option(self)
        }
    }
}

impl<'de, S: DeserializeSeed<'de, Value = bool>> Visitor<'de> for OrNull<S> {
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
        self.seed.deserialize(deserializer)
    }
}

/// A seed that reads the value of a field, and appends its encoding. Returns `false` if it is ignored.
pub(in crate::json) struct FieldSeed<'o> {
    pub(in crate::json) out: &'o mut Vec<u8>,
    pub(in crate::json) field: &'static Field,
    pub(in crate::json) reading: Reading<'o>,
}

impl<'de> DeserializeSeed<'de> for FieldSeed<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        let Self { out, field, reading } = self;
        match field.shape {
            Shape::List | Shape::Packed => ListSeed { out, field, reading }.deserialize(deserializer).map(|()| true),
            Shape::Map(_) => EntriesSeed { out, field, reading }.deserialize(deserializer).map(|()| true),
            Shape::Implicit | Shape::Explicit | Shape::Member(_) => {
                ValueSeed { out, number: Some(field.number), kind: field.kind, reading }.deserialize(deserializer)
            }
        }
    }
}
