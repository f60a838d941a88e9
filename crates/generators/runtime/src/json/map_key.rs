//! Keys: those of maps, which JSON has as strings of any type, and the text of the keys of any object.

use std::borrow::Cow;
use std::fmt;

use protoward_protojson::number::is_key;
use serde::de::{DeserializeSeed, Deserializer, Visitor};

use super::descriptor::Kind;
use super::visit::FieldValue;
use super::wire::{self, Input, Malformed, Raw, wire_type};

/// The key of a map, which is a string in JSON.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum MapKey<'b> {
    Bool(bool),
    Int(i64),
    Uint(u64),
    Text(Cow<'b, str>),
}

impl<'b> MapKey<'b> {
    /// Decodes a key; without an encoding, the default. Returns `None` if the encoding does not fit.
    pub(super) fn decode(kind: Kind, raw: Option<Raw<'b>>) -> Option<Self> {
        Some(match (kind, raw) {
            (Kind::Bool, Some(Raw::Varint(value))) => Self::Bool(value != 0),
            (Kind::Bool, None) => Self::Bool(false),
            (Kind::Int32, Some(Raw::Varint(value))) => Self::Int((value as i32).into()),
            (Kind::Int64, Some(Raw::Varint(value))) => Self::Int(value as i64),
            (Kind::Sint32, Some(Raw::Varint(value))) => Self::Int(wire::unzigzag((value as u32).into())),
            (Kind::Sint64, Some(Raw::Varint(value))) => Self::Int(wire::unzigzag(value)),
            (Kind::Sfixed32, Some(Raw::Fixed32(bits))) => Self::Int((bits as i32).into()),
            (Kind::Sfixed64, Some(Raw::Fixed64(bits))) => Self::Int(bits as i64),
            (Kind::Uint32, Some(Raw::Varint(value))) => Self::Uint((value as u32).into()),
            (Kind::Uint64, Some(Raw::Varint(value))) | (Kind::Fixed64, Some(Raw::Fixed64(value))) => Self::Uint(value),
            (Kind::Fixed32, Some(Raw::Fixed32(bits))) => Self::Uint(bits.into()),
            (Kind::Uint32 | Kind::Uint64 | Kind::Fixed32 | Kind::Fixed64, None) => Self::Uint(0),
            (Kind::String, raw) => {
                let bytes = match raw {
                    Some(Raw::Bytes(bytes)) => bytes,
                    None => &[],
                    Some(_) => return None,
                };
                Self::Text(Cow::Borrowed(std::str::from_utf8(bytes).ok()?))
            }
            (_, None) => Self::Int(0),
            _ => return None,
        })
    }

    /// Returns the key that a field value is. Returns `None` for types that keys do not have.
    pub(super) fn of(value: FieldValue<'b>) -> Option<Self> {
        Some(match value {
            FieldValue::Bool(value) => Self::Bool(value),
            FieldValue::I32(value) => Self::Int(value.into()),
            FieldValue::I64(value) => Self::Int(value),
            FieldValue::U32(value) => Self::Uint(value.into()),
            FieldValue::U64(value) => Self::Uint(value),
            FieldValue::Str(text) => Self::Text(Cow::Borrowed(text)),
            _ => return None,
        })
    }

    /// Returns the value of a field of this kind that the key is.
    pub(super) fn value(&self, kind: Kind) -> FieldValue<'_> {
        match (self, kind) {
            (Self::Bool(value), _) => FieldValue::Bool(*value),
            (Self::Int(value), Kind::Int32 | Kind::Sint32 | Kind::Sfixed32) => FieldValue::I32(*value as i32),
            (Self::Int(value), _) => FieldValue::I64(*value),
            (Self::Uint(value), Kind::Uint32 | Kind::Fixed32) => FieldValue::U32(*value as u32),
            (Self::Uint(value), _) => FieldValue::U64(*value),
            (Self::Text(text), _) => FieldValue::Str(text),
        }
    }

    /// Converts the key to text.
    pub(super) fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Bool(value) => Cow::Borrowed(if *value { "true" } else { "false" }),
            Self::Int(value) => Cow::Owned(value.to_string()),
            Self::Uint(value) => Cow::Owned(value.to_string()),
            Self::Text(text) => Cow::Borrowed(text),
        }
    }

    /// Parses the text of a key with this type.
    pub(super) fn parse(kind: Kind, text: Cow<'b, str>) -> Result<Self, String> {
        let integer = |range: std::ops::RangeInclusive<i128>| {
            let number =
                text.parse().ok().filter(|number| is_key(&text, *range.start() == 0) && range.contains(number));
            number.ok_or_else(|| format!("`{text}` is not a key of type `{}`", name(kind)))
        };
        match kind {
            Kind::String => Ok(Self::Text(text)),
            Kind::Bool => match &*text {
                "true" => Ok(Self::Bool(true)),
                "false" => Ok(Self::Bool(false)),
                _ => Err(format!("`{text}` is not a key of this map")),
            },
            Kind::Uint32 | Kind::Fixed32 => integer(0..=u32::MAX.into()).map(|number: i128| Self::Uint(number as u64)),
            Kind::Uint64 | Kind::Fixed64 => integer(0..=u64::MAX.into()).map(|number: i128| Self::Uint(number as u64)),
            Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => {
                integer(i32::MIN.into()..=i32::MAX.into()).map(|number: i128| Self::Int(number as i64))
            }
            _ => integer(i64::MIN.into()..=i64::MAX.into()).map(|number: i128| Self::Int(number as i64)),
        }
    }

    /// Returns the encoded value of the key in a map with keys of this kind.
    pub(super) fn raw(&self, kind: Kind) -> Raw<'_> {
        match (self, kind) {
            (Self::Bool(value), _) => Raw::Varint((*value).into()),
            (Self::Text(text), _) => Raw::Bytes(text.as_bytes()),
            (Self::Int(value), Kind::Sint32 | Kind::Sint64) => Raw::Varint(wire::zigzag(*value)),
            (Self::Int(value), Kind::Sfixed32) => Raw::Fixed32(*value as u32),
            (Self::Int(value), Kind::Sfixed64) => Raw::Fixed64(*value as u64),
            (Self::Int(value), _) => Raw::Varint(*value as u64),
            (Self::Uint(value), Kind::Fixed32) => Raw::Fixed32(*value as u32),
            (Self::Uint(value), Kind::Fixed64) => Raw::Fixed64(*value),
            (Self::Uint(value), _) => Raw::Varint(*value),
        }
    }
}

/// Returns the JSON type of integers of a kind, for errors.
const fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::Uint32 | Kind::Fixed32 => "uint32",
        Kind::Uint64 | Kind::Fixed64 => "uint64",
        Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => "int32",
        _ => "int64",
    }
}

/// Splits an entry of a map into the key and the input from the value. A key or value that is missing has its default.
pub(super) fn split(key: Kind, value: Kind, entry: &[u8]) -> Result<(MapKey<'_>, Option<Input<'_>>), Malformed> {
    let mut of_key = None;
    let mut of_value = None;
    let mut input = Input(entry);
    while !input.is_empty() {
        let (number, wire) = input.key()?;
        let at = input;
        let raw = input.raw(number, wire)?;
        match number {
            1 => of_key = Some(raw),
            2 if wire == wire_type(value) => of_value = Some(at),
            2 => return Err(Malformed),
            _ => {}
        }
    }
    Ok((MapKey::decode(key, of_key).ok_or(Malformed)?, of_value))
}

/// A seed that reads the key of an object. The key is borrowed if it has no escapes. Errors name what was expected.
pub(crate) struct KeyText(pub(crate) &'static str);

impl<'de> DeserializeSeed<'de> for KeyText {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Cow<'de, str>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for KeyText {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }

    fn visit_borrowed_str<E>(self, key: &'de str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Borrowed(key))
    }

    fn visit_str<E>(self, key: &str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Owned(key.to_owned()))
    }

    fn visit_string<E>(self, key: String) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Owned(key))
    }
}
