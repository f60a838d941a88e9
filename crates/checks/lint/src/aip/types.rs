//! Fields by name, type and message, and the types that AIPs prescribe.

use super::annotations::is_resource;
use crate::context::LintContext;
use protoward_schema::{Cardinality, FieldId, FieldOwner, FieldType, MessageId, Scalar, Shape};

pub(crate) const TIMESTAMP: &str = "google.protobuf.Timestamp";
pub(crate) const DURATION: &str = "google.protobuf.Duration";
pub(crate) const FIELD_MASK: &str = "google.protobuf.FieldMask";
pub(crate) const EMPTY: &str = "google.protobuf.Empty";
pub(crate) const OPERATION: &str = "google.longrunning.Operation";

/// Returns the name of a field.
pub(crate) fn name<'a>(cx: &LintContext<'a>, field: FieldId) -> &'a str {
    cx.schema.text(cx.schema[field].name)
}

/// Returns the name of a message.
pub(crate) fn message_name<'a>(cx: &LintContext<'a>, message: MessageId) -> &'a str {
    cx.schema.text(cx.schema[message].name)
}

/// Returns the field of a message with a name.
pub(crate) fn find(cx: &LintContext<'_>, message: MessageId, wanted: &str) -> Option<FieldId> {
    cx.schema[message].fields.iter().copied().find(|&field| name(cx, field) == wanted)
}

/// Returns the message that declares a field; `None` for an extension.
pub(crate) fn owner(cx: &LintContext<'_>, field: FieldId) -> Option<MessageId> {
    match cx.schema[field].owner {
        FieldOwner::Message(message) => Some(message),
        FieldOwner::Extension { .. } => None,
    }
}

/// Returns `true` if a field has many values: a list or a map.
pub(crate) fn is_repeated(cx: &LintContext<'_>, field: FieldId) -> bool {
    cx.schema[field].cardinality == Cardinality::Repeated
}

/// Returns `true` for a map.
pub(crate) fn is_map(cx: &LintContext<'_>, field: FieldId) -> bool {
    matches!(cx.schema.shape(field), Shape::Map { .. })
}

/// Returns the type of a field as in a schema: a keyword or a full name.
pub(crate) fn type_name<'a>(cx: &LintContext<'a>, field: FieldId) -> &'a str {
    cx.schema.type_name(cx.schema[field].ty)
}

/// Returns the type of a field with its label, for messages.
pub(crate) fn described(cx: &LintContext<'_>, field: FieldId) -> String {
    if is_map(cx, field) {
        return "a map".to_owned();
    }
    let of = type_name(cx, field);
    if is_repeated(cx, field) { format!("`repeated {of}`") } else { format!("`{of}`") }
}

/// Returns `true` for a single field of a type, given as a keyword or a full name.
pub(crate) fn is_single(cx: &LintContext<'_>, field: FieldId, ty: &str) -> bool {
    !is_repeated(cx, field) && type_name(cx, field) == ty
}

/// Returns the scalar type of a field.
pub(crate) fn scalar(cx: &LintContext<'_>, field: FieldId) -> Option<Scalar> {
    match cx.schema[field].ty {
        FieldType::Scalar(scalar) => Some(scalar),
        FieldType::Enum(_) | FieldType::Message(_) | FieldType::Group(_) => None,
    }
}

/// Returns `true` for a field of an integer type.
pub(crate) fn is_integer(cx: &LintContext<'_>, field: FieldId) -> bool {
    !matches!(
        scalar(cx, field),
        None | Some(Scalar::Double | Scalar::Float | Scalar::Bool | Scalar::String | Scalar::Bytes)
    )
}

/// Returns the message of a message field.
pub(crate) fn message(cx: &LintContext<'_>, field: FieldId) -> Option<MessageId> {
    cx.schema[field].ty.message()
}

/// Returns `true` for a message with a full name.
pub(crate) fn is_message(cx: &LintContext<'_>, message: MessageId, full_name: &str) -> bool {
    cx.schema.text(cx.schema[message].full_name) == full_name
}

/// Returns the field with a name in the message of another field.
pub(crate) fn find_in_owner(cx: &LintContext<'_>, field: FieldId, wanted: &str) -> Option<FieldId> {
    find(cx, owner(cx, field)?, wanted)
}

/// Returns `true` for a field of a request, by the name of its message. A resource may be a request too, of a person.
pub(crate) fn is_of_request(cx: &LintContext<'_>, field: FieldId) -> bool {
    owner(cx, field).is_some_and(|it| message_name(cx, it).ends_with("Request") && !is_resource(cx, it))
}

/// Returns `true` for a field of a response, by the name of its message.
pub(crate) fn is_of_response(cx: &LintContext<'_>, field: FieldId) -> bool {
    owner(cx, field).is_some_and(|message| message_name(cx, message).ends_with("Response"))
}

/// Returns `true` for a field of a resource.
pub(crate) fn is_of_resource(cx: &LintContext<'_>, field: FieldId) -> bool {
    owner(cx, field).is_some_and(|message| is_resource(cx, message))
}
