//! The fields of a message, which are the entries of an object.

use std::fmt;

use serde::de::{IgnoredAny, MapAccess, Visitor};

use super::key::{Key, KeySeed};
use super::reading::Reading;
use crate::json::descriptor::{Descriptor, Field, Shape};

/// A place for the fields of a message: the message itself, or its encoding.
pub(in crate::json) trait Target {
    /// Reads the value of the field with an index, whose key is read. Returns `false` if it is `null` or ignored.
    fn read<'de, A: MapAccess<'de>>(
        &mut self,
        index: usize,
        field: &'static Field,
        reading: Reading<'_>,
        object: &mut A,
    ) -> Result<bool, A::Error>;
}

/// A visitor that reads the fields of a message.
pub(in crate::json) struct ToFields<'r, T> {
    pub(in crate::json) target: T,
    pub(in crate::json) descriptor: &'static Descriptor,
    pub(in crate::json) reading: Reading<'r>,
}

impl<'de, T: Target> Visitor<'de> for ToFields<'_, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.reading.expects();
        write!(f, "an object, `{}`", self.descriptor.name)
    }

    fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<(), A::Error> {
        let Self { mut target, descriptor, reading } = self;
        let mut read = |index, field, object: &mut A| target.read(index, field, reading, object);
        read_fields(&mut read, descriptor, reading, object)
    }
}

/// Reads the value of the field with an index.
type ReadField<'f, A, E> = dyn FnMut(usize, &'static Field, &mut A) -> Result<bool, E> + 'f;

/// Reads all fields. The function is compiled once for a deserializer, and not for each message.
fn read_fields<'de, A: MapAccess<'de>>(
    read: &mut ReadField<'_, A, A::Error>,
    descriptor: &'static Descriptor,
    reading: Reading<'_>,
    mut object: A,
) -> Result<(), A::Error> {
    let name = descriptor.name;
    let mut seen = Bits::default();
    let mut set_oneofs = Bits::default();
    let mut next = 0;
    while let Some(key) = object.next_key_seed(KeySeed { descriptor, next })? {
        let index = match key {
            Key::Field(index) => index,
            Key::Unknown(_) if reading.options().ignore_unknown => {
                object.next_value::<IgnoredAny>()?;
                continue;
            }
            Key::Unknown(key) => return Err(reading.invalid(format_args!("`{name}` has no field `{key}`"))),
        };
        next = index + 1;
        // Reject duplicates even if one is `null`: protobuf parsers disagree about which one counts.
        let field = &descriptor.fields[index];
        if seen.set(index) {
            let field = field.json_name;
            return Err(reading.invalid(format_args!("the field `{field}` of `{name}` is there twice")));
        }
        let is_set = read(index, field, &mut object).map_err(|error| reading.in_field(field.json_name, error))?;
        if field.is_required && !is_set {
            let field = field.json_name;
            return Err(reading.invalid(format_args!("the required field `{field}` of `{name}` has no value")));
        }
        if let Shape::Member(oneof) = field.shape
            && is_set
            && set_oneofs.set(oneof.into())
        {
            let oneof = descriptor.oneofs.get(usize::from(oneof)).copied().unwrap_or_default();
            return Err(reading.invalid(format_args!("two fields of the oneof `{oneof}` are set")));
        }
    }
    let missing = |(index, _): &(usize, _)| !seen.has(*index);
    match descriptor.fields.iter().enumerate().filter(|(_, field)| field.is_required).find(missing) {
        Some((_, field)) => {
            let field = field.json_name;
            Err(reading.invalid(format_args!("the required field `{field}` of `{name}` is missing")))
        }
        None => Ok(()),
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
