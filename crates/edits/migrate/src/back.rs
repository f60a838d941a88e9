//! Keywords and options of proto2 and proto3 in place of features, and the limits of both.

use super::features::Feature;
use super::settings::own_setting;
use super::target::{CORD, TargetEdition};
use super::tree::TreeNode;
use protoward_edit::{Decl, Document};
use protoward_schema::language_features::can_be_cord;
use protoward_schema::{
    Cardinality, Element, FieldId, FieldOwner, FieldType, Presence, RepeatedEncoding, Schema, Shape,
};

/// A part of a file that would not compile in proto2 or proto3.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obstacle {
    /// The element that the older syntax cannot have.
    pub element: Element,
    /// The reason, as the end of a sentence: `has a default value`.
    pub why: &'static str,
}

/// Returns what would not compile in proto2 or proto3. Everything else that would differ is found by the comparison afterwards.
pub(crate) fn obstacles(schema: &Schema, tree: &[TreeNode<'_>], target: TargetEdition) -> Vec<Obstacle> {
    if target != TargetEdition::Proto3 {
        return Vec::new();
    }
    let found = tree.iter().flat_map(|node| {
        let reasons = match node.element {
            Element::Field(id) => of_field(schema, id),
            Element::Message(id) => {
                let is_set = schema[id].options.message_set_wire_format() == Some(true);
                let has_ranges = !schema[id].extension_ranges.is_empty();
                let ranges = has_ranges.then_some("has extensions");
                ranges.into_iter().chain(is_set.then_some("is a message set")).collect()
            }
            Element::Enum(id) => {
                let first = schema[id].values.first().filter(|&&value| schema[value].number != 0);
                first.map(|_| "does not begin with the number 0").into_iter().collect()
            }
            _ => Vec::new(),
        };
        reasons.into_iter().map(|why| Obstacle { element: node.element, why })
    });
    found.collect()
}

fn of_field(schema: &Schema, id: FieldId) -> Vec<&'static str> {
    const OPTIONS: &str = "google/protobuf/descriptor.proto";
    let field = &schema[id];
    let mut reasons = Vec::new();
    if field.default.is_some() {
        reasons.push("has a default value");
    }
    if let FieldOwner::Extension { extendee, .. } = field.owner
        && schema.text(schema[schema[extendee].file].path) != OPTIONS
    {
        reasons.push("extends a message that is not for options");
    }
    reasons
}

/// Returns the label of a field that is not repeated.
pub(crate) fn label(schema: &Schema, id: FieldId, target: TargetEdition) -> Option<&'static str> {
    let field = &schema[id];
    let is_in_oneof = field.oneof.is_some_and(|id| !schema[id].synthetic);
    let Shape::Single(presence) = schema.shape(id) else { return None };
    match (target, presence) {
        _ if is_in_oneof => None,
        (TargetEdition::Proto2, Presence::Required) => Some("required"),
        (TargetEdition::Proto2, _) => Some("optional"),
        (TargetEdition::Proto3, Presence::Explicit) if field.ty.message().is_none() && !field.is_extension() => {
            Some("optional")
        }
        _ => None,
    }
}

/// Returns `true` for a field that is a cord in C++ by a feature.
pub(crate) fn is_cord(schema: &Schema, id: FieldId) -> bool {
    let row = Feature::CppStringType.row();
    let file = schema[id].file;
    let set = own_setting(schema, id.into(), row).or_else(|| own_setting(schema, file.into(), row));
    let value = set.unwrap_or_else(|| row.default_in(schema[file].syntax.edition()));
    value == CORD && can_be_cord(schema, id) && schema[id].options.ctype().is_none()
}

/// Returns the value of `packed` that a field needs, if it is not the default.
pub(crate) fn packed(schema: &Schema, id: FieldId, target: TargetEdition) -> Option<&'static str> {
    let field = &schema[id];
    let is_packable = match field.ty {
        FieldType::Scalar(scalar) => scalar.is_packable(),
        FieldType::Enum(_) => true,
        FieldType::Message(_) | FieldType::Group(_) => false,
    };
    if field.cardinality != Cardinality::Repeated || !is_packable {
        return None;
    }
    match (target, field.features.repeated_encoding) {
        (TargetEdition::Proto2, RepeatedEncoding::Packed) => Some("true"),
        (TargetEdition::Proto3, RepeatedEncoding::Expanded) => Some("false"),
        _ => None,
    }
}

/// Returns `true` for a message and the field right below it that together are a group in proto2. The field has no
/// comments, which would be lost.
pub(crate) fn is_joined_with(
    doc: &Document<'_>,
    schema: &Schema,
    message: &TreeNode<'_>,
    field: &TreeNode<'_>,
) -> bool {
    let (Element::Message(of), Element::Field(id)) = (message.element, field.element) else { return false };
    let (Some((outer, at)), Some((around, index))) = (message.around, field.around) else { return false };
    let is_beside = outer.span() == around.span() && at + 1 == index;
    let is_message = matches!(message.decl, Decl::Message(_));
    is_message
        && is_beside
        && schema[id].ty.message() == Some(of)
        && schema.is_group_like(id)
        && doc.removal(field.decl) == doc.removal_with_comments(field.decl)
        && !doc.text[doc.removal(field.decl).range()].contains("//")
        && !doc.text[doc.removal(field.decl).range()].contains("/*")
}
