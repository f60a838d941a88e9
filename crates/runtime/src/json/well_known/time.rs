//! `google.protobuf.Timestamp` and `google.protobuf.Duration`.

use protoward_protojson::time;
use serde::de::{Deserializer, Error as _};
use serde::ser::{Error as _, Serializer};

use crate::json::atom::Atom;
use crate::json::wire::{Input, Malformed, Raw, put_key, put_varint};

pub(in crate::json) fn write_duration<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    let (seconds, nanos) = parts(bytes).map_err(S::Error::custom)?;
    match time::duration(seconds, nanos) {
        Some(text) => serializer.serialize_str(&text),
        None => Err(S::Error::custom("the duration is out of range")),
    }
}

pub(in crate::json) fn write_timestamp<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    let (seconds, nanos) = parts(bytes).map_err(S::Error::custom)?;
    match time::timestamp(seconds, nanos) {
        Some(text) => serializer.serialize_str(&text),
        None => Err(S::Error::custom("the time is out of range")),
    }
}

pub(in crate::json) fn read_duration<'de, D: Deserializer<'de>>(out: &mut Vec<u8>, input: D) -> Result<(), D::Error> {
    read(out, "google.protobuf.Duration", time::read_duration, input)
}

pub(in crate::json) fn read_timestamp<'de, D: Deserializer<'de>>(out: &mut Vec<u8>, input: D) -> Result<(), D::Error> {
    read(out, "google.protobuf.Timestamp", time::read_timestamp, input)
}

/// Returns the seconds and the nanoseconds.
fn parts(bytes: &[u8]) -> Result<(i64, i32), Malformed> {
    let (mut seconds, mut nanos) = (0, 0);
    let mut input = Input(bytes);
    while let Some((number, raw)) = input.field()? {
        match (number, raw) {
            (1, Raw::Varint(value)) => seconds = value as i64,
            (2, Raw::Varint(value)) => nanos = value as i32,
            _ => {}
        }
    }
    Ok((seconds, nanos))
}

/// Reads a text, and appends seconds and nanoseconds.
fn read<'de, D: Deserializer<'de>>(
    out: &mut Vec<u8>,
    name: &'static str,
    parse: fn(&str) -> Option<(i64, i32)>,
    deserializer: D,
) -> Result<(), D::Error> {
    let atom = Atom::read(name, deserializer)?;
    let (seconds, nanos) = atom.text().and_then(parse).ok_or_else(|| D::Error::custom(atom.unfit(name)))?;
    for (number, value) in [(1, seconds), (2, nanos.into())] {
        if value != 0 {
            put_key(out, number, 0);
            put_varint(out, value as u64);
        }
    }
    Ok(())
}
