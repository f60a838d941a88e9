//! `google.protobuf.Value`: any JSON, whose type decides which field of the message is set.

use std::fmt;

use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor as _};

use super::ListSeed;
use super::map::read_entries;
use super::reading::Reading;
use crate::json::atom::{AnyValue, Atom, FromJson};
use crate::json::well_known::{BOOL, LIST, NULL, NUMBER, STRING, STRUCT, list_value, r#struct};
use crate::json::wire::{Raw, put_delimited, put_field};

const NAME: &str = "google.protobuf.Value";

/// Reads any value, and appends the field that holds it.
pub(super) fn read_value<'de, D: Deserializer<'de>>(
    out: &mut Vec<u8>,
    reading: Reading<'_>,
    deserializer: D,
) -> Result<(), D::Error> {
    let reading = reading.deeper().map_err(|why| reading.invalid(why))?;
    deserializer.deserialize_any(AnyValue(ToValue { out, reading }))
}

struct ToValue<'o> {
    out: &'o mut Vec<u8>,
    reading: Reading<'o>,
}

impl<'de> FromJson<'de> for ToValue<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn atom<E: serde::de::Error>(self, atom: Atom<'de>) -> Result<(), E> {
        match &atom {
            Atom::Null => put_field(self.out, NULL, Raw::Varint(0)),
            Atom::Bool(value) => put_field(self.out, BOOL, Raw::Varint((*value).into())),
            Atom::Text(text) => put_field(self.out, STRING, Raw::Bytes(text.as_bytes())),
            number => {
                let value = match number {
                    Atom::Digits(digits) => digits
                        .parse()
                        .ok()
                        .filter(|value: &f64| value.is_finite())
                        .ok_or_else(|| self.reading.invalid(format_args!("{digits} is too large")))?,
                    _ => number.real(NAME).map_err(|why| self.reading.invalid(why))?,
                };
                put_field(self.out, NUMBER, Raw::Fixed64(value.to_bits()));
            }
        }
        Ok(())
    }

    fn list<A: SeqAccess<'de>>(self, list: A) -> Result<(), A::Error> {
        let Self { out, reading } = self;
        let reading = reading.deeper().map_err(|why| reading.invalid(why))?;
        let field = &list_value().fields[0];
        put_delimited(out, LIST, |out| ListSeed { out, field, reading }.visit_seq(list))
    }

    fn object<A: MapAccess<'de>>(self, key: Option<String>, map: A) -> Result<(), A::Error> {
        let Self { out, reading } = self;
        let reading = reading.deeper().map_err(|why| reading.invalid(why))?;
        let field = &r#struct().fields[0];
        put_delimited(out, STRUCT, |out| match key {
            Some(key) => read_entries(out, field, reading, Some(key.into()), map),
            None => Ok(()),
        })
    }
}
