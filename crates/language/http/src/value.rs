//! Fields that can be URL parameters: those with a textual value.

use protoward_schema::{Cardinality, EnumId, FieldId, FieldType, MessageId, Scalar, Schema};

/// The type of a URL parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parameter {
    /// A number, boolean, string or bytes.
    Scalar(Scalar),
    /// The name of an enum value.
    Enum(EnumId),
    /// A well-known message whose JSON is a single string or number: a wrapper, time, duration or field mask.
    WellKnown(MessageId),
}

/// The well-known messages whose JSON is a single string, number or boolean.
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

/// Returns the parameter type for one value of a field; `None` for other messages.
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

/// Returns `true` for a message whose JSON is no object with its fields: a text, a list, any value, or an `Any`.
pub(super) fn is_without_fields(schema: &Schema, message: MessageId) -> bool {
    let name = schema.text(schema[message].full_name).strip_prefix("google.protobuf.");
    name.is_some_and(|name| TEXTS.contains(&name) || ["Any", "ListValue", "Value"].contains(&name))
}

/// Returns whether a field is repeated or a map.
pub(super) fn is_repeated(schema: &Schema, field: FieldId) -> bool {
    schema[field].cardinality == Cardinality::Repeated
}
