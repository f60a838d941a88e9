//! Descriptors of fields and extensions as Python expressions. Their types are set later, by `links`.

use super::{CREATE_KEY, options};
use crate::page::Page;
use protoward_schema::descriptor::raw;
use protoward_schema::{Cardinality, Element, EnumId, Field, FieldId, FieldType, Scalar, Schema};

pub(super) fn write(schema: &Schema, fields: &[FieldId], page: &mut Page) {
    for &id in fields {
        field(schema, id, page);
    }
}

fn field(schema: &Schema, id: FieldId, page: &mut Page) {
    let field = &schema[id];
    let name = schema.text(field.name);
    let full_name = schema.full_name(Element::Field(id));
    let has_default = truth(field.default.is_some());
    let is_extension = truth(field.is_extension());
    let json_name = field.json_name.filter(|_| !field.json_name_made).map(|name| schema.text(name));
    let json_name = json_name.map_or_else(String::new, |name| format!(" json_name='{name}',"));
    page.line(format_args!("_descriptor.FieldDescriptor("));
    page.deeper(2, |page| {
        page.line(format_args!("name='{name}', full_name='{full_name}', index={},", field.index));
        let number = field.number;
        let label = label(field.cardinality);
        page.line(format_args!("number={number}, type={}, cpp_type={}, label={label},", ty(field), cpp_type(field)));
        page.line(format_args!("has_default_value={has_default}, default_value={},", default(schema, field)));
        page.line(format_args!("message_type=None, enum_type=None, containing_type=None,"));
        page.line(format_args!("is_extension={is_extension}, extension_scope=None,"));
        let options = options(field.options.bytes());
        page.line(format_args!("serialized_options={options},{json_name} file=DESCRIPTOR,  {CREATE_KEY}),"));
    });
}

const fn truth(value: bool) -> &'static str {
    if value { "True" } else { "False" }
}

const fn label(cardinality: Cardinality) -> i32 {
    match cardinality {
        Cardinality::Optional => 1,
        Cardinality::Required => 2,
        Cardinality::Repeated => 3,
    }
}

/// Returns the number in `FieldDescriptorProto.Type`.
const fn ty(field: &Field) -> i32 {
    match field.ty {
        FieldType::Scalar(scalar) => raw::scalar_number(scalar),
        FieldType::Enum(_) => raw::TYPE_ENUM,
        FieldType::Message(_) => raw::TYPE_MESSAGE,
        FieldType::Group(_) => raw::TYPE_GROUP,
    }
}

/// Returns the number of the C++ type in Python's `FieldDescriptor`.
const fn cpp_type(field: &Field) -> i32 {
    match field.ty {
        FieldType::Scalar(scalar) => match scalar {
            Scalar::Int32 | Scalar::Sint32 | Scalar::Sfixed32 => 1,
            Scalar::Int64 | Scalar::Sint64 | Scalar::Sfixed64 => 2,
            Scalar::Uint32 | Scalar::Fixed32 => 3,
            Scalar::Uint64 | Scalar::Fixed64 => 4,
            Scalar::Double => 5,
            Scalar::Float => 6,
            Scalar::Bool => 7,
            Scalar::String | Scalar::Bytes => 9,
        },
        FieldType::Enum(_) => 8,
        FieldType::Message(_) | FieldType::Group(_) => 10,
    }
}

/// Returns the default: the explicit one, or else that of the type.
fn default(schema: &Schema, field: &Field) -> String {
    if field.cardinality == Cardinality::Repeated {
        return "[]".to_owned();
    }
    let explicit = field.default.as_deref().map(String::from_utf8_lossy);
    let explicit = explicit.as_deref();
    match field.ty {
        FieldType::Message(_) | FieldType::Group(_) => "None".to_owned(),
        FieldType::Enum(id) => enum_default(schema, id, explicit).to_string(),
        FieldType::Scalar(Scalar::Bool) => truth(explicit == Some("true")).to_owned(),
        FieldType::Scalar(Scalar::Float | Scalar::Double) => float(explicit.unwrap_or("0")),
        FieldType::Scalar(Scalar::String) => {
            format!("b\"{}\".decode('utf-8')", crate::escape::octal(field.default.as_deref().unwrap_or_default()))
        }
        // The descriptor stores bytes with the same escapes.
        FieldType::Scalar(Scalar::Bytes) => format!("b\"{}\"", explicit.unwrap_or_default()),
        FieldType::Scalar(_) => explicit.unwrap_or("0").to_owned(),
    }
}

/// Returns the number of the named value, or else of the first one.
fn enum_default(schema: &Schema, id: EnumId, explicit: Option<&str>) -> i32 {
    let mut values = schema[id].values.iter().map(|&id| &schema[id]);
    let named = |name| values.clone().find(|value| schema.text(value.name) == name);
    explicit.and_then(named).or_else(|| values.next()).map_or(0, |value| value.number)
}

/// Formats a float; Python has no literals for infinity and NaN.
fn float(text: &str) -> String {
    match text {
        "inf" => "1e10000".to_owned(),
        "-inf" => "-1e10000".to_owned(),
        "nan" => "(1e10000 * 0)".to_owned(),
        number => format!("float({number})"),
    }
}
