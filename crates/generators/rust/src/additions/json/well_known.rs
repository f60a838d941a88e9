//! Messages of `google.protobuf`: those with a special JSON form, and the fields of the others in prost-types.

use crate::ident::snake;

/// Returns `true` for a message that is not an object with its fields in JSON.
pub(super) fn is_special(full_name: &str) -> bool {
    full_name.strip_prefix("google.protobuf.").is_some_and(|name| SPECIAL.contains(&name))
}

const SPECIAL: &[&str] = &[
    "Any",
    "BoolValue",
    "BytesValue",
    "DoubleValue",
    "Duration",
    "FieldMask",
    "FloatValue",
    "Int32Value",
    "Int64Value",
    "ListValue",
    "StringValue",
    "Struct",
    "Timestamp",
    "UInt32Value",
    "UInt64Value",
    "Value",
];

/// Returns the name of the function of `protoward-runtime` that returns the descriptor of a message of `google.protobuf`.
pub(super) fn descriptor(full_name: &str) -> String {
    let name = full_name.strip_prefix("google.protobuf.").unwrap_or(full_name);
    let name = name.split('.').map(snake).collect::<Vec<_>>().join("_");
    if ["enum", "struct", "type"].contains(&&*name) { format!("r#{name}") } else { name }
}

/// Returns `true` if the type of a message comes from prost-types or replaces such a type.
pub(super) fn is_of_prost_types(full_name: &str, ty: &str) -> bool {
    let Some(name) = full_name.strip_prefix("google.protobuf.") else { return false };
    let Some(path) = module(ty) else { return true };
    // Below the crate root, there can be modules of packages and messages.
    let inner = name.matches('.').count();
    let parts: Vec<&str> = path.split("::").collect();
    let root = &parts[..parts.len().saturating_sub(inner)];
    root.last().is_some_and(|name| name.ends_with("prost_types"))
        && (is_special(full_name) || numbers_in_prost_types(full_name).is_some())
}

/// Returns the module of a message type, or `None` for a plain Rust type.
fn module(ty: &str) -> Option<&str> {
    let (module, name) = ty.rsplit_once("::")?;
    let is_bytes = ty.ends_with("::Vec<u8>") || ty.ends_with("::bytes::Bytes");
    (!name.ends_with('>') && !module.ends_with("::alloc::string") && !is_bytes).then_some(module)
}

/// Returns the numbers of the fields that a message has in prost-types, whose descriptors are older than the current ones.
pub(super) fn numbers_in_prost_types(full_name: &str) -> Option<&'static [i32]> {
    let name = full_name.strip_prefix("google.protobuf.")?;
    PROST_TYPES.iter().find(|(known, _)| *known == name).map(|(_, numbers)| *numbers)
}

const PROST_TYPES: &[(&str, &[i32])] = &[
    ("Api", &[1, 2, 3, 4, 5, 6, 7]),
    ("DescriptorProto", &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
    ("DescriptorProto.ExtensionRange", &[1, 2, 3]),
    ("DescriptorProto.ReservedRange", &[1, 2]),
    ("Enum", &[1, 2, 3, 4, 5]),
    ("EnumDescriptorProto", &[1, 2, 3, 4, 5]),
    ("EnumDescriptorProto.EnumReservedRange", &[1, 2]),
    ("EnumOptions", &[2, 3, 999]),
    ("EnumValue", &[1, 2, 3]),
    ("EnumValueDescriptorProto", &[1, 2, 3]),
    ("EnumValueOptions", &[1, 999]),
    ("ExtensionRangeOptions", &[999]),
    ("Field", &[1, 2, 3, 4, 6, 7, 8, 9, 10, 11]),
    ("FieldDescriptorProto", &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 17]),
    ("FieldOptions", &[1, 2, 3, 5, 6, 10, 999]),
    ("FileDescriptorProto", &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]),
    ("FileDescriptorSet", &[1]),
    ("FileOptions", &[1, 8, 9, 10, 11, 16, 17, 18, 20, 23, 27, 31, 36, 37, 39, 40, 41, 42, 44, 45, 999]),
    ("GeneratedCodeInfo", &[1]),
    ("GeneratedCodeInfo.Annotation", &[1, 2, 3, 4]),
    ("MessageOptions", &[1, 2, 3, 7, 999]),
    ("Method", &[1, 2, 3, 4, 5, 6, 7]),
    ("MethodDescriptorProto", &[1, 2, 3, 4, 5, 6]),
    ("MethodOptions", &[33, 34, 999]),
    ("Mixin", &[1, 2]),
    ("OneofDescriptorProto", &[1, 2]),
    ("OneofOptions", &[999]),
    ("Option", &[1, 2]),
    ("ServiceDescriptorProto", &[1, 2, 3]),
    ("ServiceOptions", &[33, 999]),
    ("SourceCodeInfo", &[1]),
    ("SourceCodeInfo.Location", &[1, 2, 3, 4, 6]),
    ("SourceContext", &[1]),
    ("Type", &[1, 2, 3, 4, 5, 6]),
    ("UninterpretedOption", &[2, 3, 4, 5, 6, 7, 8]),
    ("UninterpretedOption.NamePart", &[1, 2]),
    ("compiler.CodeGeneratorRequest", &[1, 2, 3, 15]),
    ("compiler.CodeGeneratorResponse", &[1, 2, 15]),
    ("compiler.CodeGeneratorResponse.File", &[1, 2, 15, 16]),
    ("compiler.Version", &[1, 2, 3, 4]),
];
