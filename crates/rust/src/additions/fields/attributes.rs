//! Attributes of fields by type: each field gets the attributes of its type.
//!
//! Input: a schema, and types with attributes. Output: field paths with attributes, in the form of prost. This module must not
//! depend on its callers.

use crate::{TypeAttribute, diagnostics};
use protoward_schema::{Element, FieldId, FieldType, MessageId, Presence, Scalar, Schema, Shape};
use protoward_source::Diagnostic;

/// The representation of a field in Rust.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Held {
    /// The type itself.
    Plain,
    /// An `Option` of the type.
    Optional,
    /// A `Vec` of the type.
    Repeated,
    /// A map with values of the type.
    Map,
    /// A oneof variant with a value of the type.
    Oneof,
}

/// The words before a type that restrict an attribute to one representation.
const HELD: &[(&str, Held)] =
    &[("optional", Held::Optional), ("repeated", Held::Repeated), ("map", Held::Map), ("oneof", Held::Oneof)];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Of {
    Scalar(Scalar),
    Element(Element),
}

struct Said<'a> {
    /// The type as written, including the representation.
    text: &'a str,
    of: Of,
    /// The representation. With `None`, the attribute is for all fields of the type for which there is no more exact one.
    held: Option<Held>,
    attribute: &'a str,
}

/// Returns the attributes of each field, by field path.
///
/// # Errors
/// Returns an error if the schema lacks a type.
pub(crate) fn expanded(
    schema: &Schema,
    pairs: &[(String, String)],
) -> Result<Vec<(String, TypeAttribute)>, Box<Diagnostic>> {
    let said: Vec<Said<'_>> =
        pairs.iter().map(|(ty, attribute)| said(schema, ty, attribute)).collect::<Result<_, _>>()?;
    let mut found = Vec::new();
    for id in schema.messages.ids().filter(|&id| !said.is_empty() && !schema.is_map_entry(id)) {
        for &field in &schema[id].fields {
            let (of, held) = held(schema, field);
            let of_type = || said.iter().filter(|said| said.of == of);
            let is_exact = of_type().any(|said| said.held == Some(held));
            let wanted = of_type().filter(|said| said.held == is_exact.then_some(held) && !said.attribute.is_empty());
            found.extend(wanted.map(|said| {
                let attribute = TypeAttribute { ty: said.text.to_owned(), attribute: said.attribute.to_owned() };
                (path(schema, id, field), attribute)
            }));
        }
    }
    Ok(found)
}

fn said<'a>(schema: &Schema, text: &'a str, attribute: &'a str) -> Result<Said<'a>, Box<Diagnostic>> {
    let word = text.trim().split_once(char::is_whitespace);
    let held = word.and_then(|(word, rest)| Some((HELD.iter().find(|(known, _)| *known == word)?.1, rest.trim())));
    let (held, ty) = held.map_or((None, text.trim()), |(held, ty)| (Some(held), ty));
    let keyword = Scalar::from_keyword(ty).map(Of::Scalar);
    let element = || match schema.find(ty.strip_prefix('.').unwrap_or(ty)) {
        Some(element @ (Element::Message(_) | Element::Enum(_))) => Some(Of::Element(element)),
        _ => None,
    };
    match keyword.or_else(element) {
        Some(of) => Ok(Said { text, of, held, attribute }),
        None => Err(diagnostics::no_type_of_fields(text, ty, schema)),
    }
}

fn held(schema: &Schema, id: FieldId) -> (Of, Held) {
    let of = |id: FieldId| match schema[id].ty {
        FieldType::Scalar(scalar) => Of::Scalar(scalar),
        FieldType::Enum(of) => Of::Element(Element::Enum(of)),
        FieldType::Message(of) | FieldType::Group(of) => Of::Element(Element::Message(of)),
    };
    let is_message = schema[id].ty.message().is_some();
    match schema.shape(id) {
        Shape::Map { value, .. } => (of(value), Held::Map),
        Shape::Repeated { .. } => (of(id), Held::Repeated),
        Shape::Single(_) if oneof(schema, id).is_some() => (of(id), Held::Oneof),
        Shape::Single(Presence::Required) => (of(id), Held::Plain),
        Shape::Single(Presence::Implicit) if !is_message => (of(id), Held::Plain),
        Shape::Single(Presence::Implicit | Presence::Explicit) => (of(id), Held::Optional),
    }
}

/// Returns the path by which prost finds a field. For a field of a oneof, it includes the name of the oneof.
fn path(schema: &Schema, message: MessageId, field: FieldId) -> String {
    let outer = schema.text(schema[message].full_name);
    let name = schema.text(schema[field].name);
    match oneof(schema, field) {
        Some(oneof) => format!(".{outer}.{oneof}.{name}"),
        None => format!(".{outer}.{name}"),
    }
}

fn oneof(schema: &Schema, field: FieldId) -> Option<&str> {
    let oneof = schema[field].oneof?;
    (!schema[oneof].synthetic).then(|| schema.text(schema[oneof].name))
}
