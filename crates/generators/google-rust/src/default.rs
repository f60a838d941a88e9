//! Default values as Rust expressions, with the literals that protoc writes for numbers that are not finite and for bytes.

use crate::context::GoogleRustContext;
use crate::error::Error;
use crate::names::values;
use crate::types::primitive;
use protoward_schema::c_escapes::{push_hex, unescaped};
use protoward_schema::{EnumId, Field, FieldId, FieldType, Scalar};

/// Returns the default of a number, a boolean or an enum: `-5i32`.
///
/// # Errors
/// Fails if an enum value has no constant.
pub(crate) fn default_literal(context: &GoogleRustContext<'_>, id: FieldId, depth: usize) -> Result<String, Error> {
    let field = &context.schema[id];
    let default = field.default.as_deref().and_then(|text| std::str::from_utf8(text).ok());
    Ok(match field.ty {
        FieldType::Enum(id) => enum_value(context, id, default, depth)?,
        FieldType::Scalar(Scalar::Bool) => default.filter(|&it| it == "true").unwrap_or("false").to_owned(),
        ty => number(default.unwrap_or("0"), primitive(ty)),
    })
}

/// Returns the default of a string or bytes as a literal.
pub(crate) fn text_literal(field: &Field) -> String {
    let mut literal = String::from("b\"");
    match (field.ty, field.default.as_deref()) {
        (FieldType::Scalar(Scalar::Bytes), Some(text)) => push_hex(&unescaped(text), &mut literal),
        (_, Some(text)) => push_hex(text, &mut literal),
        (_, None) => {}
    }
    literal.push('"');
    literal
}

/// Returns a number with its type. Descriptors have numbers in the format of C.
fn number(text: &str, ty: &str) -> String {
    match text {
        "inf" => format!("{ty}::INFINITY"),
        "-inf" => format!("{ty}::NEG_INFINITY"),
        "nan" | "-nan" => format!("{ty}::NAN"),
        // A descriptor of another origin may have any text.
        text if !text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e')) => format!("0{ty}"),
        text => format!("{text}{ty}"),
    }
}

fn enum_value(context: &GoogleRustContext<'_>, id: EnumId, name: Option<&str>, depth: usize) -> Result<String, Error> {
    let schema = context.schema;
    let it = &schema[id];
    let path = context.enum_path(id, depth);
    let first = it.values.first().map(|&value| schema.text(schema[value].name));
    let Some(name) = name.or(first) else { return Ok(format!("{path}::default()")) };
    let constant = values::constant(schema.text(it.name), name)?;
    Ok(format!("{path}::{constant}"))
}
