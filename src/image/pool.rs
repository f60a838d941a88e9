//! A schema as a pool of prost-reflect.

use std::sync::OnceLock;

use prost_reflect::{DescriptorError, DescriptorPool, MessageDescriptor};

use crate::compile::{Inputs, Options, compile, well_known};
use crate::descriptor::{Legacy, encode_file, encode_legacy};
use crate::schema::{Schema, Syntax};
use crate::source::{MemoryTree, Sources};
use crate::wire::Reader;

const DESCRIPTOR: &str = "google/protobuf/descriptor.proto";

/// Why a schema cannot be put into a pool of prost-reflect.
#[derive(Debug, thiserror::Error)]
#[error("prost-reflect does not take the schema: {0}")]
pub struct PoolError(#[from] DescriptorError);

/// The schema as a pool, for dynamic messages, JSON and text.
///
/// # Errors
/// When prost-reflect refuses the schema. It knows proto2 and proto3, and gets files of an edition in their words; a file
/// that has fields without presence as well as an enum that does not start with zero cannot be said so.
///
/// ```
/// use protoward::compile::{Inputs, Options, compile};
/// use protoward::source::{MemoryTree, Sources};
/// let tree = MemoryTree::new([("a.proto", "syntax = \"proto3\"; message A { int32 b = 1; }")]);
/// let schema = compile(&Inputs::tree(tree, ["a.proto"]), &Options::default(), &mut Sources::default()).schema;
/// let pool = protoward::image::descriptor_pool(&schema)?;
/// assert!(pool.get_message_by_name("A").is_some());
/// # Ok::<(), protoward::image::PoolError>(())
/// ```
pub fn descriptor_pool(schema: &Schema) -> Result<DescriptorPool, PoolError> {
    let bytes = encode_legacy(schema, schema.files.ids(), true, &Legacy::for_reflection());
    Ok(DescriptorPool::decode(&bytes[..])?)
}

/// A pool in which the options of the schema can be read, and nothing else should be.
///
/// Files of an edition are put in as proto2: the wire form of what stands in options is the same, and prost-reflect
/// takes no editions. `descriptor.proto` is ours, which knows at least what an older one in the schema knows.
pub(super) fn options_pool(schema: &Schema) -> Result<DescriptorPool, PoolError> {
    let mut pool = base_pool().clone();
    let mut set = crate::wire::Writer::default();
    for (id, file) in schema.files.iter() {
        if schema.text(file.path) == DESCRIPTOR {
            continue;
        }
        let bytes = encode_file(schema, id, false);
        match file.syntax {
            Syntax::Proto2 | Syntax::Proto3 => set.bytes(1, &bytes),
            Syntax::Edition(_) => set.bytes(1, &as_proto2(&bytes)),
        }
    }
    pool.decode_file_descriptor_set(&set.into_bytes()[..])?;
    Ok(pool)
}

/// A serialized file without its syntax, its edition and its option imports.
fn as_proto2(file: &[u8]) -> Vec<u8> {
    let fields = Reader::new(file).map_while(Result::ok);
    fields.filter(|field| !matches!(field.number, 12 | 14 | 15)).flat_map(|field| field.raw).copied().collect()
}

/// What buf adds to each file of an image: whether it is an import, above all. In binary form it is an unknown field,
/// which `descriptor` reads; JSON and text name it.
const BUF_EXTENSION: &str = "message FileDescriptorProto {
  optional BufExtension buf_extension = 8042;
  message BufExtension {
    message ModuleName {
      optional string remote = 1;
      optional string owner = 2;
      optional string repository = 3;
    }
    message ModuleInfo {
      optional ModuleName name = 1;
      optional string commit = 2;
    }
    optional bool is_import = 1;
    optional ModuleInfo module_info = 2;
    optional bool is_syntax_unspecified = 3;
    repeated int32 unused_dependency = 4;
  }
";

/// `descriptor.proto` alone, with room for what buf adds.
pub(super) fn base_pool() -> &'static DescriptorPool {
    static POOL: OnceLock<DescriptorPool> = OnceLock::new();
    POOL.get_or_init(|| {
        let text = well_known(DESCRIPTOR).expect("it is built in");
        let text = text.replacen("message FileDescriptorProto {\n", BUF_EXTENSION, 1);
        let inputs = Inputs::tree(MemoryTree::new([(DESCRIPTOR, text)]), [DESCRIPTOR]);
        let schema = compile(&inputs, &Options::default(), &mut Sources::default()).schema;
        descriptor_pool(&schema).expect("descriptor.proto is proto2 and complete")
    })
}

pub(super) fn descriptor_set(pool: &DescriptorPool) -> MessageDescriptor {
    let message = pool.get_message_by_name("google.protobuf.FileDescriptorSet");
    message.expect("every pool here starts with descriptor.proto")
}
