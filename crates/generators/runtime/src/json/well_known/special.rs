//! The descriptors of messages with a special JSON form, and of `Empty`, which has a Rust type of its own.

use crate::json::descriptor::{Descriptor, Field, Form, Kind};

// The numbers of the fields of a `Value`.
pub(in crate::json) const NULL: u32 = 1;
pub(in crate::json) const NUMBER: u32 = 2;
pub(in crate::json) const STRING: u32 = 3;
pub(in crate::json) const BOOL: u32 = 4;
pub(in crate::json) const STRUCT: u32 = 5;
pub(in crate::json) const LIST: u32 = 6;

/// The number of the field with the paths.
pub(in crate::json) const PATHS: u32 = 1;

macro_rules! special {
    ($($name:ident $full_name:literal $form:ident: $($field:expr),*;)*) => {$(
        #[doc = concat!("Returns the descriptor of `google.protobuf.", $full_name, "`.")]
        pub fn $name() -> &'static Descriptor {
            static DESCRIPTOR: Descriptor =
                Descriptor::new(concat!("google.protobuf.", $full_name), &[$($field),*]).form(Form::$form).oneofs(&["kind"]);
            &DESCRIPTOR
        }
    )*};
}

/// Returns the only field of a wrapper.
const fn wrapped(kind: Kind) -> Field {
    Field::new(1, "value", "value", kind)
}

/// Returns a field of the oneof `kind` of a `Value`.
const fn member(number: u32, json_name: &'static str, name: &'static str, kind: Kind) -> Field {
    Field::new(number, json_name, name, kind).member(0)
}

special! {
    any "Any" Any: Field::new(1, "typeUrl", "type_url", Kind::String), Field::new(2, "value", "value", Kind::Bytes);
    duration "Duration" Duration: Field::new(1, "seconds", "seconds", Kind::Int64), Field::new(2, "nanos", "nanos", Kind::Int32);
    empty "Empty" Object: ;
    field_mask "FieldMask" FieldMask: Field::new(PATHS, "paths", "paths", Kind::String).list();
    list_value "ListValue" List: Field::new(1, "values", "values", Kind::Message(value)).list();
    r#struct "Struct" Struct: Field::new(1, "fields", "fields", Kind::Message(value)).map(Kind::String);
    timestamp "Timestamp" Timestamp: Field::new(1, "seconds", "seconds", Kind::Int64), Field::new(2, "nanos", "nanos", Kind::Int32);
    value "Value" Value:
        member(NULL, "nullValue", "null_value", Kind::Null),
        member(NUMBER, "numberValue", "number_value", Kind::Double),
        member(STRING, "stringValue", "string_value", Kind::String),
        member(BOOL, "boolValue", "bool_value", Kind::Bool),
        member(STRUCT, "structValue", "struct_value", Kind::Message(r#struct)),
        member(LIST, "listValue", "list_value", Kind::Message(list_value));
    bool_value "BoolValue" Wrapper: wrapped(Kind::Bool);
    bytes_value "BytesValue" Wrapper: wrapped(Kind::Bytes);
    double_value "DoubleValue" Wrapper: wrapped(Kind::Double);
    float_value "FloatValue" Wrapper: wrapped(Kind::Float);
    int32_value "Int32Value" Wrapper: wrapped(Kind::Int32);
    int64_value "Int64Value" Wrapper: wrapped(Kind::Int64);
    string_value "StringValue" Wrapper: wrapped(Kind::String);
    u_int32_value "UInt32Value" Wrapper: wrapped(Kind::Uint32);
    u_int64_value "UInt64Value" Wrapper: wrapped(Kind::Uint64);
}
