//! Messages of `google.protobuf` whose JSON is a string: `Timestamp`, `Duration` and `FieldMask`.

use protoward_protojson::mask_paths::paths;
use protoward_protojson::time;
use serde::de::Deserializer;

use super::reading::Reading;
use crate::json::atom::Atom;
use crate::json::descriptor::{Descriptor, Form};
use crate::json::well_known::PATHS;
use crate::json::wire::{Raw, put_field};

/// Reads a `Timestamp` or a `Duration`, and appends seconds and nanoseconds.
pub(super) fn put_time<'de, D: Deserializer<'de>>(
    out: &mut Vec<u8>,
    descriptor: &'static Descriptor,
    reading: Reading<'_>,
    deserializer: D,
) -> Result<(), D::Error> {
    let (seconds, nanos) = read_time(descriptor, reading, deserializer)?;
    for (number, value) in [(1, seconds), (2, nanos.into())] {
        if value != 0 {
            put_field(out, number, Raw::Varint(value as u64));
        }
    }
    Ok(())
}

/// Reads the seconds and nanoseconds of a `Timestamp` or a `Duration`, as `descriptor` says.
pub(in crate::json) fn read_time<'de, D: Deserializer<'de>>(
    descriptor: &'static Descriptor,
    reading: Reading<'_>,
    deserializer: D,
) -> Result<(i64, i32), D::Error> {
    let atom = Atom::read(descriptor.name, deserializer)?;
    let parse = if descriptor.form == Form::Duration { time::read_duration } else { time::read_timestamp };
    atom.text().and_then(parse).ok_or_else(|| reading.invalid(atom.unfit(descriptor.name)))
}

const FIELD_MASK: &str = "google.protobuf.FieldMask";

pub(super) fn read_field_mask<'de, D: Deserializer<'de>>(
    out: &mut Vec<u8>,
    reading: Reading<'_>,
    deserializer: D,
) -> Result<(), D::Error> {
    let atom = Atom::read(FIELD_MASK, deserializer)?;
    for path in atom.text().and_then(paths).ok_or_else(|| reading.invalid(atom.unfit(FIELD_MASK)))? {
        put_field(out, PATHS, Raw::Bytes(path.as_bytes()));
    }
    Ok(())
}
