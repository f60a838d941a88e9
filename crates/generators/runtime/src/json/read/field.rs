//! The value of a field by its shape. `null` stands for no value, except where `null` is a value.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Visitor};

use super::{EntriesSeed, ListSeed, ValueSeed};
use crate::json::context::Context;
use crate::json::descriptor::{Field, Shape};

/// A seed that reads the value of a field, which may be `null`. Returns `false` if it is `null` or ignored.
pub(super) struct FieldSeed<'o> {
    pub(super) out: &'o mut Vec<u8>,
    pub(super) field: &'static Field,
    pub(super) context: Context,
}

impl<'de> DeserializeSeed<'de> for FieldSeed<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        let is_single = matches!(self.field.shape, Shape::Implicit | Shape::Explicit | Shape::Member(_));
        if is_single && self.field.kind.takes_null() {
            self.visit_some(deserializer)
        } else {
            deserializer.deserialize_option(self)
        }
    }
}

impl<'de> Visitor<'de> for FieldSeed<'_> {
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
        let Self { out, field, context } = self;
        match field.shape {
            Shape::List | Shape::Packed => ListSeed { out, field, context }.deserialize(deserializer).map(|()| true),
            Shape::Map(_) => EntriesSeed { out, field, context }.deserialize(deserializer).map(|()| true),
            Shape::Implicit | Shape::Explicit | Shape::Member(_) => {
                ValueSeed { out, number: Some(field.number), kind: field.kind, context }.deserialize(deserializer)
            }
        }
    }
}
