//! Messages of `google.protobuf` whose JSON is a string: `Timestamp`, `Duration` and `FieldMask`.

use protoward_protojson::mask_paths::paths;
use protoward_protojson::time;
use serde::de::{Deserializer, Error as _};

use crate::json::atom::Atom;
use crate::json::well_known::PATHS;
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

const FIELD_MASK: &str = "google.protobuf.FieldMask";

pub(super) fn read_field_mask<'de, D: Deserializer<'de>>(out: &mut Vec<u8>, deserializer: D) -> Result<(), D::Error> {
    let atom = Atom::read(FIELD_MASK, deserializer)?;
    for path in atom.text().and_then(paths).ok_or_else(|| D::Error::custom(atom.unfit(FIELD_MASK)))? {
        put_field(out, PATHS, Raw::Bytes(path.as_bytes()));
    }
    Ok(())
}
