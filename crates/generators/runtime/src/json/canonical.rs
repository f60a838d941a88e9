//! Encodings of messages from other programs, changed to the form in which prost writes them.
//!
//! The encoding of a message is not unique: fields may come in any order, and several times. Writing JSON in one pass needs the
//! form in which each is there once.

use std::collections::BTreeMap;

use super::context::Context;
use super::descriptor::{Descriptor, Field, Kind, Shape};
use super::map_key::{MapKey, split};
use super::wire::{Input, LENGTH_DELIMITED, Malformed, Raw, put_delimited, put_field, put_raw, wire_type};

/// Returns the encoding of a message in which each field is there once, sorted by number, with the values of a list and the
/// entries of a map behind each other. Of several values, the last one counts; of several encodings of a message, all of them.
pub(super) fn canonical(descriptor: &'static Descriptor, bytes: &[u8], context: Context) -> Result<Vec<u8>, String> {
    let context = context.deeper().map_err(|error| error.to_string())?;
    let mut out = Vec::with_capacity(bytes.len());
    for (index, values) in fields(descriptor, bytes).map_err(|error| error.to_string())? {
        put_values(&mut out, &descriptor.fields[index], &values, context)?;
    }
    Ok(out)
}

/// Returns the values of each field by its index.
fn fields<'b>(descriptor: &Descriptor, bytes: &'b [u8]) -> Result<BTreeMap<usize, Vec<Raw<'b>>>, Malformed> {
    let mut values: BTreeMap<usize, Vec<Raw<'b>>> = BTreeMap::new();
    let mut input = Input(bytes);
    while let Some((number, raw)) = input.field()? {
        let Some(index) = descriptor.field(number, 0) else { continue };
        if let Shape::Member(oneof) = descriptor.fields[index].shape {
            let is_other = |other: usize| {
                other != index && matches!(descriptor.fields[other].shape, Shape::Member(it) if it == oneof)
            };
            values.retain(|&other, _| !is_other(other));
        }
        values.entry(index).or_default().push(raw);
    }
    Ok(values)
}

fn put_values(out: &mut Vec<u8>, field: &Field, values: &[Raw<'_>], context: Context) -> Result<(), String> {
    match field.shape {
        Shape::List => {
            elements(field.kind, values)?.into_iter().try_for_each(|raw| put_value(out, field, raw, context))
        }
        Shape::Packed => {
            let elements = elements(field.kind, values)?;
            if elements.is_empty() {
                Ok(())
            } else {
                put_delimited(out, field.number, |out| {
                    elements.into_iter().for_each(|raw| put_raw(out, field.number, raw));
                    Ok(())
                })
            }
        }
        Shape::Map(key) => put_map(out, field, key, values, context),
        Shape::Implicit | Shape::Explicit | Shape::Member(_) => {
            let Some(&last) = values.last() else { return Ok(()) };
            let joined: Vec<u8>;
            let raw = match (field.kind, last) {
                (Kind::Message(_) | Kind::Foreign(_), Raw::Bytes(_)) => {
                    joined = join(values);
                    Raw::Bytes(&joined)
                }
                (Kind::Group(_) | Kind::Foreign(_), Raw::Group(_)) => {
                    joined = join(values);
                    Raw::Group(&joined)
                }
                _ => last,
            };
            if matches!(field.shape, Shape::Implicit) && is_zero(raw) {
                Ok(())
            } else {
                put_value(out, field, raw, context)
            }
        }
    }
}

/// Returns the encoding of a message that is merged from several ones.
fn join(values: &[Raw<'_>]) -> Vec<u8> {
    let contents = values.iter().filter_map(|raw| match raw {
        Raw::Bytes(bytes) | Raw::Group(bytes) => Some(*bytes),
        _ => None,
    });
    contents.collect::<Vec<_>>().concat()
}

/// Returns the values of a list, parts of which may be packed.
fn elements<'b>(kind: Kind, values: &[Raw<'b>]) -> Result<Vec<Raw<'b>>, String> {
    let mut elements = Vec::new();
    for &raw in values {
        match raw {
            Raw::Bytes(bytes) if wire_type(kind) != LENGTH_DELIMITED => {
                let mut packed = Input(bytes);
                while !packed.is_empty() {
                    elements.push(packed.packed(kind).map_err(|error| error.to_string())?);
                }
            }
            raw => elements.push(raw),
        }
    }
    Ok(elements)
}

fn put_map(out: &mut Vec<u8>, field: &Field, key: Kind, values: &[Raw<'_>], context: Context) -> Result<(), String> {
    let mut entries: BTreeMap<MapKey<'_>, Option<Input<'_>>> = BTreeMap::new();
    for &raw in values {
        let Raw::Bytes(entry) = raw else { return Err(Malformed.to_string()) };
        let (of_key, value) = split(key, field.kind, entry).map_err(|error| error.to_string())?;
        entries.insert(of_key, value);
    }
    let value_field = Field { number: 2, ..*field };
    for (of, value) in entries {
        put_delimited(out, field.number, |out| {
            put_field(out, 1, of.raw(key));
            let Some(mut value) = value else { return Ok(()) };
            let value = value.raw(2, wire_type(field.kind)).map_err(|error| error.to_string())?;
            put_value(out, &value_field, value, context)
        })?;
    }
    Ok(())
}

fn put_value(out: &mut Vec<u8>, field: &Field, raw: Raw<'_>, context: Context) -> Result<(), String> {
    let nested: Vec<u8>;
    let raw = match (field.kind, raw) {
        (Kind::Message(descriptor), Raw::Bytes(bytes)) => {
            nested = canonical(descriptor(), bytes, context)?;
            Raw::Bytes(&nested)
        }
        (Kind::Group(descriptor), Raw::Group(bytes)) => {
            nested = canonical(descriptor(), bytes, context)?;
            Raw::Group(&nested)
        }
        (kind, raw) if wire_type(kind) == raw.wire_type() => raw,
        _ => return Err(Malformed.to_string()),
    };
    put_field(out, field.number, raw);
    Ok(())
}

fn is_zero(raw: Raw<'_>) -> bool {
    match raw {
        Raw::Varint(value) | Raw::Fixed64(value) => value == 0,
        Raw::Fixed32(value) => value == 0,
        Raw::Bytes(bytes) => bytes.is_empty(),
        Raw::Group(_) => false,
    }
}
