//! Lists, which are packed in the encoding if the field is.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, SeqAccess, Visitor};

use super::ValueSeed;
use super::reading::Reading;
use crate::json::descriptor::{Field, Shape};
use crate::json::wire::put_delimited;

/// A seed that reads a list.
pub(super) struct ListSeed<'o> {
    pub(super) out: &'o mut Vec<u8>,
    pub(super) field: &'static Field,
    pub(super) reading: Reading<'o>,
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
        self.reading.expects();
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<(), A::Error> {
        let Self { out, field, reading } = self;
        match field.shape {
            Shape::Packed => put_delimited(out, field.number, |out| values(out, None, field, reading, list)),
            _ => values(out, Some(field.number), field, reading, list),
        }
    }
}

/// Reads the values of a list. Without a `number`, they are packed: written without keys.
fn values<'de, A: SeqAccess<'de>>(
    out: &mut Vec<u8>,
    number: Option<u32>,
    field: &'static Field,
    reading: Reading<'_>,
    mut list: A,
) -> Result<(), A::Error> {
    for index in 0.. {
        let value = list.next_element_seed(ValueSeed { out, number, kind: field.kind, reading });
        if value.map_err(|error| reading.in_list(index, error))?.is_none() {
            break;
        }
    }
    Ok(())
}
