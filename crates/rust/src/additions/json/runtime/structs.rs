use std::fmt;

use serde::de::{Deserializer, Error as _, MapAccess, SeqAccess, Visitor as _};
use serde::ser::{Error as _, Serializer};

use super::atom::{AnyValue, Atom, FromJson};
use super::codec::{Codec as _, Nested, Place};
use super::context::Context;
use super::map::Map as _;
use super::message::Json;
use super::repeated::{Entries, List};
use super::well_known::value::Kind;
use super::well_known::{ListValue, Struct, Value};

impl Json for Struct {
    fn write<S: Serializer>(&self, context: Context, serializer: S) -> Result<S::Ok, S::Error> {
        Entries::<Nested>::write(&self.fields, context, serializer)
    }

    fn read<'de, D: Deserializer<'de>>(context: Context, deserializer: D) -> Result<Self, D::Error> {
        let mut given = Self::default();
        Entries::<Nested>::read(&mut given.fields, context, deserializer).map(|_| given)
    }
}

impl Json for ListValue {
    fn write<S: Serializer>(&self, context: Context, serializer: S) -> Result<S::Ok, S::Error> {
        List::<Nested>::write(&self.values, context, serializer)
    }

    fn read<'de, D: Deserializer<'de>>(context: Context, deserializer: D) -> Result<Self, D::Error> {
        let mut given = Self::default();
        List::<Nested>::read(&mut given.values, context, deserializer).map(|_| given)
    }
}

impl Json for Value {
    const TAKES_NULL: bool = true;

    fn write<S: Serializer>(&self, context: Context, serializer: S) -> Result<S::Ok, S::Error> {
        let context = context.deeper().map_err(S::Error::custom)?;
        match &self.kind {
            None => Err(S::Error::custom("a `google.protobuf.Value` without a value has no JSON form")),
            Some(Kind::NullValue(_)) => serializer.serialize_unit(),
            Some(Kind::NumberValue(value)) if !value.is_finite() => {
                Err(S::Error::custom(format_args!("a `google.protobuf.Value` cannot hold {value} in JSON")))
            }
            // As in C++, Go and JavaScript, which do not write `.0`.
            Some(Kind::NumberValue(value)) if is_integer(*value) => serializer.serialize_i64(*value as i64),
            Some(Kind::NumberValue(value)) => serializer.serialize_f64(*value),
            Some(Kind::StringValue(value)) => serializer.serialize_str(value),
            Some(Kind::BoolValue(value)) => serializer.serialize_bool(*value),
            Some(Kind::StructValue(value)) => value.write(context, serializer),
            Some(Kind::ListValue(value)) => value.write(context, serializer),
        }
    }

    fn read<'de, D: Deserializer<'de>>(context: Context, deserializer: D) -> Result<Self, D::Error> {
        let context = context.deeper().map_err(D::Error::custom)?;
        deserializer.deserialize_any(AnyValue(ToKind { context })).map(|kind| Self { kind: Some(kind) })
    }
}

/// Returns `true` for an integer that a double holds exactly, except for -0.
fn is_integer(value: f64) -> bool {
    value.trunc() == value && value.abs() <= 9_007_199_254_740_992.0 && !(value == 0.0 && value.is_sign_negative())
}

struct ToKind {
    context: Context,
}

impl<'de> FromJson<'de> for ToKind {
    type Value = Kind;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn atom<E: serde::de::Error>(self, atom: Atom<'de>) -> Result<Kind, E> {
        match atom {
            Atom::Null => Ok(Kind::NullValue(Default::default())),
            Atom::Bool(value) => Ok(Kind::BoolValue(value)),
            Atom::Text(text) => Ok(Kind::StringValue(text.into_owned())),
            Atom::Digits(digits) => match digits.parse::<f64>() {
                Ok(value) if value.is_finite() => Ok(Kind::NumberValue(value)),
                _ => Err(E::custom(format_args!("{digits} is too large"))),
            },
            number => number.real("google.protobuf.Value").map(Kind::NumberValue).map_err(E::custom),
        }
    }

    fn list<A: SeqAccess<'de>>(self, list: A) -> Result<Kind, A::Error> {
        let mut given = ListValue::default();
        Place::<List<Nested>, _>::new(&mut given.values, self.context).visit_seq(list)?;
        Ok(Kind::ListValue(given))
    }

    fn object<A: MapAccess<'de>>(self, mut key: Option<String>, mut map: A) -> Result<Kind, A::Error> {
        let mut given = Struct::default();
        while let Some(name) = key {
            if given.fields.has(&name) {
                return Err(A::Error::custom(format_args!("the key `{name}` is there twice")));
            }
            let mut value = Value::default();
            map.next_value_seed(Place::<Nested, _>::new(&mut value, self.context))?;
            given.fields.put(name, value);
            key = map.next_key()?;
        }
        Ok(Kind::StructValue(given))
    }
}
