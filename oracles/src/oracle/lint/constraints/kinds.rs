//! The types of fields.

use super::expressions::OperandKind;

/// A type of fields.
pub(super) struct FieldKind {
    pub(super) name: &'static str,
    /// The name of its rules.
    pub(super) rules: &'static str,
    /// The type in expressions.
    pub(super) kind: OperandKind,
}

const fn of(name: &'static str, rules: &'static str, kind: OperandKind) -> FieldKind {
    FieldKind { name, rules, kind }
}

/// The types of fields.
pub(super) const KINDS: &[FieldKind] = &[
    of("string", "string", OperandKind::Text),
    of("string", "string", OperandKind::Text),
    of("bytes", "bytes", OperandKind::Bytes),
    of("int32", "int32", OperandKind::Int),
    of("int64", "int64", OperandKind::Int),
    of("uint32", "uint32", OperandKind::Uint),
    of("uint64", "uint64", OperandKind::Uint),
    of("sint32", "sint32", OperandKind::Int),
    of("sint64", "sint64", OperandKind::Int),
    of("fixed32", "fixed32", OperandKind::Uint),
    of("fixed64", "fixed64", OperandKind::Uint),
    of("sfixed32", "sfixed32", OperandKind::Int),
    of("sfixed64", "sfixed64", OperandKind::Int),
    of("float", "float", OperandKind::Double),
    of("double", "double", OperandKind::Double),
    of("bool", "bool", OperandKind::Bool),
    of("Level", "enum", OperandKind::Int),
    of("Inner", "", OperandKind::Inner),
    of("google.protobuf.Duration", "duration", OperandKind::Duration),
    of("google.protobuf.Timestamp", "timestamp", OperandKind::Timestamp),
    of("google.protobuf.FieldMask", "field_mask", OperandKind::Other),
    of("google.protobuf.Any", "any", OperandKind::Other),
    of("google.protobuf.StringValue", "string", OperandKind::Text),
    of("google.protobuf.Int32Value", "int32", OperandKind::Int),
    of("google.protobuf.UInt64Value", "uint64", OperandKind::Uint),
    of("google.protobuf.DoubleValue", "double", OperandKind::Double),
    of("google.protobuf.BoolValue", "bool", OperandKind::Bool),
];
