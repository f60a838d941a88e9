//! Messages of `google.protobuf` whose JSON is a string: `Timestamp`, `Duration` and `FieldMask`.

use protoward_protojson::mask_paths::to_camel;
use protoward_protojson::time;
use serde::ser::{Error as _, Serializer};

use crate::json::well_known::PATHS;
use crate::json::wire::{Input, Malformed, Raw};

pub(super) fn write_duration<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    let (seconds, nanos) = parts(bytes).map_err(S::Error::custom)?;
    match time::duration(seconds, nanos) {
        Some(text) => serializer.serialize_str(&text),
        None => Err(S::Error::custom("the duration is out of range")),
    }
}

pub(super) fn write_timestamp<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    let (seconds, nanos) = parts(bytes).map_err(S::Error::custom)?;
    match time::timestamp(seconds, nanos) {
        Some(text) => serializer.serialize_str(&text),
        None => Err(S::Error::custom("the time is out of range")),
    }
}

/// Returns the seconds and the nanoseconds.
fn parts(bytes: &[u8]) -> Result<(i64, i32), Malformed> {
    let mut seconds = 0;
    let mut nanos = 0;
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

pub(super) fn write_field_mask<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    let mut mask = String::new();
    let mut input = Input(bytes);
    while let Some((number, raw)) = input.field().map_err(S::Error::custom)? {
        let Raw::Bytes(path) = raw else { continue };
        if number == PATHS {
            let path = std::str::from_utf8(path).ok().and_then(to_camel);
            let path = path.ok_or_else(|| S::Error::custom("a path of the mask has no JSON form"))?;
            mask.extend((!mask.is_empty()).then_some(','));
            mask.push_str(&path);
        }
    }
    serializer.serialize_str(&mask)
}
