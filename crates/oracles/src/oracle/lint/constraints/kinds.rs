//! The types of fields.

use super::expressions::Kind;

/// A type of fields.
pub(super) struct FieldKind {
    pub(super) name: &'static str,
    /// The name of its rules.
    pub(super) rules: &'static str,
    /// The type in expressions.
    pub(super) kind: Kind,
}

const fn of(name: &'static str, rules: &'static str, kind: Kind) -> FieldKind {
    FieldKind { name, rules, kind }
}

/// The types of fields.
pub(super) const KINDS: &[FieldKind] = &[
    of("string", "string", Kind::Text),
    of("string", "string", Kind::Text),
    of("bytes", "bytes", Kind::Bytes),
    of("int32", "int32", Kind::Int),
    of("int64", "int64", Kind::Int),
    of("uint32", "uint32", Kind::Uint),
    of("uint64", "uint64", Kind::Uint),
    of("sint32", "sint32", Kind::Int),
    of("sint64", "sint64", Kind::Int),
    of("fixed32", "fixed32", Kind::Uint),
    of("fixed64", "fixed64", Kind::Uint),
    of("sfixed32", "sfixed32", Kind::Int),
    of("sfixed64", "sfixed64", Kind::Int),
    of("float", "float", Kind::Double),
    of("double", "double", Kind::Double),
    of("bool", "bool", Kind::Bool),
    of("Level", "enum", Kind::Int),
    of("Inner", "", Kind::Inner),
    of("google.protobuf.Duration", "duration", Kind::Duration),
    of("google.protobuf.Timestamp", "timestamp", Kind::Timestamp),
    of("google.protobuf.FieldMask", "field_mask", Kind::Other),
    of("google.protobuf.Any", "any", Kind::Other),
    of("google.protobuf.StringValue", "string", Kind::Text),
    of("google.protobuf.Int32Value", "int32", Kind::Int),
    of("google.protobuf.UInt64Value", "uint64", Kind::Uint),
    of("google.protobuf.DoubleValue", "double", Kind::Double),
    of("google.protobuf.BoolValue", "bool", Kind::Bool),
];
