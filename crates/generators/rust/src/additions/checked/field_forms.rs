//! The fields of a checked type, and how each differs from that of the message.

use super::types::CheckedTypes;
use crate::additions::packages::{Package, Packages};
use crate::context::RustContext;
use crate::paths::oneof_of;
use crate::{MemberCode, MessageCode};
use protoward_schema::{FieldId, MessageId, OneofId, Shape};

/// The inputs of the code of a package.
pub(super) struct Generation<'a> {
    pub(super) context: &'a RustContext<'a>,
    pub(super) packages: &'a Packages,
    /// The package whose code is written, or the first of those that share the module.
    pub(super) package: &'a Package,
    pub(super) types: &'a CheckedTypes,
    /// `true` if messages are validated by their rules, too.
    pub(super) validates: bool,
}

/// The form of a value in a checked type: that of a field, of an item of a list, or of a value of a map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ValueForm<'a> {
    /// The type of the message.
    Same,
    /// The checked type of a message.
    Checked(MessageId),
    /// An own type.
    Own(&'a str),
}

/// A member of the struct of a checked type.
pub(super) enum CheckedMember<'m> {
    /// A field that is not in a oneof.
    Field(FieldId, &'m MemberCode),
    /// A oneof with its fields.
    Oneof(CheckedOneof<'m>),
    /// The name of the unknown fields.
    UnknownFields(String),
}

/// A oneof in a checked type.
pub(super) struct CheckedOneof<'m> {
    pub(super) id: OneofId,
    /// The name of the struct member.
    pub(super) name: &'m str,
    /// The fields with the paths of their variants, from the module of the package.
    pub(super) variants: Vec<Variant<'m>>,
}

/// A variant of a oneof.
pub(super) struct Variant<'m> {
    pub(super) field: FieldId,
    pub(super) path: &'m str,
    pub(super) is_boxed: bool,
    /// The type in the message, without a `Box`.
    pub(super) ty: &'m str,
}

impl CheckedOneof<'_> {
    /// Returns the path of the enum in the message.
    pub(super) fn path(&self) -> &str {
        let path = self.variants.first().map_or("", |variant| variant.path);
        path.rsplit_once("::").map_or(path, |(path, _)| path)
    }
}

impl<'a> Generation<'a> {
    /// Returns the members of the checked type of a message, in the order of the declaration.
    pub(super) fn members<'m>(&self, id: MessageId, message: &'m MessageCode) -> Vec<CheckedMember<'m>> {
        let mut members: Vec<CheckedMember<'m>> = Vec::new();
        for (field, member) in &message.members {
            let oneof = oneof_of(self.context.schema, *field).zip(member.variant.as_deref());
            let Some((oneof, path)) = oneof else {
                members.push(CheckedMember::Field(*field, member));
                continue;
            };
            let variant = Variant { field: *field, path, is_boxed: member.is_boxed, ty: &member.ty };
            let known = members.iter_mut().find_map(|member| match member {
                CheckedMember::Oneof(known) if known.id == oneof => Some(known),
                _ => None,
            });
            match known {
                Some(known) => known.variants.push(variant),
                None => {
                    let variants = vec![variant];
                    members.push(CheckedMember::Oneof(CheckedOneof { id: oneof, name: &member.name, variants }));
                }
            }
        }
        members.extend(self.context.unknown_fields_name(id).map(CheckedMember::UnknownFields));
        members
    }

    /// Returns the form of the values of a field.
    pub(super) fn form(&self, field: FieldId) -> ValueForm<'a> {
        let schema = self.context.schema;
        let of = match schema.shape(field) {
            Shape::Map { value, .. } => value,
            Shape::Single(_) | Shape::Repeated { .. } => field,
        };
        match (self.types.own_type(field), schema[of].ty.message()) {
            (Some(own), _) => ValueForm::Own(own),
            (None, Some(id)) if self.types.has(id) => ValueForm::Checked(id),
            (None, _) => ValueForm::Same,
        }
    }

    /// Returns `true` if a field is an `Option` in the message, but not in the checked type.
    pub(super) fn is_required(&self, field: FieldId, member: &MemberCode) -> bool {
        member.is_option && self.types.required.fields.contains(field)
    }

    /// Returns `true` if a oneof is no `Option` in the checked type.
    pub(super) fn is_required_oneof(&self, oneof: OneofId) -> bool {
        self.types.required.oneofs.contains(oneof)
    }

    /// Returns a path in the module of the checked types, from the module of the package.
    pub(super) fn checked(&self, path: &str) -> String {
        format!("{}::{path}", self.types.module(self.package))
    }
}
