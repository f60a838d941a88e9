//! How writers see the values of a message.
//!
//! Generated code hands each field of a message to a visitor, by its index in the descriptor. The code is generic, so that it
//! is as fast as one that is derived, and compiled for the serializers that are used. An `Any` needs none of it
//! (`decoded.rs`): otherwise each message that it may hold would be compiled for each of them.

use std::fmt;

use serde::ser::Serializer;

use super::context::Context;
use super::descriptor::Field;

/// A Rust type of fields: a message, a scalar, or several of them.
pub trait Visit: Sized {
    /// Calls the visitor with each part: with the fields of a message, or with the values of a list.
    ///
    /// # Errors
    /// Fails if the visitor does.
    fn visit<V: Visitor>(&self, _: &mut V) -> Result<(), V::Error> {
        Ok(())
    }

    /// Returns the value, as far as it is not made of parts.
    #[inline]
    fn value(&self) -> FieldValue<'_> {
        FieldValue::Parts
    }

    /// Writes the value of a field.
    ///
    /// # Errors
    /// Fails if the value has no JSON form, or if the serializer fails.
    fn write<S: Serializer>(&self, field: &'static Field, context: Context, serializer: S) -> Result<S::Ok, S::Error>;
}

/// A consumer of the fields of a message, or of the values of a list.
pub trait Visitor {
    /// The reason why the visitor does not go on.
    type Error;

    /// Takes a value, by the index of its field in the descriptor, or by its position in the list.
    ///
    /// # Errors
    /// Fails if the visitor does not go on.
    fn take<T: Visit>(&mut self, index: usize, value: &T) -> Result<(), Self::Error>;
}

/// The value of a field.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "the names of Rust types")]
pub enum FieldValue<'m> {
    /// No value in a field with presence.
    Absent,
    Bool(bool),
    I32(i32),
    I64(i64),
    U32(u32),
    U64(u64),
    F32(f32),
    F64(f64),
    Str(&'m str),
    /// Bytes, or a string that need not be UTF-8.
    Bytes(&'m [u8]),
    /// A list or map without values.
    Empty,
    /// A message, a list or a map.
    Parts,
}

impl<'m> FieldValue<'m> {
    /// Returns the text of a string. An encoded string need not be UTF-8.
    pub(super) fn text(self) -> Option<&'m str> {
        match self {
            Self::Str(text) => Some(text),
            Self::Bytes(bytes) => std::str::from_utf8(bytes).ok(),
            _ => None,
        }
    }

    /// Returns `true` for a value that is written. `is_default_written` is `true` if defaults are.
    #[inline]
    pub(super) fn is_written(self, is_default_written: bool) -> bool {
        if is_default_written { !matches!(self, Self::Absent) } else { !self.is_default() }
    }

    /// Returns `true` for a value that is as good as no value in a field without presence.
    #[inline]
    pub(super) fn is_default(self) -> bool {
        match self {
            Self::Absent | Self::Empty => true,
            Self::Bool(value) => !value,
            Self::I32(value) => value == 0,
            Self::I64(value) => value == 0,
            Self::U32(value) => value == 0,
            Self::U64(value) => value == 0,
            // Unlike 0, -0 is a value.
            Self::F32(value) => value.to_bits() == 0,
            Self::F64(value) => value.to_bits() == 0,
            Self::Str(text) => text.is_empty(),
            Self::Bytes(bytes) => bytes.is_empty(),
            Self::Parts => false,
        }
    }
}

/// The error for a value that its descriptor does not have, which generated code never passes on.
pub(super) struct Mismatch;

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the value is not that of its descriptor")
    }
}
