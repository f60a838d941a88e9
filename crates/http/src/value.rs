//! Fields that can be a parameter of a URL: those whose value is one text.

use protoward_schema::{Cardinality, EnumId, FieldId, FieldType, MessageId, Scalar, Schema};

/// The value of a parameter of a URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parameter {
    /// A scalar.
    Scalar(Scalar),
    /// The name of an enum value.
    Enum(EnumId),
    /// A message of `google.protobuf` whose JSON is one text or number: a wrapper, a time, a duration, a field mask.
    WellKnown(MessageId),
}

/// The messages of `google.protobuf` whose JSON is one text, number or truth value.
const TEXTS: [&str; 12] = [
    "Timestamp",
    "Duration",
    "FieldMask",
    "DoubleValue",
    "FloatValue",
    "Int64Value",
    "UInt64Value",
    "Int32Value",
    "UInt32Value",
    "BoolValue",
    "StringValue",
    "BytesValue",
];

/// Returns the parameter that one value of a field is; `None` for other messages.
pub fn parameter(schema: &Schema, field: FieldId) -> Option<Parameter> {
    match schema[field].ty {
        FieldType::Scalar(scalar) => Some(Parameter::Scalar(scalar)),
        FieldType::Enum(id) => Some(Parameter::Enum(id)),
        FieldType::Message(id) | FieldType::Group(id) => {
            let name = schema.text(schema[id].full_name).strip_prefix("google.protobuf.");
            name.is_some_and(|name| TEXTS.contains(&name)).then_some(Parameter::WellKnown(id))
        }
    }
}

/// Whether a field holds more than one value, a map included.
pub(super) fn is_repeated(schema: &Schema, field: FieldId) -> bool {
    schema[field].cardinality == Cardinality::Repeated
}
