//! A single value, by the kind that its field or list has.

use protoward_protojson::base64;
use serde::de::{DeserializeSeed, Deserializer};

use super::MessageSeed;
use super::reading::Reading;
use crate::json::atom::Atom;
use crate::json::context::Options;
use crate::json::descriptor::Kind;
use crate::json::enumeration::{Wrong, value_of};
use crate::json::node::Node;
use crate::json::visit::{FieldValue, Mismatch};
use crate::json::wire::{Raw, put_delimited, put_field, put_group, put_raw, zigzag};

/// A seed that reads a value. Returns `false` if it is ignored.
pub(in crate::json) struct ValueSeed<'o> {
    pub(in crate::json) out: &'o mut Vec<u8>,
    /// The number of the field; none for a value of a packed list.
    pub(in crate::json) number: Option<u32>,
    pub(in crate::json) kind: Kind,
    pub(in crate::json) reading: Reading<'o>,
}

impl<'de> DeserializeSeed<'de> for ValueSeed<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        let Self { out, number, kind, reading } = self;
        let at = number.unwrap_or_default();
        match kind {
            Kind::Message(descriptor) => {
                let descriptor = descriptor();
                put_delimited(out, at, |out| MessageSeed { out, descriptor, reading }.deserialize(deserializer))?;
                return Ok(true);
            }
            Kind::Group(descriptor) => {
                let descriptor = descriptor();
                put_group(out, at, |out| MessageSeed { out, descriptor, reading }.deserialize(deserializer))?;
                return Ok(true);
            }
            Kind::Foreign(foreign) => {
                let encoded = Node::read(deserializer).map(foreign.read)?.map_err(|why| reading.invalid(why))?;
                put_field(out, at, if foreign.is_group { Raw::Group(&encoded) } else { Raw::Bytes(&encoded) });
                return Ok(true);
            }
            _ => {}
        }
        let atom = Atom::read(name(kind), deserializer)?;
        let decoded;
        let raw = match kind {
            Kind::String => Raw::Bytes(atom.text().ok_or_else(|| reading.invalid(atom.unfit("string")))?.as_bytes()),
            Kind::Bytes => {
                decoded = bytes(&atom).map_err(|why| reading.invalid(why))?;
                Raw::Bytes(&decoded)
            }
            _ => match number_of(kind, &atom, reading.options()).map_err(|why| reading.invalid(why))? {
                Some(value) => encoded(kind, value),
                None => return Ok(false),
            },
        };
        match number {
            Some(number) => put_field(out, number, raw),
            None => put_raw(out, at, raw),
        }
        Ok(true)
    }
}

/// Returns the name of the type of a value in errors.
pub(in crate::json) const fn name(kind: Kind) -> &'static str {
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

/// Returns the boolean, number or enum value that an atom is. Returns `None` if it is ignored.
pub(in crate::json) fn number_of(
    kind: Kind,
    atom: &Atom<'_>,
    options: Options,
) -> Result<Option<FieldValue<'static>>, String> {
    let whole = |min: i128, max: i128| atom.whole(name(kind), min, max);
    Ok(Some(match kind {
        Kind::Enum(of) => match value_of(of, atom) {
            Err(Wrong::Unknown(_)) if options.ignore_unknown => return Ok(None),
            Err(Wrong::Unknown(why) | Wrong::Unfit(why)) => return Err(why),
            Ok(number) => FieldValue::I32(number),
        },
        Kind::Null => match atom {
            Atom::Null => FieldValue::I32(0),
            Atom::Text(text) if text == "NULL_VALUE" => FieldValue::I32(0),
            Atom::Text(text) if text.parse::<i32>().is_err() && options.ignore_unknown => return Ok(None),
            _ => FieldValue::I32(whole(i32::MIN.into(), i32::MAX.into())? as i32),
        },
        Kind::Bool => match atom {
            Atom::Bool(value) => FieldValue::Bool(*value),
            other => return Err(other.unfit("bool")),
        },
        Kind::Double => FieldValue::F64(atom.real("double")?),
        Kind::Float => FieldValue::F32(float(atom)?),
        Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => FieldValue::I32(whole(i32::MIN.into(), i32::MAX.into())? as i32),
        Kind::Uint32 | Kind::Fixed32 => FieldValue::U32(whole(0, u32::MAX.into())? as u32),
        Kind::Uint64 | Kind::Fixed64 => FieldValue::U64(whole(0, u64::MAX.into())? as u64),
        Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 => FieldValue::I64(whole(i64::MIN.into(), i64::MAX.into())? as i64),
        Kind::String | Kind::Bytes | Kind::Message(_) | Kind::Group(_) | Kind::Foreign(_) => {
            return Err(Mismatch.to_string());
        }
    }))
}

/// Returns the encoding of a value of a kind.
fn encoded(kind: Kind, value: FieldValue<'_>) -> Raw<'_> {
    match (value, kind) {
        (FieldValue::Bool(value), _) => Raw::Varint(value.into()),
        (FieldValue::I32(value), Kind::Sint32) => Raw::Varint(zigzag(value.into())),
        (FieldValue::I32(value), Kind::Sfixed32) => Raw::Fixed32(value as u32),
        (FieldValue::I32(value), _) => Raw::Varint(i64::from(value) as u64),
        (FieldValue::I64(value), Kind::Sint64) => Raw::Varint(zigzag(value)),
        (FieldValue::I64(value), Kind::Sfixed64) => Raw::Fixed64(value as u64),
        (FieldValue::I64(value), _) => Raw::Varint(value as u64),
        (FieldValue::U32(value), Kind::Fixed32) => Raw::Fixed32(value),
        (FieldValue::U32(value), _) => Raw::Varint(value.into()),
        (FieldValue::U64(value), Kind::Fixed64) => Raw::Fixed64(value),
        (FieldValue::U64(value), _) => Raw::Varint(value),
        (FieldValue::F32(value), _) => Raw::Fixed32(value.to_bits()),
        (FieldValue::F64(value), _) => Raw::Fixed64(value.to_bits()),
        (FieldValue::Str(text), _) => Raw::Bytes(text.as_bytes()),
        (FieldValue::Bytes(bytes), _) => Raw::Bytes(bytes),
        (FieldValue::Absent | FieldValue::Empty | FieldValue::Parts, _) => Raw::Bytes(&[]),
    }
}

fn float(atom: &Atom<'_>) -> Result<f32, String> {
    let wide = atom.real("float")?;
    let value = wide as f32;
    if value.is_infinite() && wide.is_finite() { Err(format!("{atom} does not fit into `float`")) } else { Ok(value) }
}

pub(in crate::json) fn bytes(atom: &Atom<'_>) -> Result<Vec<u8>, String> {
    match atom.text() {
        Some(text) => base64::decode(text).ok_or_else(|| format!("{atom} is not base64")),
        None => Err(atom.unfit("bytes")),
    }
}
