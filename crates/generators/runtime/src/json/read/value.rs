//! A single value, by the kind that its field or list has.

use protoward_protojson::base64;
use serde::de::{DeserializeSeed, Deserializer, Error as _};

use super::MessageSeed;
use crate::json::atom::Atom;
use crate::json::context::Context;
use crate::json::descriptor::Kind;
use crate::json::enumeration::{Wrong, value_of};
use crate::json::node::Node;
use crate::json::wire::{Raw, put_delimited, put_field, put_group, put_raw, zigzag};

/// A seed that reads a value. Returns `false` if it is ignored.
pub(super) struct ValueSeed<'o> {
    pub(super) out: &'o mut Vec<u8>,
    /// The number of the field; none for a value of a packed list.
    pub(super) number: Option<u32>,
    pub(super) kind: Kind,
    pub(super) context: Context,
}

impl<'de> DeserializeSeed<'de> for ValueSeed<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        let Self { out, number, kind, context } = self;
        let at = number.unwrap_or_default();
        match kind {
            Kind::Message(descriptor) => {
                let descriptor = descriptor();
                put_delimited(out, at, |out| MessageSeed { out, descriptor, context }.deserialize(deserializer))?;
                return Ok(true);
            }
            Kind::Group(descriptor) => {
                let descriptor = descriptor();
                put_group(out, at, |out| MessageSeed { out, descriptor, context }.deserialize(deserializer))?;
                return Ok(true);
            }
            Kind::Foreign(foreign) => {
                let encoded = Node::read(deserializer).map(foreign.read)?.map_err(D::Error::custom)?;
                put_field(out, at, if foreign.is_group { Raw::Group(&encoded) } else { Raw::Bytes(&encoded) });
                return Ok(true);
            }
            _ => {}
        }
        let atom = Atom::read(name(kind), deserializer)?;
        let decoded;
        let raw = match kind {
            Kind::String => {
                Ok(Raw::Bytes(atom.text().ok_or_else(|| D::Error::custom(atom.unfit("string")))?.as_bytes()))
            }
            Kind::Bytes => {
                decoded = bytes(&atom).map_err(D::Error::custom)?;
                Ok(Raw::Bytes(&decoded))
            }
            Kind::Enum(of) => match value_of(of, &atom) {
                Err(Wrong::Unknown(_)) if context.options.ignore_unknown => return Ok(false),
                Err(Wrong::Unknown(why) | Wrong::Unfit(why)) => Err(why),
                Ok(number) => Ok(Raw::Varint(i64::from(number) as u64)),
            },
            Kind::Null => match &atom {
                Atom::Null => Ok(Raw::Varint(0)),
                Atom::Text(text) if text == "NULL_VALUE" => Ok(Raw::Varint(0)),
                Atom::Text(text) if text.parse::<i32>().is_err() && context.options.ignore_unknown => return Ok(false),
                _ => integer(kind, &atom),
            },
            Kind::Bool => match atom {
                Atom::Bool(value) => Ok(Raw::Varint(value.into())),
                other => Err(other.unfit("bool")),
            },
            Kind::Double => atom.real("double").map(|value| Raw::Fixed64(value.to_bits())),
            Kind::Float => float(&atom).map(|value| Raw::Fixed32(value.to_bits())),
            _ => integer(kind, &atom),
        };
        let raw = raw.map_err(D::Error::custom)?;
        match number {
            Some(number) => put_field(out, number, raw),
            None => put_raw(out, at, raw),
        }
        Ok(true)
    }
}

/// Returns the name of the type of a value in errors.
const fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::Double => "double",
        Kind::Float => "float",
        Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => "int32",
        Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 => "int64",
        Kind::Uint32 | Kind::Fixed32 => "uint32",
        Kind::Uint64 | Kind::Fixed64 => "uint64",
        Kind::Bool => "bool",
        Kind::String => "string",
        Kind::Bytes => "bytes",
        Kind::Enum(of) => of.name,
        Kind::Null => "google.protobuf.NullValue",
        Kind::Message(_) | Kind::Group(_) | Kind::Foreign(_) => "message",
    }
}

fn integer(kind: Kind, atom: &Atom<'_>) -> Result<Raw<'static>, String> {
    let within = |min: i128, max: i128| atom.whole(name(kind), min, max);
    let signed = || within(i32::MIN.into(), i32::MAX.into());
    let signed_64 = || within(i64::MIN.into(), i64::MAX.into());
    Ok(match kind {
        Kind::Int32 | Kind::Null => Raw::Varint(signed()? as u64),
        Kind::Sint32 => Raw::Varint(zigzag(signed()? as i64)),
        Kind::Sfixed32 => Raw::Fixed32(signed()? as u32),
        Kind::Sint64 => Raw::Varint(zigzag(signed_64()? as i64)),
        Kind::Sfixed64 => Raw::Fixed64(signed_64()? as u64),
        Kind::Uint32 => Raw::Varint(within(0, u32::MAX.into())? as u64),
        Kind::Fixed32 => Raw::Fixed32(within(0, u32::MAX.into())? as u32),
        Kind::Uint64 => Raw::Varint(within(0, u64::MAX.into())? as u64),
        Kind::Fixed64 => Raw::Fixed64(within(0, u64::MAX.into())? as u64),
        _ => Raw::Varint(signed_64()? as u64),
    })
}

fn float(atom: &Atom<'_>) -> Result<f32, String> {
    let wide = atom.real("float")?;
    let value = wide as f32;
    if value.is_infinite() && wide.is_finite() { Err(format!("{atom} does not fit into `float`")) } else { Ok(value) }
}

fn bytes(atom: &Atom<'_>) -> Result<Vec<u8>, String> {
    match atom.text() {
        Some(text) => base64::decode(text).ok_or_else(|| format!("{atom} is not base64")),
        None => Err(atom.unfit("bytes")),
    }
}
