//! Constants of extensions, which read and write their values among the unknown fields of a message.
//!
//! A value is decoded each time it is read, because nothing but its encoding is kept.

use alloc::vec::Vec;
use core::fmt;

use super::codec::{Codec, Record};
use super::prost::DecodeError;

/// A singular extension of the message `M`. Its value is read from the unknown fields of the message.
///
/// An unset value is `None`. A value that cannot be read, such as a string that is not UTF-8, is an error.
pub struct Extension<M, C: Codec> {
    at: Place<M>,
    default: fn() -> C::Value,
}

impl<M, C: Codec> Extension<M, C> {
    #[doc(hidden)]
    pub const fn new(
        number: u32,
        read: fn(&M) -> &[u8],
        write: fn(&mut M) -> &mut Vec<u8>,
        default: fn() -> C::Value,
    ) -> Self {
        Self { at: Place { number, read, write }, default }
    }

    /// Returns the field number of the extension.
    pub const fn number(&self) -> u32 {
        self.at.number
    }

    /// Returns the value. If there are several, returns the last one; messages are merged.
    pub fn get(&self, message: &M) -> Result<Option<C::Value>, DecodeError> {
        let mut value = None;
        for record in self.at.records(message) {
            C::merge(record?, &mut value)?;
        }
        Ok(value)
    }

    /// Returns the value, or the default value if the extension is unset.
    pub fn get_or_default(&self, message: &M) -> Result<C::Value, DecodeError> {
        Ok(self.get(message)?.unwrap_or_else(self.default))
    }

    /// Returns `true` if there is a value, even if it cannot be read.
    pub fn has(&self, message: &M) -> bool {
        self.get(message).map_or(true, |value| value.is_some())
    }

    /// Removes all values, and writes this one after the other unknown fields.
    pub fn set(&self, message: &mut M, value: C::Value) {
        self.clear(message);
        C::encode(self.at.number, &value, (self.at.write)(message));
    }

    /// Removes the value, even if it cannot be read.
    pub fn clear(&self, message: &mut M) {
        self.at.clear(message);
    }
}

/// A repeated extension of the message `M`. Its values are read from the unknown fields of the message.
pub struct RepeatedExtension<M, C: Codec> {
    at: Place<M>,
    is_packed: bool,
    of: core::marker::PhantomData<fn() -> C>,
}

impl<M, C: Codec> RepeatedExtension<M, C> {
    #[doc(hidden)]
    pub const fn new(number: u32, read: fn(&M) -> &[u8], write: fn(&mut M) -> &mut Vec<u8>, is_packed: bool) -> Self {
        Self { at: Place { number, read, write }, is_packed, of: core::marker::PhantomData }
    }

    /// Returns the field number of the extension.
    pub const fn number(&self) -> u32 {
        self.at.number
    }

    /// Returns all values, packed or not.
    pub fn get(&self, message: &M) -> Result<Vec<C::Value>, DecodeError> {
        let mut values = Vec::new();
        for record in self.at.records(message) {
            C::merge_all(record?, &mut values)?;
        }
        Ok(values)
    }

    /// Returns an iterator over the values, which reads one record at a time.
    pub fn iter<'a>(&self, message: &'a M) -> impl Iterator<Item = Result<C::Value, DecodeError>> + 'a
    where
        C: 'a,
        M: 'a,
    {
        self.at.records(message).flat_map(|record| {
            let mut values = Vec::new();
            let read = record.and_then(|record| C::merge_all(record, &mut values));
            // Drop the values before an error: their record cannot be read.
            let (values, error) = match read {
                Ok(()) => (values, None),
                Err(error) => (Vec::new(), Some(Err(error))),
            };
            values.into_iter().map(Ok).chain(error)
        })
    }

    /// Returns `true` if there is a value, even if it cannot be read.
    pub fn has(&self, message: &M) -> bool {
        self.iter(message).next().is_some()
    }

    /// Removes all values, and writes these after the other unknown fields. They are packed if the extension is.
    pub fn set(&self, message: &mut M, values: impl IntoIterator<Item = C::Value>) {
        self.clear(message);
        let values: Vec<C::Value> = values.into_iter().collect();
        C::encode_all(self.at.number, &values, self.is_packed, (self.at.write)(message));
    }

    /// Adds a value after the existing ones.
    pub fn push(&self, message: &mut M, value: C::Value) {
        C::encode_all(self.at.number, &[value], self.is_packed, (self.at.write)(message));
    }

    /// Removes all values, even if they cannot be read.
    pub fn clear(&self, message: &mut M) {
        self.at.clear(message);
    }
}

/// A field number, with access to the unknown fields of a message.
struct Place<M> {
    number: u32,
    read: fn(&M) -> &[u8],
    write: fn(&mut M) -> &mut Vec<u8>,
}

impl<M> Place<M> {
    fn records<'a>(&self, message: &'a M) -> Records<'a> {
        Records { number: self.number, rest: (self.read)(message) }
    }

    fn clear(&self, message: &mut M) {
        let bytes = (self.write)(message);
        let mut kept = Vec::new();
        let mut rest = &bytes[..];
        while !rest.is_empty() {
            let before = rest;
            match Record::first(&mut rest) {
                Ok(record) if record.number == self.number => {}
                Ok(record) => kept.extend_from_slice(record.all),
                // Unknown fields are valid when they are read. Keep bytes that are not a field unchanged.
                Err(_) => {
                    kept.extend_from_slice(before);
                    break;
                }
            }
        }
        *bytes = kept;
    }
}

/// An iterator over the records with one field number.
struct Records<'a> {
    number: u32,
    rest: &'a [u8],
}

impl<'a> Iterator for Records<'a> {
    type Item = Result<Record<'a>, DecodeError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.rest.is_empty() {
            match Record::first(&mut self.rest) {
                Ok(record) if record.number == self.number => return Some(Ok(record)),
                Ok(_) => {}
                Err(error) => {
                    self.rest = &[];
                    return Some(Err(error));
                }
            }
        }
        None
    }
}

impl<M, C: Codec> fmt::Debug for Extension<M, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Extension").field("number", &self.at.number).finish()
    }
}

impl<M, C: Codec> fmt::Debug for RepeatedExtension<M, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RepeatedExtension").field("number", &self.at.number).finish()
    }
}
