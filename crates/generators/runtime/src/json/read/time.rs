//! `google.protobuf.Timestamp` and `google.protobuf.Duration`.

use protoward_protojson::time;
use serde::de::{Deserializer, Error as _};

use crate::json::atom::Atom;
use crate::json::wire::{Raw, put_field};

pub(super) fn read_duration<'de, D: Deserializer<'de>>(out: &mut Vec<u8>, input: D) -> Result<(), D::Error> {
    read(out, "google.protobuf.Duration", time::read_duration, input)
}

pub(super) fn read_timestamp<'de, D: Deserializer<'de>>(out: &mut Vec<u8>, input: D) -> Result<(), D::Error> {
    read(out, "google.protobuf.Timestamp", time::read_timestamp, input)
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
            put_field(out, number, Raw::Varint(value as u64));
        }
    }
    Ok(())
}
