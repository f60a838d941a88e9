//! JSON values without parts, and how deserializers pass them on.
//!
//! ProtoJSON accepts a number as a string, and `1.0` for an integer. So a value is read before its protobuf type is looked at.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use protoward_protojson::number::{Integer, exact, is_number};

/// A JSON value without its parts.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Atom<'de> {
    Null,
    Bool(bool),
    Int(i64),
    Uint(u64),
    Float(f64),
    /// The digits of a number.
    Digits(Cow<'de, str>),
    Text(Cow<'de, str>),
    /// A list, which is no value of a field without parts.
    List,
    /// An object, which is no value of a field without parts.
    Object,
}

/// The only key of the map that serde_json uses for a number with arbitrary precision.
pub(super) const NUMBER: &str = "$serde_json::private::Number";

impl<'de> Atom<'de> {
    /// Reads a value. `what` names the expected type in errors.
    pub(super) fn read<D: Deserializer<'de>>(what: &'static str, deserializer: D) -> Result<Self, D::Error> {
        AnyValue(ToAtom(what)).deserialize(deserializer)
    }

    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Returns the integer in a number or in a string. `1.0` and `1e3` are integers.
    pub(super) fn whole(&self, what: &str, min: i128, max: i128) -> Result<i128, String> {
        let value = match self {
            Self::Int(value) => Integer::Value((*value).into()),
            Self::Uint(value) => Integer::Value((*value).into()),
            Self::Float(value) => of_float(*value),
            Self::Digits(text) => exact(text),
            Self::Text(text) if is_number(text) => exact(text),
            Self::Null | Self::Bool(_) | Self::Text(_) | Self::List | Self::Object => Integer::Not,
        };
        match value {
            Integer::Value(value) if (min..=max).contains(&value) => Ok(value),
            Integer::Value(_) | Integer::TooLarge => Err(format!("{self} does not fit into `{what}`")),
            Integer::Not => Err(self.unfit(what)),
        }
    }

    /// Returns the finite number in a number or in a string, or the value of `NaN`, `Infinity` or `-Infinity`.
    pub(super) fn real(&self, what: &str) -> Result<f64, String> {
        let value = match self {
            Self::Int(value) => Some(*value as f64),
            Self::Uint(value) => Some(*value as f64),
            Self::Float(value) => Some(*value),
            Self::Digits(text) => finite(text),
            Self::Text(text) => match &**text {
                "NaN" => Some(f64::NAN),
                "Infinity" => Some(f64::INFINITY),
                "-Infinity" => Some(f64::NEG_INFINITY),
                text if is_number(text) => finite(text),
                _ => None,
            },
            Self::Null | Self::Bool(_) | Self::List | Self::Object => None,
        };
        value.ok_or_else(|| self.unfit(what))
    }

    /// Returns the error for a value that does not have the type `what`.
    pub(super) fn unfit(&self, what: &str) -> String {
        format!("{self} is not a valid `{what}`")
    }
}

/// Returns the integer value of a floating-point number. serde_json also represents integers below -2^63 this way. Many of
/// them round to -2^63, which is therefore too large.
fn of_float(value: f64) -> Integer {
    const TWO_TO_63: f64 = 9_223_372_036_854_775_808.0;
    const TWO_TO_100: f64 = 1_267_650_600_228_229_401_496_703_205_376.0;
    match value {
        _ if value.fract() != 0.0 || value.is_nan() => Integer::Not,
        _ if value <= -TWO_TO_63 || value > TWO_TO_100 => Integer::TooLarge,
        _ => Integer::Value(value as i128),
    }
}

fn finite(digits: &str) -> Option<f64> {
    digits.parse().ok().filter(|value: &f64| value.is_finite())
}

impl fmt::Display for Atom<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => value.fmt(f),
            Self::Int(value) => value.fmt(f),
            Self::Uint(value) => value.fmt(f),
            // Not with hundreds of zeros.
            Self::Float(value) if value.abs() >= 1e21 => fmt::LowerExp::fmt(value, f),
            Self::Float(value) => value.fmt(f),
            Self::Digits(text) => f.write_str(text),
            Self::Text(text) => write!(f, "{text:?}"),
            Self::List => f.write_str("a list"),
            Self::Object => f.write_str("an object"),
        }
    }
}

/// The result of reading any JSON value.
pub(super) trait FromJson<'de>: Sized {
    type Value;

    /// Describes the expected value for errors.
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result;

    fn atom<E: Error>(self, atom: Atom<'de>) -> Result<Self::Value, E>;

    fn list<A: SeqAccess<'de>>(self, list: A) -> Result<Self::Value, A::Error>;

    /// Reads an object whose first key is already read; `None` if the object is empty.
    fn object<A: MapAccess<'de>>(self, key: Option<String>, map: A) -> Result<Self::Value, A::Error>;
}

/// A seed and visitor for any JSON value.
pub(super) struct AnyValue<F>(pub(super) F);

impl<'de, F: FromJson<'de>> DeserializeSeed<'de> for AnyValue<F> {
    type Value = F::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<F::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, F: FromJson<'de>> Visitor<'de> for AnyValue<F> {
    type Value = F::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(f)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<F::Value, E> {
        self.0.atom(Atom::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<F::Value, E> {
        self.0.atom(Atom::Int(value))
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<F::Value, E> {
        self.0.atom(Atom::Digits(value.to_string().into()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<F::Value, E> {
        self.0.atom(Atom::Uint(value))
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<F::Value, E> {
        self.0.atom(Atom::Digits(value.to_string().into()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<F::Value, E> {
        self.0.atom(Atom::Float(value))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<F::Value, E> {
        self.visit_string(value.to_owned())
    }

    fn visit_borrowed_str<E: Error>(self, value: &'de str) -> Result<F::Value, E> {
        self.0.atom(Atom::Text(Cow::Borrowed(value)))
    }

    fn visit_string<E: Error>(self, value: String) -> Result<F::Value, E> {
        self.0.atom(Atom::Text(Cow::Owned(value)))
    }

    fn visit_unit<E: Error>(self) -> Result<F::Value, E> {
        self.0.atom(Atom::Null)
    }

    fn visit_none<E: Error>(self) -> Result<F::Value, E> {
        self.0.atom(Atom::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<F::Value, D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<F::Value, D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<F::Value, A::Error> {
        self.0.list(list)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<F::Value, A::Error> {
        match map.next_key::<String>()? {
            Some(key) if key == NUMBER => self.0.atom(Atom::Digits(map.next_value::<String>()?.into())),
            key => self.0.object(key, map),
        }
    }
}

/// Reads an atom. The text is the type that errors name.
struct ToAtom(&'static str);

impl<'de> FromJson<'de> for ToAtom {
    type Value = Atom<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.0)
    }

    fn atom<E>(self, atom: Atom<'de>) -> Result<Atom<'de>, E> {
        Ok(atom)
    }

    fn list<A: SeqAccess<'de>>(self, mut list: A) -> Result<Atom<'de>, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Atom::List)
    }

    fn object<A: MapAccess<'de>>(self, key: Option<String>, mut map: A) -> Result<Atom<'de>, A::Error> {
        if key.is_some() {
            map.next_value::<IgnoredAny>()?;
        }
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Atom::Object)
    }
}
