//! The binary encoding of a message from JSON.
//!
//! Each part of a message is a seed of serde that appends its encoding to a buffer, so that no tree of JSON is built.

mod any;
mod dynamic;
mod field;
mod key;
mod list;
mod map;
mod strings;
mod value;

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};

use super::context::Context;
use super::descriptor::{Descriptor, Form, Shape};
use any::read_any;
use dynamic::read_value;
use field::FieldSeed;
use key::{Key, KeySeed};
use list::ListSeed;
use map::EntriesSeed;
use strings::{read_duration, read_field_mask, read_timestamp};
use value::ValueSeed;

/// A seed that reads a message, and appends its fields to `out`.
pub(super) struct MessageSeed<'o> {
    pub(super) out: &'o mut Vec<u8>,
    pub(super) descriptor: &'static Descriptor,
    pub(super) context: Context,
}

impl<'de> DeserializeSeed<'de> for MessageSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let Self { out, descriptor, context } = self;
        match descriptor.form {
            Form::Object => {
                let context = descriptor.context_in(context).deeper().map_err(D::Error::custom)?;
                deserializer.deserialize_map(Self { out, descriptor, context })
            }
            Form::Any => read_any(out, context, deserializer),
            Form::Duration => read_duration(out, deserializer),
            Form::Timestamp => read_timestamp(out, deserializer),
            Form::FieldMask => read_field_mask(out, deserializer),
            Form::Value => read_value(out, context, deserializer),
            Form::List | Form::Struct => {
                let context = context.deeper().map_err(D::Error::custom)?;
                FieldSeed { out, field: &descriptor.fields[0], context }.visit_some(deserializer).map(|_| ())
            }
            Form::Wrapper => {
                let field = &descriptor.fields[0];
                ValueSeed { out, number: Some(field.number), kind: field.kind, context }
                    .deserialize(deserializer)
                    .map(|_| ())
            }
        }
    }
}

impl<'de> Visitor<'de> for MessageSeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object, `{}`", self.descriptor.name)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Self { out, descriptor, context } = self;
        let name = descriptor.name;
        let mut seen = Bits::default();
        let mut set_oneofs = Bits::default();
        let mut next = 0;
        while let Some(key) = map.next_key_seed(KeySeed { descriptor, next })? {
            let index = match key {
                Key::Field(index) => index,
                Key::Unknown(_) if context.options.ignore_unknown => {
                    map.next_value::<IgnoredAny>()?;
                    continue;
                }
                Key::Unknown(key) => return Err(A::Error::custom(format_args!("`{name}` has no field `{key}`"))),
            };
            next = index + 1;
            // Reject duplicates even if one is `null`: protobuf parsers disagree about which one counts.
            let field = &descriptor.fields[index];
            if seen.set(index) {
                let field = field.json_name;
                return Err(A::Error::custom(format_args!("the field `{field}` of `{name}` is there twice")));
            }
            let is_set = map.next_value_seed(FieldSeed { out, field, context })?;
            if field.is_required && !is_set {
                let field = field.json_name;
                return Err(A::Error::custom(format_args!("the required field `{field}` of `{name}` has no value")));
            }
            if let Shape::Member(oneof) = field.shape
                && is_set
                && set_oneofs.set(oneof.into())
            {
                let oneof = descriptor.oneofs.get(usize::from(oneof)).copied().unwrap_or_default();
                return Err(A::Error::custom(format_args!("two fields of the oneof `{oneof}` are set")));
            }
        }
        let missing = |(index, _): &(usize, _)| !seen.has(*index);
        match descriptor.fields.iter().enumerate().filter(|(_, field)| field.is_required).find(missing) {
            Some((_, field)) => {
                let field = field.json_name;
                Err(A::Error::custom(format_args!("the required field `{field}` of `{name}` is missing")))
            }
            None => Ok(()),
        }
    }
}

/// A set of small numbers.
#[derive(Default)]
struct Bits {
    low: u64,
    /// The numbers from 64 on, counted from 64. Most messages have none, and need no memory for it.
    high: Vec<bool>,
}

impl Bits {
    #[inline]
    fn has(&self, index: usize) -> bool {
        match index.checked_sub(64) {
            Some(index) => self.high.get(index).is_some_and(|&is_set| is_set),
            None => self.low & 1 << index != 0,
        }
    }

    /// Adds a number. Returns `true` if it was in the set before.
    #[inline]
    fn set(&mut self, index: usize) -> bool {
        let was_set = self.has(index);
        match index.checked_sub(64) {
            Some(index) => {
                if self.high.len() <= index {
                    self.high.resize(index + 1, false);
                }
                self.high[index] = true;
            }
            None => self.low |= 1 << index,
        }
        was_set
    }
}
