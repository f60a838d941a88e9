//! Maps, as entries of a key and a value, which is how protobuf encodes them.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};

use super::ValueSeed;
use super::reading::Reading;
use crate::json::descriptor::{Field, Kind, Shape};
use crate::json::map_key::{KeyText, MapKey};
use crate::json::wire::{put_delimited, put_field};

/// A seed that reads a map.
pub(super) struct EntriesSeed<'o> {
    pub(super) out: &'o mut Vec<u8>,
    pub(super) field: &'static Field,
    pub(super) reading: Reading<'o>,
}

impl<'de> DeserializeSeed<'de> for EntriesSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for EntriesSeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.reading.expects();
        f.write_str("an object, the entries of a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        read_entries(self.out, self.field, self.reading, None, map)
    }
}

/// Reads the entries of a map. `first` is a key that was already read.
pub(super) fn read_entries<'de, A: MapAccess<'de>>(
    out: &mut Vec<u8>,
    field: &'static Field,
    reading: Reading<'_>,
    first: Option<Cow<'de, str>>,
    mut map: A,
) -> Result<(), A::Error> {
    let kind = match field.shape {
        Shape::Map(kind) => kind,
        _ => Kind::String,
    };
    let reading = reading.deeper().map_err(|why| reading.invalid(why))?;
    let mut keys = BTreeSet::new();
    let mut next = first;
    loop {
        let Some(text) =
            next.take().map_or_else(|| map.next_key_seed(KeyText("the key of a map")), |first| Ok(Some(first)))?
        else {
            return Ok(());
        };
        let key = MapKey::parse(kind, text).map_err(|why| reading.invalid(why))?;
        let start = out.len();
        let is_set = put_delimited(out, field.number, |out| {
            put_field(out, 1, key.raw(kind));
            let value = map.next_value_seed(ValueSeed { out, number: Some(2), kind: field.kind, reading });
            value.map_err(|error| reading.in_map(&key.text(), error))
        })?;
        if !is_set {
            out.truncate(start);
        }
        if let Some(key) = keys.replace(key) {
            return Err(reading.invalid(format_args!("the key `{}` is there twice", key.text())));
        }
    }
}
