//! The types of `google.protobuf` that come with every protobuf compiler, and their types in prost.

use protoward_schema::{MessageId, Schema};

/// The package of the well-known types, which are in `prost-types`.
pub const WELL_KNOWN: &str = ".google.protobuf";

/// The messages that become plain Rust types instead of `prost-types` messages. `&` stands for the path of `prost`.
pub(crate) const PLAIN: &[(&str, &str)] = &[
    ("BoolValue", "bool"),
    ("BytesValue", "&::alloc::vec::Vec<u8>"),
    ("DoubleValue", "f64"),
    ("Empty", "()"),
    ("FloatValue", "f32"),
    ("Int32Value", "i32"),
    ("Int64Value", "i64"),
    ("StringValue", "&::alloc::string::String"),
    ("UInt32Value", "u32"),
    ("UInt64Value", "u64"),
];

/// Returns `true` for the full name of a message that becomes a plain Rust type.
#[cfg(feature = "validate")]
pub(crate) fn is_plain(full_name: &str) -> bool {
    let name = full_name.strip_prefix("google.protobuf.");
    name.is_some_and(|name| PLAIN.iter().any(|(known, _)| *known == name))
}

/// Returns `true` if a path is that of the package or of a message that becomes a plain Rust type.
pub(crate) fn is_extern_path(path: &str) -> bool {
    path.strip_prefix(WELL_KNOWN).is_some_and(|rest| {
        rest.is_empty() || rest.strip_prefix('.').is_some_and(|name| PLAIN.iter().any(|(known, _)| *known == name))
    })
}

/// The files that come with every compiler. Code that constructs their types names all fields, so they get no extra fields.
const FILES: &[&str] = &[
    "any",
    "api",
    "c_sharp_features",
    "compiler/plugin",
    "cpp_features",
    "cpp_file_options",
    "cpp_options",
    "descriptor",
    "duration",
    "empty",
    "field_mask",
    "go_features",
    "java_features",
    "json_enumvalue_options",
    "json_options",
    "source_context",
    "struct",
    "timestamp",
    "type",
    "wrappers",
];

/// Returns `true` if a message is in one of these files.
pub(crate) fn is_well_known(schema: &Schema, id: MessageId) -> bool {
    let name = schema.text(schema[schema[id].file].path).strip_prefix("google/protobuf/");
    name.and_then(|name| name.strip_suffix(".proto")).is_some_and(|name| FILES.contains(&name))
}
