//! Lists, which are packed in the encoding if the field is.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, SeqAccess, Visitor};

use super::ValueSeed;
use crate::json::context::Context;
use crate::json::descriptor::{Field, Shape};
use crate::json::wire::put_delimited;

/// A seed that reads a list.
pub(super) struct ListSeed<'o> {
    pub(super) out: &'o mut Vec<u8>,
    pub(super) field: &'static Field,
    pub(super) context: Context,
}

impl<'de> DeserializeSeed<'de> for ListSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for ListSeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<(), A::Error> {
        let Self { out, field, context } = self;
        match field.shape {
            Shape::Packed => put_delimited(out, field.number, |out| values(out, None, field, context, list)),
            _ => values(out, Some(field.number), field, context, list),
        }
    }
}

/// Reads the values of a list. Without a `number`, they are packed: written without keys.
fn values<'de, A: SeqAccess<'de>>(
    out: &mut Vec<u8>,
    number: Option<u32>,
    field: &'static Field,
    context: Context,
    mut list: A,
) -> Result<(), A::Error> {
    while list.next_element_seed(ValueSeed { out, number, kind: field.kind, context })?.is_some() {}
    Ok(())
}
