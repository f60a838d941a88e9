//! Attributes of fields by type: each field gets the attributes of its type.
//!
//! Input: a schema, and types with attributes. Output: field paths with attributes, in the form of prost. This module must not
//! depend on its callers.

use crate::paths::{oneof_of, path_in_oneof};
use crate::{TypeAttribute, diagnostics};
use protoward_schema::{Element, FieldId, FieldType, Presence, Scalar, Schema, Shape};
use protoward_source::Diagnostic;

/// The representation of a field in Rust.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Representation {
    /// A value of the type: a field without presence, or a required one.
    Plain,
    /// An `Option` of the type: a field with presence outside of a oneof.
    Optional,
    /// A `Vec` of the type.
    Repeated,
    /// A map with values of the type.
    Map,
    /// A oneof variant with a value of the type.
    Oneof,
}

/// The words before a type that restrict an attribute to one representation.
const REPRESENTATIONS: &[(&str, Representation)] = &[
    ("optional", Representation::Optional),
    ("repeated", Representation::Repeated),
    ("map", Representation::Map),
    ("oneof", Representation::Oneof),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NamedType {
    Scalar(Scalar),
    Element(Element),
}

struct ParsedAttribute<'a> {
    /// The type as written, including the representation.
    text: &'a str,
    ty: NamedType,
    /// The representation. With `None`, the attribute is for all fields of the type for which there is no more exact one.
    representation: Option<Representation>,
    attribute: &'a str,
}

/// Returns the attributes of each field, by field path.
///
/// # Errors
/// Returns an error if the schema lacks a type.
pub(crate) fn field_attributes(
    schema: &Schema,
    pairs: &[(String, String)],
) -> Result<Vec<(String, TypeAttribute)>, Box<Diagnostic>> {
    let parsed: Vec<ParsedAttribute<'_>> =
        pairs.iter().map(|(ty, attribute)| parse_attribute(schema, ty, attribute)).collect::<Result<_, _>>()?;
    let mut attributes = Vec::new();
    for id in schema.messages.ids().filter(|&id| !parsed.is_empty() && !schema.is_map_entry(id)) {
        for &field in &schema[id].fields {
            let (ty, representation) = type_and_representation(schema, field);
            let of_type = || parsed.iter().filter(|it| it.ty == ty);
            let is_exact = of_type().any(|it| it.representation == Some(representation));
            let matching = of_type()
                .filter(|it| it.representation == is_exact.then_some(representation) && !it.attribute.is_empty());
            attributes.extend(matching.map(|it| {
                let attribute = TypeAttribute { ty: it.text.to_owned(), attribute: it.attribute.to_owned() };
                (path_in_oneof(schema, field), attribute)
            }));
        }
    }
    Ok(attributes)
}

fn parse_attribute<'a>(
    schema: &Schema,
    text: &'a str,
    attribute: &'a str,
) -> Result<ParsedAttribute<'a>, Box<Diagnostic>> {
    let word = text.trim().split_once(char::is_whitespace);
    let prefix =
        word.and_then(|(word, rest)| Some((REPRESENTATIONS.iter().find(|(known, _)| *known == word)?.1, rest.trim())));
    let (representation, ty) = prefix.map_or((None, text.trim()), |(prefix, ty)| (Some(prefix), ty));
    let keyword = Scalar::from_keyword(ty).map(NamedType::Scalar);
    let element = || match schema.find(ty.strip_prefix('.').unwrap_or(ty)) {
        Some(element @ (Element::Message(_) | Element::Enum(_))) => Some(NamedType::Element(element)),
        _ => None,
    };
    match keyword.or_else(element) {
        Some(named) => Ok(ParsedAttribute { text, ty: named, representation, attribute }),
        None => Err(diagnostics::unknown_attribute_type(text, ty, schema)),
    }
}

fn type_and_representation(schema: &Schema, id: FieldId) -> (NamedType, Representation) {
    let named_type = |id: FieldId| match schema[id].ty {
        FieldType::Scalar(scalar) => NamedType::Scalar(scalar),
        FieldType::Enum(id) => NamedType::Element(Element::Enum(id)),
        FieldType::Message(id) | FieldType::Group(id) => NamedType::Element(Element::Message(id)),
    };
    let is_message = schema[id].ty.message().is_some();
    match schema.shape(id) {
        Shape::Map { value, .. } => (named_type(value), Representation::Map),
        Shape::Repeated { .. } => (named_type(id), Representation::Repeated),
        Shape::Single(_) if oneof_of(schema, id).is_some() => (named_type(id), Representation::Oneof),
        Shape::Single(Presence::Required) => (named_type(id), Representation::Plain),
        Shape::Single(Presence::Implicit) if !is_message => (named_type(id), Representation::Plain),
        Shape::Single(Presence::Implicit | Presence::Explicit) => (named_type(id), Representation::Optional),
    }
}
