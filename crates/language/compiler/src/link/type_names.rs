//! Names that users write for types that are not imported or have another name in protobuf.

/// Well-known types that are proposed by the last component of their names.
pub(super) const WELL_KNOWN: &[(&str, &str)] = &[
    ("google.protobuf.Any", "google/protobuf/any.proto"),
    ("google.protobuf.Duration", "google/protobuf/duration.proto"),
    ("google.protobuf.Empty", "google/protobuf/empty.proto"),
    ("google.protobuf.FieldMask", "google/protobuf/field_mask.proto"),
    ("google.protobuf.ListValue", "google/protobuf/struct.proto"),
    ("google.protobuf.NullValue", "google/protobuf/struct.proto"),
    ("google.protobuf.Struct", "google/protobuf/struct.proto"),
    ("google.protobuf.Timestamp", "google/protobuf/timestamp.proto"),
    ("google.protobuf.BoolValue", "google/protobuf/wrappers.proto"),
    ("google.protobuf.BytesValue", "google/protobuf/wrappers.proto"),
    ("google.protobuf.DoubleValue", "google/protobuf/wrappers.proto"),
    ("google.protobuf.FloatValue", "google/protobuf/wrappers.proto"),
    ("google.protobuf.Int32Value", "google/protobuf/wrappers.proto"),
    ("google.protobuf.Int64Value", "google/protobuf/wrappers.proto"),
    ("google.protobuf.StringValue", "google/protobuf/wrappers.proto"),
    ("google.protobuf.UInt32Value", "google/protobuf/wrappers.proto"),
    ("google.protobuf.UInt64Value", "google/protobuf/wrappers.proto"),
];

/// Well-known types with common last components, which are proposed by full name only.
pub(super) const WELL_KNOWN_IN_FULL: &[(&str, &str)] = &[
    ("google.protobuf.Api", "google/protobuf/api.proto"),
    ("google.protobuf.Method", "google/protobuf/api.proto"),
    ("google.protobuf.Mixin", "google/protobuf/api.proto"),
    ("google.protobuf.SourceContext", "google/protobuf/source_context.proto"),
    ("google.protobuf.Value", "google/protobuf/struct.proto"),
    ("google.protobuf.Enum", "google/protobuf/type.proto"),
    ("google.protobuf.EnumValue", "google/protobuf/type.proto"),
    ("google.protobuf.Field", "google/protobuf/type.proto"),
    ("google.protobuf.Option", "google/protobuf/type.proto"),
    ("google.protobuf.Syntax", "google/protobuf/type.proto"),
    ("google.protobuf.Type", "google/protobuf/type.proto"),
];

/// The names of the scalar types, which proposals for a misspelled type include.
pub(super) const SCALARS: &[&str] = &[
    "bool", "bytes", "double", "fixed32", "fixed64", "float", "int32", "int64", "sfixed32", "sfixed64", "sint32",
    "sint64", "string", "uint32", "uint64",
];

/// Names of scalar types in other languages.
pub(super) const OTHER_WORDS: &[(&str, &str)] = &[
    ("boolean", "bool"),
    ("byte", "bytes"),
    ("char", "string"),
    ("float32", "float"),
    ("float64", "double"),
    ("i32", "int32"),
    ("i64", "int64"),
    ("int", "int32"),
    ("int16", "int32"),
    ("int8", "int32"),
    ("integer", "int32"),
    ("long", "int64"),
    ("number", "double"),
    ("short", "int32"),
    ("str", "string"),
    ("text", "string"),
    ("u32", "uint32"),
    ("u64", "uint64"),
    ("uint", "uint32"),
    ("uint16", "uint32"),
    ("uint8", "uint32"),
    ("ulong", "uint64"),
    ("varchar", "string"),
];
