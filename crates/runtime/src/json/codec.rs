use std::marker::PhantomData;

use protoward_protojson::base64;
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, Error as _};
use serde::ser::{Error as _, Serialize, Serializer};

use super::atom::Atom;
use super::context::Context;

/// The JSON encoding of a protobuf type. Its Rust type is `T`.
pub trait Codec<T> {
    /// `true` if `null` is a value. Otherwise `null` means that there is no value.
    const TAKES_NULL: bool = false;

    /// Writes a value.
    fn write<S: Serializer>(value: &T, context: Context, serializer: S) -> Result<S::Ok, S::Error>;

    /// Reads a value into `slot`, which holds the default. Returns `false` if the value is ignored.
    fn read<'de, D: Deserializer<'de>>(slot: &mut T, context: Context, deserializer: D) -> Result<bool, D::Error>;

    /// Returns `true` if a field without presence omits this value.
    fn is_zero(_value: &T) -> bool {
        false
    }
}

/// A value that its codec serializes.
pub(super) struct By<'v, C, T> {
    value: &'v T,
    context: Context,
    codec: PhantomData<C>,
}

impl<'v, C, T> By<'v, C, T> {
    pub(super) const fn new(value: &'v T, context: Context) -> Self {
        Self { value, context, codec: PhantomData }
    }
}

impl<C: Codec<T>, T> Serialize for By<'_, C, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        C::write(self.value, self.context, serializer)
    }
}

/// A seed that reads a value into `slot`, which holds the default. The result is `false` if the value is ignored.
pub(super) struct Place<'s, C, T> {
    pub(super) slot: &'s mut T,
    pub(super) context: Context,
    codec: PhantomData<C>,
}

impl<'s, C, T> Place<'s, C, T> {
    pub(super) const fn new(slot: &'s mut T, context: Context) -> Self {
        Self { slot, context, codec: PhantomData }
    }
}

impl<'de, C: Codec<T>, T> DeserializeSeed<'de> for Place<'_, C, T> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        C::read(self.slot, self.context, deserializer)
    }
}

macro_rules! whole {
    ($($(#[$doc:meta])* $name:ident: $ty:ident, $keyword:literal, $value:ident, $serializer:ident => $write:expr;)*) => {$(
        $(#[$doc])*
        pub enum $name {}

        impl Codec<$ty> for $name {
            fn write<S: Serializer>($value: &$ty, _: Context, $serializer: S) -> Result<S::Ok, S::Error> {
                $write
            }

            fn read<'de, D: Deserializer<'de>>(slot: &mut $ty, _: Context, deserializer: D) -> Result<bool, D::Error> {
                let atom = Atom::read($keyword, deserializer)?;
                *slot = atom.whole($keyword, $ty::MIN.into(), $ty::MAX.into()).map_err(D::Error::custom)? as $ty;
                Ok(true)
            }

            fn is_zero(value: &$ty) -> bool {
                *value == 0
            }
        }
    )*};
}

whole! {
    /// `int32`, `sint32`, `sfixed32`.
    Int32: i32, "int32", value, serializer => serializer.serialize_i32(*value);
    /// `uint32`, `fixed32`.
    Uint32: u32, "uint32", value, serializer => serializer.serialize_u32(*value);
    /// `int64`, `sint64`, `sfixed64`, written as a string.
    Int64: i64, "int64", value, serializer => serializer.serialize_str(itoa::Buffer::new().format(*value));
    /// `uint64`, `fixed64`, written as a string.
    Uint64: u64, "uint64", value, serializer => serializer.serialize_str(itoa::Buffer::new().format(*value));
}

/// Returns the name of a number that is not finite.
fn name(value: f64) -> &'static str {
    match value {
        _ if value.is_nan() => "NaN",
        _ if value > 0.0 => "Infinity",
        _ => "-Infinity",
    }
}

/// `double`.
pub enum Double {}

impl Codec<f64> for Double {
    fn write<S: Serializer>(value: &f64, _: Context, serializer: S) -> Result<S::Ok, S::Error> {
        match value.is_finite() {
            true => serializer.serialize_f64(*value),
            false => serializer.serialize_str(name(*value)),
        }
    }

    fn read<'de, D: Deserializer<'de>>(slot: &mut f64, _: Context, deserializer: D) -> Result<bool, D::Error> {
        *slot = Atom::read("double", deserializer)?.real("double").map_err(D::Error::custom)?;
        Ok(true)
    }

    /// `-0.0` is not zero.
    fn is_zero(value: &f64) -> bool {
        value.to_bits() == 0
    }
}

/// `float`.
pub enum Float {}

impl Codec<f32> for Float {
    fn write<S: Serializer>(value: &f32, _: Context, serializer: S) -> Result<S::Ok, S::Error> {
        match value.is_finite() {
            true => serializer.serialize_f32(*value),
            false => serializer.serialize_str(name((*value).into())),
        }
    }

    fn read<'de, D: Deserializer<'de>>(slot: &mut f32, _: Context, deserializer: D) -> Result<bool, D::Error> {
        let atom = Atom::read("float", deserializer)?;
        let wide = atom.real("float").map_err(D::Error::custom)?;
        *slot = wide as f32;
        match slot.is_infinite() && wide.is_finite() {
            true => Err(D::Error::custom(format_args!("{atom} does not fit into `float`"))),
            false => Ok(true),
        }
    }

    /// `-0.0` is not zero.
    fn is_zero(value: &f32) -> bool {
        value.to_bits() == 0
    }
}

/// `bool`.
pub enum Bool {}

impl Codec<bool> for Bool {
    fn write<S: Serializer>(value: &bool, _: Context, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bool(*value)
    }

    fn read<'de, D: Deserializer<'de>>(slot: &mut bool, _: Context, deserializer: D) -> Result<bool, D::Error> {
        match Atom::read("bool", deserializer)? {
            Atom::Bool(value) => *slot = value,
            other => return Err(D::Error::custom(other.unfit("bool"))),
        }
        Ok(true)
    }

    fn is_zero(value: &bool) -> bool {
        !value
    }
}

/// `string`.
pub enum Text {}

impl Codec<String> for Text {
    fn write<S: Serializer>(value: &String, _: Context, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(value)
    }

    fn read<'de, D: Deserializer<'de>>(slot: &mut String, _: Context, deserializer: D) -> Result<bool, D::Error> {
        match Atom::read("string", deserializer)? {
            Atom::Text(text) => *slot = text.into_owned(),
            other => return Err(D::Error::custom(other.unfit("string"))),
        }
        Ok(true)
    }

    fn is_zero(value: &String) -> bool {
        value.is_empty()
    }
}

/// `string` without UTF-8 validation, held as bytes.
pub enum UncheckedText {}

impl<T: AsRef<[u8]> + From<Vec<u8>>> Codec<T> for UncheckedText {
    fn write<S: Serializer>(value: &T, _: Context, serializer: S) -> Result<S::Ok, S::Error> {
        match std::str::from_utf8(value.as_ref()) {
            Ok(text) => serializer.serialize_str(text),
            Err(_) => Err(S::Error::custom("JSON cannot hold text that is not UTF-8")),
        }
    }

    fn read<'de, D: Deserializer<'de>>(slot: &mut T, context: Context, deserializer: D) -> Result<bool, D::Error> {
        let mut text = String::new();
        Text::read(&mut text, context, deserializer)?;
        *slot = text.into_bytes().into();
        Ok(true)
    }

    fn is_zero(value: &T) -> bool {
        value.as_ref().is_empty()
    }
}

/// `bytes`.
pub enum Bytes {}

impl<T: AsRef<[u8]> + From<Vec<u8>>> Codec<T> for Bytes {
    fn write<S: Serializer>(value: &T, _: Context, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&base64::encode(value.as_ref()))
    }

    fn read<'de, D: Deserializer<'de>>(slot: &mut T, _: Context, deserializer: D) -> Result<bool, D::Error> {
        let atom = Atom::read("bytes", deserializer)?;
        let bytes = match atom.text() {
            Some(text) => base64::decode(text).ok_or_else(|| format!("{atom} is not base64")),
            None => Err(atom.unfit("bytes")),
        };
        *slot = bytes.map_err(D::Error::custom)?.into();
        Ok(true)
    }

    fn is_zero(value: &T) -> bool {
        value.as_ref().is_empty()
    }
}

/// A message of another crate, read and written by its `serde` implementation. Options do not apply to it.
pub enum Foreign {}

impl<T: Serialize + DeserializeOwned> Codec<T> for Foreign {
    fn write<S: Serializer>(value: &T, _: Context, serializer: S) -> Result<S::Ok, S::Error> {
        value.serialize(serializer)
    }

    fn read<'de, D: Deserializer<'de>>(slot: &mut T, _: Context, deserializer: D) -> Result<bool, D::Error> {
        *slot = T::deserialize(deserializer)?;
        Ok(true)
    }
}
