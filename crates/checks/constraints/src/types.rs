//! The rules that fit a type, by their field in `buf.validate.FieldRules`, such as `string`.

use protoward_schema::{FieldId, FieldType, MessageId, Scalar, Schema};

/// Returns the name of the rules for one value of a field; `None` if there are none for its type.
pub fn rules_of(schema: &Schema, field: FieldId) -> Option<&'static str> {
    match schema[field].ty {
        FieldType::Scalar(scalar) => Some(of_scalar(scalar)),
        FieldType::Enum(_) => Some("enum"),
        FieldType::Message(message) | FieldType::Group(message) => of_message(schema, message),
    }
}

const fn of_scalar(scalar: Scalar) -> &'static str {
    scalar.keyword()
}

fn of_message(schema: &Schema, message: MessageId) -> Option<&'static str> {
    let name = schema.text(schema[message].full_name).strip_prefix("google.protobuf.")?;
    Some(match name {
        "Any" => "any",
        "BoolValue" => "bool",
        "BytesValue" => "bytes",
        "DoubleValue" => "double",
        "Duration" => "duration",
        "FieldMask" => "field_mask",
        "FloatValue" => "float",
        "Int32Value" => "int32",
        "Int64Value" => "int64",
        "StringValue" => "string",
        "Timestamp" => "timestamp",
        "UInt32Value" => "uint32",
        "UInt64Value" => "uint64",
        _ => return None,
    })
}

/// Returns `true` if values of a field can be compared by `unique`.
pub fn is_scalar(schema: &Schema, field: FieldId) -> bool {
    let message = schema[field].ty.message();
    let name = message.and_then(|message| of_message(schema, message));
    message.is_none() || name.is_some_and(|name| !matches!(name, "any" | "duration" | "field_mask" | "timestamp"))
}

/// Returns the type of a field as its declaration has it.
pub fn written(schema: &Schema, field: FieldId) -> String {
    schema.type_name(schema[field].ty).to_owned()
}
