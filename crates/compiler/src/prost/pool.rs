use prost_reflect::{DescriptorError, DescriptorPool};

use protoward_schema::Schema;
use protoward_schema::descriptor::{Legacy, encode_legacy};

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
pub fn descriptor_pool(schema: &Schema, source_info: bool) -> Result<DescriptorPool, DescriptorError> {
    let bytes = encode_legacy(schema, schema.files.ids(), source_info, &Legacy::for_reflection());
    DescriptorPool::decode(&bytes[..])
}
