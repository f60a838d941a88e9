//! Messages of `google.protobuf`: those with a special JSON form, and the fields of the others in prost-types.

use super::{DEFAULT_CONTEXT, JSON};
use crate::MessageCode;
use protoward_schema::FieldId;

/// A message with a special JSON form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SpecialType {
    Any,
    Timestamp,
    Duration,
    FieldMask,
    Struct,
    Wrapper,
}

impl SpecialType {
    pub(super) fn of(full_name: &str) -> Option<Self> {
        Some(match full_name.strip_prefix("google.protobuf.")? {
            "Any" => Self::Any,
            "Timestamp" => Self::Timestamp,
            "Duration" => Self::Duration,
            "FieldMask" => Self::FieldMask,
            "Struct" | "Value" | "ListValue" => Self::Struct,
            name if WRAPPERS.iter().any(|(wrapper, _)| *wrapper == name) => Self::Wrapper,
            _ => return None,
        })
    }
}

/// Returns the implementation for a generated message with a special JSON form. `context` is that of an `Any`, and `path_of` returns
/// the path of the message type of a field.
pub(super) fn implementation<'a>(
    full_name: &str,
    code: &MessageCode,
    context: Option<&str>,
    path_of: impl Fn(FieldId) -> Option<&'a str>,
) -> String {
    let (path, name) = (&code.path, full_name.rsplit('.').next().unwrap_or_default());
    let arguments = match name {
        "Any" => format!("Any, {path}, {}", context.unwrap_or(DEFAULT_CONTEXT)),
        "Value" => {
            let member = |variant: &str| {
                code.members.iter().find(|(_, member)| member.variant.as_ref().is_some_and(|it| it.ends_with(variant)))
            };
            let ty = |variant| member(variant).and_then(|&(field, _)| path_of(field)).unwrap_or_default();
            let kind = member("::NullValue").and_then(|(_, member)| member.variant.as_ref()?.rsplit_once("::"));
            let kind = kind.map_or("", |(kind, _)| kind);
            format!("Value, {path}, {kind}, {}, {}", ty("::StructValue"), ty("::ListValue"))
        }
        _ => match WRAPPERS.iter().find(|(wrapper, _)| *wrapper == name) {
            Some((_, codec)) => format!("Wrapper, {path}, {codec}"),
            None => format!("{name}, {path}"),
        },
    };
    format!("    {JSON}::well_known_type!({arguments});\n")
}

/// Wrappers with the codecs of their values.
const WRAPPERS: &[(&str, &str)] = &[
    ("BoolValue", "Bool"),
    ("BytesValue", "Bytes"),
    ("DoubleValue", "Double"),
    ("FloatValue", "Float"),
    ("Int32Value", "Int32"),
    ("Int64Value", "Int64"),
    ("StringValue", "Text"),
    ("UInt32Value", "Uint32"),
    ("UInt64Value", "Uint64"),
];

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
