//! Descriptors as messages of `prost-types`.
//!
//! Decodes bytes as prost's `decode` does, without unknown fields. prost's function is generic. Its code for all
//! descriptor messages would be a twenty-fifth of this crate's compile time, so one loop with a table per message
//! replaces it.

mod files;
mod options;
#[cfg(test)]
mod tests;

use prost_types::{FileDescriptorProto, FileDescriptorSet};

use protoward_schema::descriptor::raw::{self, RawError};
use protoward_schema::wire::{self, WireReader};

/// Maximum nesting depth of messages, as in prost.
const MAX_DEPTH: u32 = 100;

type Result<T> = std::result::Result<T, RawError>;

/// Decodes a serialized `FileDescriptorSet`.
///
/// # Errors
/// Returns an error if prost's `decode` would.
pub fn descriptor_set(bytes: &[u8]) -> Result<FileDescriptorSet> {
    let mut set = FileDescriptorSet::default();
    merge(&mut set, bytes, MAX_DEPTH)?;
    Ok(set)
}

/// Returns the schema as a descriptor pool of `prost-reflect`, imports included.
///
/// # Errors
/// Returns an error if prost-reflect refuses the schema. prost-reflect knows only proto2 and proto3, so files of an
/// edition are translated. A file with both implicit presence and an enum without a zero value has no such translation.
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

    let files: Vec<_> = schema.files.ids().collect();
    let bytes = encode_legacy(schema, &files, source_info, &Legacy::for_reflection());
    prost_reflect::DescriptorPool::decode(&bytes[..])
}

/// Decodes a `FileDescriptorProto`.
pub(crate) fn file_descriptor(bytes: &[u8]) -> Result<FileDescriptorProto> {
    let mut file = FileDescriptorProto::default();
    merge(&mut file, bytes, MAX_DEPTH)?;
    Ok(file)
}

/// A message that is decoded field by field.
trait Message {
    /// Sets a field. Ignores unknown fields.
    fn take(&mut self, field: &Field<'_>) -> Result<()>;
}

/// Merges encoded fields into a message. Varints may be as long as in prost, which has the limit of Go.
fn merge(message: &mut dyn Message, bytes: &[u8], depth: u32) -> Result<()> {
    for field in WireReader::new(bytes).as_go().with_groups(depth) {
        message.take(&Field { wire: field?, depth })?;
    }
    Ok(())
}

/// An encoded field with its remaining nesting depth.
struct Field<'a> {
    wire: wire::Field<'a>,
    /// The number of levels of messages that may still follow.
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

    /// Decodes an `int32` or an enum.
    fn int(&self, into: &mut Option<i32>) -> Result<()> {
        *into = Some(self.varint()? as i32);
        Ok(())
    }

    fn ints(&self, into: &mut Vec<i32>) -> Result<()> {
        raw::int32s(self.wire, into)
    }

    fn varint(&self) -> Result<u64> {
        match self.wire.value {
            wire::WireValue::Varint(value) => Ok(value),
            _ => Err(RawError::WrongType(self.wire.number)),
        }
    }

    fn double(&self) -> Result<f64> {
        match self.wire.value {
            wire::WireValue::Fixed64(bits) => Ok(f64::from_bits(bits)),
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
