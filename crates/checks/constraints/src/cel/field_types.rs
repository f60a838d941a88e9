//! The fields of messages, and their types as expressions see them.

use protoward_cel::Type;
use protoward_schema::{FieldId, FieldType, MessageId, Scalar, Schema, Shape};

/// Returns the field of a message with a name.
pub fn field(schema: &Schema, message: MessageId, name: &str) -> Option<FieldId> {
    schema[message].fields.iter().copied().find(|&id| schema.text(schema[id].name) == name)
}

/// Returns the type of a field's value, as an expression sees it.
pub fn of_field(schema: &Schema, field: FieldId) -> Type {
    match schema.shape(field) {
        Shape::Single(_) => of_element(schema, field),
        Shape::Repeated { .. } => Type::list(of_element(schema, field)),
        Shape::Map { key, value } => Type::map(of_element(schema, key), of_element(schema, value)),
    }
}

/// Returns the type of one value of a field.
pub fn of_element(schema: &Schema, field: FieldId) -> Type {
    match schema[field].ty {
        FieldType::Scalar(scalar) => of_scalar(scalar),
        FieldType::Enum(_) => Type::Int,
        FieldType::Message(message) | FieldType::Group(message) => of_message(schema, message),
    }
}

/// Returns the type of a message. Well-known types are not messages to expressions.
pub fn of_message(schema: &Schema, message: MessageId) -> Type {
    let name = schema.text(schema[message].full_name);
    let wrapper = |of| Type::Wrapper(Box::new(of));
    match name.strip_prefix("google.protobuf.").unwrap_or_default() {
        "Any" => Type::Any,
        "Duration" => Type::Duration,
        "Timestamp" => Type::Timestamp,
        "Struct" => Type::map(Type::Text, Type::Dyn),
        "ListValue" => Type::list(Type::Dyn),
        "Value" => Type::Dyn,
        "BoolValue" => wrapper(Type::Bool),
        "BytesValue" => wrapper(Type::Bytes),
        "DoubleValue" | "FloatValue" => wrapper(Type::Double),
        "Int32Value" | "Int64Value" => wrapper(Type::Int),
        "UInt32Value" | "UInt64Value" => wrapper(Type::Uint),
        "StringValue" => wrapper(Type::Text),
        _ => Type::Message(name.into()),
    }
}

const fn of_scalar(scalar: Scalar) -> Type {
    match scalar {
        Scalar::Double | Scalar::Float => Type::Double,
        Scalar::Int32 | Scalar::Int64 | Scalar::Sint32 | Scalar::Sint64 | Scalar::Sfixed32 | Scalar::Sfixed64 => {
            Type::Int
        }
        Scalar::Uint32 | Scalar::Uint64 | Scalar::Fixed32 | Scalar::Fixed64 => Type::Uint,
        Scalar::Bool => Type::Bool,
        Scalar::String => Type::Text,
        Scalar::Bytes => Type::Bytes,
    }
}
