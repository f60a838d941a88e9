//! `google.protobuf.Value`.

use std::cell::Cell;
use std::fmt;

use serde::de::{Deserializer, Error as _, MapAccess, SeqAccess, Visitor as _};
use serde::ser::{Error as _, Serialize as _, Serializer};

use super::{list_value, r#struct};
use crate::json::atom::{AnyValue, Atom, FromJson};
use crate::json::context::Context;
use crate::json::descriptor::Kind;
use crate::json::read::{ListSeed, read_entries};
use crate::json::wire::{Input, Malformed, Raw, put_delimited, put_key, put_raw, wire_type};
use crate::json::write::Value;

const NAME: &str = "google.protobuf.Value";

const NULL: u32 = 1;
const NUMBER: u32 = 2;
const STRING: u32 = 3;
const BOOL: u32 = 4;
const STRUCT: u32 = 5;
const LIST: u32 = 6;

pub(in crate::json) fn write_value<S: Serializer>(
    bytes: &[u8],
    context: Context,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let context = context.deeper().map_err(S::Error::custom)?;
    let mut input = Input(bytes);
    let content = input.find(|number| (NULL..=LIST).contains(&number)).map_err(S::Error::custom)?;
    let Some((number, wire)) = content else {
        return Err(S::Error::custom("a `google.protobuf.Value` without a value has no JSON form"));
    };
    let kind = match number {
        NULL => Kind::Null,
        NUMBER => Kind::Double,
        STRING => Kind::String,
        BOOL => Kind::Bool,
        STRUCT => Kind::Message(r#struct),
        _ => Kind::Message(list_value),
    };
    if wire != wire_type(kind) {
        return Err(S::Error::custom(Malformed));
    }
    if number != NUMBER {
        return Value { number, kind, input: &Cell::new(input), context }.serialize(serializer);
    }
    let value = f64::from_le_bytes(input.array().map_err(S::Error::custom)?);
    match value {
        _ if !value.is_finite() => {
            Err(S::Error::custom(format_args!("a `google.protobuf.Value` cannot hold {value} in JSON")))
        }
        // As in C++, Go and JavaScript, which do not write `.0`.
        _ if is_integer(value) => serializer.serialize_i64(value as i64),
        _ => serializer.serialize_f64(value),
    }
}

/// Returns `true` for an integer that a double holds exactly, except for -0.
fn is_integer(value: f64) -> bool {
    value.trunc() == value && value.abs() <= 9_007_199_254_740_992.0 && !(value == 0.0 && value.is_sign_negative())
}

/// Reads any value, and appends the field that holds it.
pub(in crate::json) fn read_value<'de, D: Deserializer<'de>>(
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

impl ToValue<'_> {
    fn put(&mut self, number: u32, kind: Kind, raw: Raw<'_>) {
        put_key(self.out, number, wire_type(kind));
        put_raw(self.out, number, raw);
    }
}

impl<'de> FromJson<'de> for ToValue<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn atom<E: serde::de::Error>(mut self, atom: Atom<'de>) -> Result<(), E> {
        match &atom {
            Atom::Null => self.put(NULL, Kind::Null, Raw::Varint(0)),
            Atom::Bool(value) => self.put(BOOL, Kind::Bool, Raw::Varint((*value).into())),
            Atom::Text(text) => self.put(STRING, Kind::String, Raw::Bytes(text.as_bytes())),
            number => {
                let value = match number {
                    Atom::Digits(digits) => digits
                        .parse()
                        .ok()
                        .filter(|value: &f64| value.is_finite())
                        .ok_or_else(|| E::custom(format_args!("{digits} is too large")))?,
                    _ => number.real(NAME).map_err(E::custom)?,
                };
                self.put(NUMBER, Kind::Double, Raw::Fixed64(value.to_bits()));
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
