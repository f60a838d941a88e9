//! Descriptors as messages of `prost-types`.
//!
//! In: bytes. Out: what prost's `decode` makes of them, fields that it does not know left out. That function is generic,
//! so its code for all that there is in descriptors would be compiled with this crate, as a twenty-fifth of it; here
//! there is one loop, and a table for each message.

mod files;
mod options;
#[cfg(test)]
mod tests;

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

/// The schema as a pool of `prost-reflect`, imports included, for those who have code around it.
///
/// # Errors
/// When prost-reflect refuses the schema. It knows proto2 and proto3, and gets files of an edition in their words; a file
/// that has fields without presence as well as an enum that does not start with zero cannot be said so.
///
/// ```
/// use protoward_compiler::Compiler;
/// use protoward_source::{MemoryTree, Sources};
/// let tree = MemoryTree::new([("a.proto", "syntax = \"proto3\"; message A { int32 b = 1; }")]);
/// let schema = Compiler::new().resolver(tree).compile(["a.proto"]).unwrap().into_schema();
/// let pool = protoward_compiler::prost::descriptor_pool(&schema, false)?;
/// assert!(pool.get_message_by_name("A").is_some());
/// # Ok::<(), prost_reflect::DescriptorError>(())
/// ```
#[cfg(feature = "reflect")]
pub fn descriptor_pool(
    schema: &protoward_schema::Schema,
    source_info: bool,
) -> std::result::Result<prost_reflect::DescriptorPool, prost_reflect::DescriptorError> {
    use protoward_schema::descriptor::{Legacy, encode_legacy};

    let bytes = encode_legacy(schema, schema.files.ids(), source_info, &Legacy::for_reflection());
    prost_reflect::DescriptorPool::decode(&bytes[..])
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
