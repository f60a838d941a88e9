//! Descriptors as messages of `prost-types`.
//!
//! In: bytes. Out: what prost's `decode` makes of them, fields that it does not know left out. That function is generic,
//! so its code for all that there is in descriptors would be compiled with this crate, as a twenty-fifth of it; here
//! there is one loop, and a table for each message.

mod files;
mod options;
#[cfg(feature = "reflect")]
mod pool;
#[cfg(test)]
mod tests;

#[cfg(feature = "reflect")]
pub use pool::descriptor_pool;

use prost_types::{FileDescriptorProto, FileDescriptorSet};

use protoward_schema::descriptor::raw::{self, RawError};
use protoward_schema::wire::{self, Reader};

/// How deep messages may nest: as prost has it.
const MAX_DEPTH: u32 = 100;

type Result<T> = std::result::Result<T, RawError>;

/// Reads a `FileDescriptorSet`.
pub fn descriptor_set(bytes: &[u8]) -> Result<FileDescriptorSet> {
    let mut set = FileDescriptorSet::default();
    merge(&mut set, bytes, MAX_DEPTH)?;
    Ok(set)
}

/// Reads a `FileDescriptorProto`.
pub(crate) fn file_descriptor(bytes: &[u8]) -> Result<FileDescriptorProto> {
    let mut file = FileDescriptorProto::default();
    merge(&mut file, bytes, MAX_DEPTH)?;
    Ok(file)
}

/// A message that takes its fields one by one.
trait Message {
    /// Takes a field, or leaves it, where it does not know it.
    fn take(&mut self, field: &Field<'_>) -> Result<()>;
}

/// What is there already stays, unless it is said anew. Numbers may be as long as prost lets them be, which is what Go
/// does.
fn merge(message: &mut dyn Message, bytes: &[u8], depth: u32) -> Result<()> {
    for field in Reader::new(bytes).as_go().with_groups(depth) {
        message.take(&Field { wire: field?, depth })?;
    }
    Ok(())
}

/// A field on its way into a message.
struct Field<'a> {
    wire: wire::Field<'a>,
    /// How much deeper messages may nest.
    depth: u32,
}

impl Field<'_> {
    fn text(&self, into: &mut Option<String>) -> Result<()> {
        *into = Some(raw::text(self.wire)?.to_owned());
        Ok(())
    }

    fn texts(&self, into: &mut Vec<String>) -> Result<()> {
        into.push(raw::text(self.wire)?.to_owned());
        Ok(())
    }

    fn flag(&self, into: &mut Option<bool>) -> Result<()> {
        *into = Some(self.varint()? != 0);
        Ok(())
    }

    /// An `int32`, or an enum.
    fn int(&self, into: &mut Option<i32>) -> Result<()> {
        *into = Some(self.varint()? as i32);
        Ok(())
    }

    fn ints(&self, into: &mut Vec<i32>) -> Result<()> {
        raw::int32s(self.wire, into)
    }

    fn varint(&self) -> Result<u64> {
        match self.wire.value {
            wire::Value::Varint(value) => Ok(value),
            _ => Err(RawError::WrongType(self.wire.number)),
        }
    }

    fn double(&self) -> Result<f64> {
        match self.wire.value {
            wire::Value::Fixed64(bits) => Ok(f64::from_bits(bits)),
            _ => Err(RawError::WrongType(self.wire.number)),
        }
    }

    fn message<M: Message + Default>(&self, into: &mut Option<M>) -> Result<()> {
        match into {
            Some(message) => self.merge(message),
            None => self.merge(into.insert(M::default())),
        }
    }

    fn messages<M: Message + Default>(&self, into: &mut Vec<M>) -> Result<()> {
        let mut message = M::default();
        self.merge(&mut message)?;
        into.push(message);
        Ok(())
    }

    fn merge(&self, message: &mut dyn Message) -> Result<()> {
        let depth = self.depth.checked_sub(1).ok_or(RawError::TooDeep(MAX_DEPTH))?;
        merge(message, raw::message_bytes(self.wire)?, depth)
    }
}
