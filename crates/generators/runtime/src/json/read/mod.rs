//! The binary encoding of a message from JSON, and what readers of all messages share.
//!
//! Each part of a message is a seed of serde that appends its encoding to a buffer, so that no tree of JSON is built. This is for
//! the value of an `Any` and for messages that are not generated. Generated ones have places for their fields (`fill.rs`).

mod any;
mod dynamic;
mod field;
mod key;
mod list;
mod map;
mod object;
mod reading;
mod strings;
mod value;

use serde::de::{DeserializeSeed, Deserializer, MapAccess};

use super::descriptor::{Descriptor, Field, Form};
use any::read_any;
use dynamic::read_value;
pub(super) use field::{FieldSeed, OrNull};
use list::ListSeed;
use map::EntriesSeed;
pub(super) use object::{Target, ToFields};
pub(super) use reading::Place;
pub use reading::Reading;
pub(super) use strings::read_time;
use strings::{put_time, read_field_mask};
use value::ValueSeed;
pub(super) use value::{bytes, name, number_of};

/// A seed that reads a message, and appends its fields to `out`.
pub(super) struct MessageSeed<'o> {
    pub(super) out: &'o mut Vec<u8>,
    pub(super) descriptor: &'static Descriptor,
    pub(super) reading: Reading<'o>,
}

impl<'de> DeserializeSeed<'de> for MessageSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let Self { out, descriptor, reading } = self;
        match descriptor.form {
            Form::Object => {
                let reading = reading.within(descriptor).map_err(|why| reading.invalid(why))?;
                deserializer.deserialize_map(ToFields { target: Encoded(out), descriptor, reading })
            }
            Form::Any => read_any(out, reading, deserializer),
            Form::Duration | Form::Timestamp => put_time(out, descriptor, reading, deserializer),
            Form::FieldMask => read_field_mask(out, reading, deserializer),
            Form::Value => read_value(out, reading, deserializer),
            Form::List | Form::Struct => {
                let reading = reading.deeper().map_err(|why| reading.invalid(why))?;
                FieldSeed { out, field: &descriptor.fields[0], reading }.deserialize(deserializer).map(|_| ())
            }
            Form::Wrapper => {
                let field = &descriptor.fields[0];
                ValueSeed { out, number: Some(field.number), kind: field.kind, reading }
                    .deserialize(deserializer)
                    .map(|_| ())
            }
        }
    }
}

/// The encoding of a message.
struct Encoded<'o>(&'o mut Vec<u8>);

impl Target for Encoded<'_> {
    fn read<'de, A: MapAccess<'de>>(
        &mut self,
        _: usize,
        field: &'static Field,
        reading: Reading<'_>,
        object: &mut A,
    ) -> Result<bool, A::Error> {
        object.next_value_seed(OrNull { seed: FieldSeed { out: self.0, field, reading }, field })
    }
}
