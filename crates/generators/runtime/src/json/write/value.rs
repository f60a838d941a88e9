//! A single value by its kind, and the defaults of values.

use std::cell::Cell;

use protoward_protojson::base64;
use serde::ser::{Error as _, Serialize, SerializeMap as _, Serializer};

use super::EncodedMessage;
use crate::json::context::Context;
use crate::json::descriptor::{EnumDescriptor, Field, Kind, Shape};
use crate::json::enumeration::write_number;
use crate::json::wire::{Input, Malformed, unzigzag};

/// A value. Serialization reads it from `input`, which is behind the key of its field.
pub(super) struct Value<'c, 'b> {
    pub(super) number: u32,
    pub(super) kind: Kind,
    pub(super) input: &'c Cell<Input<'b>>,
    pub(super) context: Context,
}

impl<'b> Value<'_, 'b> {
    /// Reads a part of the input.
    #[inline]
    fn take<T, E: serde::ser::Error>(&self, read: impl FnOnce(&mut Input<'b>) -> Result<T, Malformed>) -> Result<T, E> {
        let mut input = self.input.get();
        let value = read(&mut input).map_err(E::custom)?;
        self.input.set(input);
        Ok(value)
    }

    #[inline]
    fn varint<E: serde::ser::Error>(&self) -> Result<u64, E> {
        self.take(Input::varint)
    }

    #[inline]
    fn bytes<E: serde::ser::Error>(&self) -> Result<&'b [u8], E> {
        self.take(Input::bytes)
    }
}

impl Serialize for Value<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let context = self.context;
        match self.kind {
            Kind::String => match std::str::from_utf8(self.bytes()?) {
                Ok(text) => serializer.serialize_str(text),
                Err(_) => Err(S::Error::custom("JSON cannot hold text that is not UTF-8")),
            },
            Kind::Message(descriptor) => {
                EncodedMessage { bytes: self.bytes()?, descriptor: descriptor(), context }.serialize(serializer)
            }
            Kind::Int32 => serializer.serialize_i32(self.varint()? as i32),
            Kind::Int64 => text(self.varint()? as i64, serializer),
            Kind::Uint32 => serializer.serialize_u32(self.varint()? as u32),
            Kind::Uint64 => text(self.varint()?, serializer),
            Kind::Bool => serializer.serialize_bool(self.varint()? != 0),
            Kind::Enum(of) => write_number(of, self.varint()? as i32, context, serializer),
            Kind::Double => double(f64::from_le_bytes(self.take(Input::array)?), serializer),
            Kind::Float => float(f32::from_le_bytes(self.take(Input::array)?), serializer),
            Kind::Bytes => serializer.serialize_str(&base64::encode(self.bytes()?)),
            Kind::Sint32 => serializer.serialize_i32(unzigzag((self.varint()? as u32).into()) as i32),
            Kind::Sint64 => text(unzigzag(self.varint()?), serializer),
            Kind::Fixed32 => serializer.serialize_u32(u32::from_le_bytes(self.take(Input::array)?)),
            Kind::Sfixed32 => serializer.serialize_i32(i32::from_le_bytes(self.take(Input::array)?)),
            Kind::Fixed64 => text(u64::from_le_bytes(self.take(Input::array)?), serializer),
            Kind::Sfixed64 => text(i64::from_le_bytes(self.take(Input::array)?), serializer),
            Kind::Null => {
                self.varint()?;
                serializer.serialize_unit()
            }
            Kind::Group(descriptor) => {
                let bytes = self.take(|input| input.group(self.number))?;
                EncodedMessage { bytes, descriptor: descriptor(), context }.serialize(serializer)
            }
            Kind::Foreign(foreign) => {
                let bytes = if foreign.is_group { self.take(|input| input.group(self.number))? } else { self.bytes()? };
                (foreign.write)(bytes).map_err(S::Error::custom)?.serialize(serializer)
            }
        }
    }
}

/// The default of a field: zero, a message without fields, or an empty list or map.
pub(super) struct FieldDefault {
    pub(super) field: &'static Field,
    pub(super) context: Context,
}

impl Serialize for FieldDefault {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.field.shape {
            Shape::List | Shape::Packed => serializer.collect_seq([(); 0]),
            Shape::Map(_) => serializer.serialize_map(Some(0))?.end(),
            Shape::Implicit | Shape::Explicit | Shape::Member(_) => {
                DefaultValue { kind: self.field.kind, context: self.context }.serialize(serializer)
            }
        }
    }
}

/// The default of a kind: zero, or a message without fields.
pub(super) struct DefaultValue {
    pub(super) kind: Kind,
    pub(super) context: Context,
}

impl Serialize for DefaultValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let context = self.context;
        match self.kind {
            Kind::String | Kind::Bytes => serializer.serialize_str(""),
            Kind::Double => serializer.serialize_f64(0.0),
            Kind::Float => serializer.serialize_f32(0.0),
            Kind::Bool => serializer.serialize_bool(false),
            Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => serializer.serialize_i32(0),
            Kind::Uint32 | Kind::Fixed32 => serializer.serialize_u32(0),
            Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 | Kind::Uint64 | Kind::Fixed64 => serializer.serialize_str("0"),
            Kind::Enum(of) => write_number(of, first(of), context, serializer),
            Kind::Null => serializer.serialize_unit(),
            Kind::Message(descriptor) | Kind::Group(descriptor) => {
                EncodedMessage { bytes: &[], descriptor: descriptor(), context }.serialize(serializer)
            }
            Kind::Foreign(foreign) => (foreign.write)(&[]).map_err(S::Error::custom)?.serialize(serializer),
        }
    }
}

/// Returns the number of the default of an enum, which is its first value. In a closed enum, it need not be zero.
fn first(of: &EnumDescriptor) -> i32 {
    of.values.first().map_or(0, |&(_, number)| number)
}

/// Writes a 64-bit integer, which is a string in JSON.
fn text<S: Serializer>(value: impl itoa::Integer, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(itoa::Buffer::new().format(value))
}

fn double<S: Serializer>(value: f64, serializer: S) -> Result<S::Ok, S::Error> {
    if value.is_finite() { serializer.serialize_f64(value) } else { serializer.serialize_str(name(value)) }
}

fn float<S: Serializer>(value: f32, serializer: S) -> Result<S::Ok, S::Error> {
    if value.is_finite() { serializer.serialize_f32(value) } else { serializer.serialize_str(name(value.into())) }
}

/// Returns the name of a number that is not finite.
fn name(value: f64) -> &'static str {
    match value {
        _ if value.is_nan() => "NaN",
        _ if value > 0.0 => "Infinity",
        _ => "-Infinity",
    }
}
