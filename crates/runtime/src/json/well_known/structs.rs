use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserializer, Error as _, MapAccess, SeqAccess, Visitor as _};
use serde::ser::{Error as _, Serializer};

use crate::json::atom::{AnyValue, Atom, FromJson};
use crate::json::codec::{Codec as _, Place};
use crate::json::context::Context;
use crate::json::map::Map;
use crate::json::message::Json;
use crate::json::nested::Nested;
use crate::json::repeated::{Entries, List};

/// The content of a `google.protobuf.Value`. Its values are of type `V`, and the fields of its structs are a `M`.
#[derive(Debug)]
pub enum ValueKind<M, V> {
    /// `null`.
    Null,
    /// A number.
    Number(f64),
    /// A string.
    String(String),
    /// A boolean.
    Bool(bool),
    /// An object.
    Struct(M),
    /// A list.
    List(Vec<V>),
}

/// A reference to the content of a `google.protobuf.Value`.
#[derive(Debug)]
pub enum ValueRef<'v, S, L> {
    /// `null`.
    Null,
    /// A number.
    Number(f64),
    /// A string.
    String(&'v str),
    /// A boolean.
    Bool(bool),
    /// An object.
    Struct(&'v S),
    /// A list.
    List(&'v L),
}

/// Writes the fields of a `google.protobuf.Struct`.
///
/// # Errors
/// Fails if a value has no JSON form, or if the serializer fails.
pub fn write_struct<M: Map<Value = V>, V: Json + Default, S: Serializer>(
    fields: &M,
    context: Context,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    Entries::<Nested>::write(fields, context, serializer)
}

/// Reads the fields of a `google.protobuf.Struct`.
///
/// # Errors
/// Fails if the input is not an object, or if the deserializer fails.
pub fn read_struct<'de, M: Map<Value = V>, V: Json + Default, D: Deserializer<'de>>(
    context: Context,
    deserializer: D,
) -> Result<M, D::Error> {
    let mut fields = M::default();
    Entries::<Nested>::read(&mut fields, context, deserializer).map(|_| fields)
}

/// Writes the values of a `google.protobuf.ListValue`.
///
/// # Errors
/// Fails if a value has no JSON form, or if the serializer fails.
pub fn write_list_value<V: Json + Default, S: Serializer>(
    values: &Vec<V>,
    context: Context,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    List::<Nested>::write(values, context, serializer)
}

/// Reads the values of a `google.protobuf.ListValue`.
///
/// # Errors
/// Fails if the input is not a list, or if the deserializer fails.
pub fn read_list_value<'de, V: Json + Default, D: Deserializer<'de>>(
    context: Context,
    deserializer: D,
) -> Result<Vec<V>, D::Error> {
    let mut values = Vec::new();
    List::<Nested>::read(&mut values, context, deserializer).map(|_| values)
}

/// Writes the content of a `google.protobuf.Value`.
///
/// # Errors
/// Fails if the value has no JSON form, or if the serializer fails.
pub fn write_value<T: Json, L: Json, S: Serializer>(
    value: Option<ValueRef<'_, T, L>>,
    context: Context,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let context = context.deeper().map_err(S::Error::custom)?;
    match value {
        None => Err(S::Error::custom("a `google.protobuf.Value` without a value has no JSON form")),
        Some(ValueRef::Null) => serializer.serialize_unit(),
        Some(ValueRef::Number(value)) if !value.is_finite() => {
            Err(S::Error::custom(format_args!("a `google.protobuf.Value` cannot hold {value} in JSON")))
        }
        // As in C++, Go and JavaScript, which do not write `.0`.
        Some(ValueRef::Number(value)) if is_integer(value) => serializer.serialize_i64(value as i64),
        Some(ValueRef::Number(value)) => serializer.serialize_f64(value),
        Some(ValueRef::String(value)) => serializer.serialize_str(value),
        Some(ValueRef::Bool(value)) => serializer.serialize_bool(value),
        Some(ValueRef::Struct(value)) => value.write(context, serializer),
        Some(ValueRef::List(value)) => value.write(context, serializer),
    }
}

/// Reads the content of a `google.protobuf.Value`.
///
/// # Errors
/// Fails if a number is too large for a double, or if the deserializer fails.
pub fn read_value<'de, M: Map<Key = String, Value = V>, V: Json + Default, D: Deserializer<'de>>(
    context: Context,
    deserializer: D,
) -> Result<ValueKind<M, V>, D::Error> {
    let context = context.deeper().map_err(D::Error::custom)?;
    deserializer.deserialize_any(AnyValue(ToKind { context, kind: PhantomData }))
}

/// Returns `true` for an integer that a double holds exactly, except for -0.
fn is_integer(value: f64) -> bool {
    value.trunc() == value && value.abs() <= 9_007_199_254_740_992.0 && !(value == 0.0 && value.is_sign_negative())
}

struct ToKind<M, V> {
    context: Context,
    kind: PhantomData<ValueKind<M, V>>,
}

impl<'de, M: Map<Key = String, Value = V>, V: Json + Default> FromJson<'de> for ToKind<M, V> {
    type Value = ValueKind<M, V>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn atom<E: serde::de::Error>(self, atom: Atom<'de>) -> Result<Self::Value, E> {
        match atom {
            Atom::Null => Ok(ValueKind::Null),
            Atom::Bool(value) => Ok(ValueKind::Bool(value)),
            Atom::Text(text) => Ok(ValueKind::String(text.into_owned())),
            Atom::Digits(digits) => match digits.parse::<f64>() {
                Ok(value) if value.is_finite() => Ok(ValueKind::Number(value)),
                _ => Err(E::custom(format_args!("{digits} is too large"))),
            },
            number => number.real("google.protobuf.Value").map(ValueKind::Number).map_err(E::custom),
        }
    }

    fn list<A: SeqAccess<'de>>(self, list: A) -> Result<Self::Value, A::Error> {
        let mut values = Vec::new();
        Place::<List<Nested>, _>::new(&mut values, self.context).visit_seq(list)?;
        Ok(ValueKind::List(values))
    }

    fn object<A: MapAccess<'de>>(self, mut key: Option<String>, mut map: A) -> Result<Self::Value, A::Error> {
        let mut fields = M::default();
        while let Some(name) = key {
            if fields.has(&name) {
                return Err(A::Error::custom(format_args!("the key `{name}` is there twice")));
            }
            let mut value = V::default();
            map.next_value_seed(Place::<Nested, _>::new(&mut value, self.context))?;
            fields.put(name, value);
            key = map.next_key()?;
        }
        Ok(ValueKind::Struct(fields))
    }
}
