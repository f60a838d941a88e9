//! `google.protobuf.Value`: any JSON, whose type decides which field of the message is set.

use std::fmt;

use serde::de::{Deserializer, Error as _, MapAccess, SeqAccess, Visitor as _};

use super::ListSeed;
use super::map::read_entries;
use crate::json::atom::{AnyValue, Atom, FromJson};
use crate::json::context::Context;
use crate::json::well_known::{BOOL, LIST, NULL, NUMBER, STRING, STRUCT, list_value, r#struct};
use crate::json::wire::{Raw, put_delimited, put_field};

const NAME: &str = "google.protobuf.Value";

/// Reads any value, and appends the field that holds it.
pub(super) fn read_value<'de, D: Deserializer<'de>>(
    out: &mut Vec<u8>,
    context: Context,
    deserializer: D,
) -> Result<(), D::Error> {
    let context = context.deeper().map_err(D::Error::custom)?;
    deserializer.deserialize_any(AnyValue(ToValue { out, context }))
}

struct ToValue<'o> {
    out: &'o mut Vec<u8>,
    context: Context,
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
                        .ok_or_else(|| E::custom(format_args!("{digits} is too large")))?,
                    _ => number.real(NAME).map_err(E::custom)?,
                };
                put_field(self.out, NUMBER, Raw::Fixed64(value.to_bits()));
            }
        }
        Ok(())
    }

    fn list<A: SeqAccess<'de>>(self, list: A) -> Result<(), A::Error> {
        let Self { out, context } = self;
        let context = context.deeper().map_err(A::Error::custom)?;
        let field = &list_value().fields[0];
        put_delimited(out, LIST, |out| ListSeed { out, field, context }.visit_seq(list))
    }

    fn object<A: MapAccess<'de>>(self, key: Option<String>, map: A) -> Result<(), A::Error> {
        let Self { out, context } = self;
        let context = context.deeper().map_err(A::Error::custom)?;
        let field = &r#struct().fields[0];
        put_delimited(out, STRUCT, |out| match key {
            Some(key) => read_entries(out, field, context, Some(key.into()), map),
            None => Ok(()),
        })
    }
}
