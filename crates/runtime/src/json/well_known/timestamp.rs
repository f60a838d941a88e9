use protoward_protojson::time;
use serde::de::{Deserializer, Error as _};
use serde::ser::{Error as _, Serializer};

use crate::json::atom::Atom;

const NAME: &str = "google.protobuf.Timestamp";

/// Writes a time, given by seconds and nanoseconds.
///
/// # Errors
/// Fails if the time is out of range, or if the serializer fails.
pub fn write_timestamp<S: Serializer>(seconds: i64, nanos: i32, serializer: S) -> Result<S::Ok, S::Error> {
    match time::timestamp(seconds, nanos) {
        Some(text) => serializer.serialize_str(&text),
        None => Err(S::Error::custom("the time is out of range")),
    }
}

/// Reads a time to seconds and nanoseconds.
///
/// # Errors
/// Fails if the input is not a time, or if the deserializer fails.
pub fn read_timestamp<'de, D: Deserializer<'de>>(deserializer: D) -> Result<(i64, i32), D::Error> {
    let atom = Atom::read(NAME, deserializer)?;
    let read = atom.text().and_then(time::read_timestamp);
    read.ok_or_else(|| D::Error::custom(atom.unfit(NAME)))
}
