//! Messages that are only known by their descriptor: the values of an `Any`, which any program may have encoded.
//!
//! The encoding of a message is not unique: fields may come in any order, and several times. Of several values, the last one
//! counts; several encodings of a message are merged.

use std::collections::BTreeMap;
use std::convert::Infallible;

use super::context::Context;
use super::descriptor::{Descriptor, Kind, Shape};
use super::map_key::{MapKey, split};
use super::visit::FieldValue;
use super::wire::{
    Input, LENGTH_DELIMITED, Malformed, Raw, START_GROUP, put_delimited, put_field, put_group, put_raw, unzigzag,
    wire_type,
};

/// A message by its descriptor. It borrows from its encoding.
pub(super) struct Decoded<'b> {
    pub(super) descriptor: &'static Descriptor,
    /// The values of fields that are set, by the index of the field.
    pub(super) fields: BTreeMap<usize, DecodedValue<'b>>,
}

/// The value of a field, or one of several.
pub(super) enum DecodedValue<'b> {
    Scalar(Kind, Raw<'b>),
    Message(Decoded<'b>),
    /// The encoding of a message of another crate.
    Foreign(Vec<u8>),
    List(Vec<DecodedValue<'b>>),
    Map(BTreeMap<MapKey<'b>, DecodedValue<'b>>),
}

impl<'b> Decoded<'b> {
    /// Decodes a message.
    pub(super) fn of(descriptor: &'static Descriptor, bytes: &'b [u8], context: Context) -> Result<Self, String> {
        let mut message = Self::empty(descriptor);
        message.merge(bytes, context)?;
        Ok(message)
    }

    fn empty(descriptor: &'static Descriptor) -> Self {
        Self { descriptor, fields: BTreeMap::new() }
    }

    fn merge(&mut self, bytes: &'b [u8], context: Context) -> Result<(), String> {
        let context = context.deeper().map_err(|error| error.to_string())?;
        let malformed = |error: Malformed| error.to_string();
        let descriptor = self.descriptor;
        let mut input = Input(bytes);
        while let Some((number, raw)) = input.field().map_err(malformed)? {
            let Some(index) = descriptor.field(number, 0) else { continue };
            let field = &descriptor.fields[index];
            match field.shape {
                Shape::List | Shape::Packed => {
                    let empty = DecodedValue::List(Vec::new());
                    let DecodedValue::List(values) = self.fields.entry(index).or_insert(empty) else { continue };
                    match raw {
                        Raw::Bytes(bytes) if wire_type(field.kind) != LENGTH_DELIMITED => {
                            let mut packed = Input(bytes);
                            while !packed.is_empty() {
                                let raw = packed.packed(field.kind).map_err(malformed)?;
                                values.push(DecodedValue::of(field.kind, raw, context)?);
                            }
                        }
                        raw => values.push(DecodedValue::of(field.kind, raw, context)?),
                    }
                }
                Shape::Map(key) => {
                    let empty = DecodedValue::Map(BTreeMap::new());
                    let DecodedValue::Map(entries) = self.fields.entry(index).or_insert(empty) else { continue };
                    let Raw::Bytes(entry) = raw else { return Err(Malformed.to_string()) };
                    let (key, value) = split(key, field.kind, entry).map_err(malformed)?;
                    entries.insert(key, DecodedValue::of_entry(field.kind, value, context)?);
                }
                Shape::Implicit | Shape::Explicit | Shape::Member(_) => {
                    if let Shape::Member(oneof) = field.shape {
                        self.fields.retain(|&other, _| {
                            other == index
                                || !matches!(descriptor.fields[other].shape, Shape::Member(it) if it == oneof)
                        });
                    }
                    match self.fields.get_mut(&index) {
                        Some(value) => value.merge(field.kind, raw, context)?,
                        None => {
                            self.fields.insert(index, DecodedValue::of(field.kind, raw, context)?);
                        }
                    }
                }
            }
        }
        Ok(())
    }

    /// Returns the encoding in which each field is there once, sorted by number, with the values of a list and the entries of a
    /// map behind each other.
    pub(super) fn encoding(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.put(&mut out);
        out
    }

    fn put(&self, out: &mut Vec<u8>) {
        for (&index, value) in &self.fields {
            let field = &self.descriptor.fields[index];
            match (field.shape, value) {
                (Shape::Implicit, value) if value.value().is_default() => {}
                (Shape::Packed, DecodedValue::List(values)) if !values.is_empty() => {
                    delimited(out, field.number, |out| values.iter().for_each(|value| value.put_packed(out)));
                }
                (Shape::Map(kind), DecodedValue::Map(entries)) => {
                    for (key, value) in entries {
                        delimited(out, field.number, |out| {
                            put_field(out, 1, key.raw(kind));
                            value.put(field.kind, 2, out);
                        });
                    }
                }
                (_, value) => value.put(field.kind, field.number, out),
            }
        }
    }
}

impl<'b> DecodedValue<'b> {
    fn of(kind: Kind, raw: Raw<'b>, context: Context) -> Result<Self, String> {
        let mut value = match kind {
            Kind::Message(descriptor) | Kind::Group(descriptor) => Self::Message(Decoded::empty(descriptor())),
            Kind::Foreign(_) => Self::Foreign(Vec::new()),
            _ => Self::Scalar(kind, raw),
        };
        value.merge(kind, raw, context)?;
        Ok(value)
    }

    /// Decodes the value of an entry of a map. Without one, it is the default.
    fn of_entry(kind: Kind, value: Option<Input<'b>>, context: Context) -> Result<Self, String> {
        let raw = match value {
            Some(mut value) => value.raw(2, wire_type(kind)).map_err(|error| error.to_string())?,
            None => default(kind),
        };
        Self::of(kind, raw, context)
    }

    /// Merges another value of the same field into this one.
    fn merge(&mut self, kind: Kind, raw: Raw<'b>, context: Context) -> Result<(), String> {
        match (self, raw) {
            _ if raw.wire_type() != wire_type(kind) => return Err(Malformed.to_string()),
            (Self::Message(message), Raw::Bytes(bytes) | Raw::Group(bytes)) => message.merge(bytes, context)?,
            (Self::Foreign(encoding), Raw::Bytes(bytes) | Raw::Group(bytes)) => encoding.extend_from_slice(bytes),
            (Self::Scalar(_, value), raw) => *value = raw,
            _ => {}
        }
        Ok(())
    }

    pub(super) fn value(&self) -> FieldValue<'_> {
        match self {
            Self::Scalar(kind, raw) => scalar(*kind, *raw),
            Self::List(values) if values.is_empty() => FieldValue::Empty,
            Self::Map(entries) if entries.is_empty() => FieldValue::Empty,
            Self::List(_) | Self::Map(_) | Self::Message(_) | Self::Foreign(_) => FieldValue::Parts,
        }
    }

    /// Returns the default of a kind.
    pub(super) fn default(kind: Kind) -> Self {
        Self::Scalar(kind, default(kind))
    }

    fn put(&self, kind: Kind, number: u32, out: &mut Vec<u8>) {
        let is_group = wire_type(kind) == START_GROUP;
        match self {
            Self::Scalar(_, raw) => put_field(out, number, *raw),
            Self::Message(message) if is_group => group(out, number, |out| message.put(out)),
            Self::Message(message) => delimited(out, number, |out| message.put(out)),
            Self::Foreign(fields) if is_group => put_field(out, number, Raw::Group(fields)),
            Self::Foreign(fields) => put_field(out, number, Raw::Bytes(fields)),
            Self::List(values) => values.iter().for_each(|value| value.put(kind, number, out)),
            Self::Map(_) => {}
        }
    }

    fn put_packed(&self, out: &mut Vec<u8>) {
        if let Self::Scalar(_, raw) = self {
            put_raw(out, 0, *raw);
        }
    }
}

fn delimited(out: &mut Vec<u8>, number: u32, write: impl FnOnce(&mut Vec<u8>)) {
    let Ok(()) = put_delimited::<_, Infallible>(out, number, |out| {
        write(out);
        Ok(())
    });
}

fn group(out: &mut Vec<u8>, number: u32, write: impl FnOnce(&mut Vec<u8>)) {
    let Ok(()) = put_group::<_, Infallible>(out, number, |out| {
        write(out);
        Ok(())
    });
}

/// Returns the scalar that is encoded. Strings are bytes that are not validated yet.
fn scalar(kind: Kind, raw: Raw<'_>) -> FieldValue<'_> {
    match (kind, raw) {
        (Kind::Bool, Raw::Varint(value)) => FieldValue::Bool(value != 0),
        (Kind::Int64, Raw::Varint(value)) => FieldValue::I64(value as i64),
        (Kind::Sint64, Raw::Varint(value)) => FieldValue::I64(unzigzag(value)),
        (Kind::Sint32, Raw::Varint(value)) => FieldValue::I32(unzigzag((value as u32).into()) as i32),
        (Kind::Uint32, Raw::Varint(value)) => FieldValue::U32(value as u32),
        (Kind::Uint64, Raw::Varint(value)) | (Kind::Fixed64, Raw::Fixed64(value)) => FieldValue::U64(value),
        // `int32`, and the numbers of enums.
        (_, Raw::Varint(value)) => FieldValue::I32(value as i32),
        (Kind::Double, Raw::Fixed64(bits)) => FieldValue::F64(f64::from_bits(bits)),
        (_, Raw::Fixed64(bits)) => FieldValue::I64(bits as i64),
        (Kind::Float, Raw::Fixed32(bits)) => FieldValue::F32(f32::from_bits(bits)),
        (Kind::Fixed32, Raw::Fixed32(bits)) => FieldValue::U32(bits),
        (_, Raw::Fixed32(bits)) => FieldValue::I32(bits as i32),
        (_, Raw::Bytes(bytes) | Raw::Group(bytes)) => FieldValue::Bytes(bytes),
    }
}

/// Returns the encoding of the default of a kind.
fn default(kind: Kind) -> Raw<'static> {
    match (wire_type(kind), kind) {
        // In a closed enum, the first value need not be zero.
        (0, Kind::Enum(of)) => Raw::Varint(i64::from(of.first()) as u64),
        (0, _) => Raw::Varint(0),
        (1, _) => Raw::Fixed64(0),
        (START_GROUP, _) => Raw::Group(&[]),
        (LENGTH_DELIMITED, _) => Raw::Bytes(&[]),
        _ => Raw::Fixed32(0),
    }
}
