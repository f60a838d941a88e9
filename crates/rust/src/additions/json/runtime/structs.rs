use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde::ser::{Error as _, Serialize as _, Serializer};

use super::atom::NUMBER;
use super::codec::{Nested, Place};
use super::context::Context;
use super::entry::{Entries, List};
use super::map::Map as _;
use super::message::Json;
use super::object;
use super::well_known::value::Kind;
use super::well_known::{ListValue, Struct, Value};

impl Json for Struct {
    fn write<S: Serializer>(&self, context: Context, serializer: S) -> Result<S::Ok, S::Error> {
        let entries = object::Entries::<Nested, _> { entries: &self.fields, context, codec: PhantomData };
        entries.serialize(serializer)
    }

    fn read<'de, D: Deserializer<'de>>(context: Context, deserializer: D) -> Result<Self, D::Error> {
        let mut given = Self::default();
        deserializer.deserialize_map(Entries::<Nested, _>::new(&mut given.fields, context))?;
        Ok(given)
    }
}

impl Json for ListValue {
    fn write<S: Serializer>(&self, context: Context, serializer: S) -> Result<S::Ok, S::Error> {
        object::List::<Nested, _> { values: &self.values, context, codec: PhantomData }.serialize(serializer)
    }

    fn read<'de, D: Deserializer<'de>>(context: Context, deserializer: D) -> Result<Self, D::Error> {
        let mut given = Self::default();
        deserializer.deserialize_seq(List::<Nested, _>::new(&mut given.values, context))?;
        Ok(given)
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
            Some(Kind::NumberValue(value)) => serializer.serialize_f64(*value),
            Some(Kind::StringValue(value)) => serializer.serialize_str(value),
            Some(Kind::BoolValue(value)) => serializer.serialize_bool(*value),
            Some(Kind::StructValue(value)) => value.write(context, serializer),
            Some(Kind::ListValue(value)) => value.write(context, serializer),
        }
    }

    fn read<'de, D: Deserializer<'de>>(context: Context, deserializer: D) -> Result<Self, D::Error> {
        let context = context.deeper().map_err(D::Error::custom)?;
        deserializer.deserialize_any(ValueVisitor { context }).map(|kind| Self { kind: Some(kind) })
    }
}

struct ValueVisitor {
    context: Context,
}

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Kind;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Kind, E> {
        Ok(Kind::BoolValue(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Kind, E> {
        Ok(Kind::NumberValue(value as f64))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Kind, E> {
        Ok(Kind::NumberValue(value as f64))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Kind, E> {
        Ok(Kind::NumberValue(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Kind, E> {
        Ok(Kind::StringValue(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Kind, E> {
        Ok(Kind::StringValue(value))
    }

    fn visit_unit<E>(self) -> Result<Kind, E> {
        Ok(Kind::NullValue(Default::default()))
    }

    fn visit_none<E>(self) -> Result<Kind, E> {
        Ok(Kind::NullValue(Default::default()))
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Kind, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Kind, A::Error> {
        let mut given = ListValue::default();
        List::<Nested, _>::new(&mut given.values, self.context).visit_seq(list)?;
        Ok(Kind::ListValue(given))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Kind, A::Error> {
        let mut given = Struct::default();
        while let Some(key) = map.next_key::<String>()? {
            if key == NUMBER {
                let digits = map.next_value::<String>()?;
                let value = digits.parse().ok().filter(|value: &f64| value.is_finite());
                return value
                    .map(Kind::NumberValue)
                    .ok_or_else(|| A::Error::custom(format_args!("{digits} is too large")));
            }
            if given.fields.has(&key) {
                return Err(A::Error::custom(format_args!("the key `{key}` is there twice")));
            }
            let mut value = Value::default();
            map.next_value_seed(Place::<Nested, _>::new(&mut value, self.context))?;
            given.fields.put(key, value);
        }
        Ok(Kind::StructValue(given))
    }
}
