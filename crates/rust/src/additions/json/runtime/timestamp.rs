use serde::de::{Deserializer, Error as _};
use serde::ser::{Error as _, Serializer};

use super::atom::Atom;
use super::context::Context;
use super::message::Json;
use super::time;
use super::well_known::Timestamp;

const NAME: &str = "google.protobuf.Timestamp";

impl Json for Timestamp {
    fn write<S: Serializer>(&self, _: Context, serializer: S) -> Result<S::Ok, S::Error> {
        match time::timestamp(self.seconds, self.nanos) {
            Some(text) => serializer.serialize_str(&text),
            None => Err(S::Error::custom("the time is out of range")),
        }
    }

    fn read<'de, D: Deserializer<'de>>(_: Context, deserializer: D) -> Result<Self, D::Error> {
        let atom = Atom::read(NAME, deserializer)?;
        let read = atom.text().and_then(time::read_timestamp);
        let (seconds, nanos) = read.ok_or_else(|| D::Error::custom(atom.unfit(NAME)))?;
        Ok(Self { seconds, nanos })
    }
}
