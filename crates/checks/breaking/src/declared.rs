//! The top-level and nested declarations of a schema, each with the file or message that it is declared in.

use protoward_schema::{Element, FieldOwner, Parent, Schema};

/// An element and its parent.
pub(super) type Declared = (Element, Parent);

/// Returns the messages of a schema, map entries included.
pub(super) fn messages(schema: &Schema) -> impl Iterator<Item = Declared> {
    schema.messages.iter().map(|(id, message)| (id.into(), message.parent))
}

/// Returns the enums of a schema.
pub(super) fn enums(schema: &Schema) -> impl Iterator<Item = Declared> {
    schema.enums.iter().map(|(id, data)| (id.into(), data.parent))
}

/// Returns the services of a schema.
pub(super) fn services(schema: &Schema) -> impl Iterator<Item = Declared> {
    schema.services.iter().map(|(id, service)| (id.into(), Parent::File(service.file)))
}

/// Returns the extensions of a schema.
pub(super) fn extensions(schema: &Schema) -> impl Iterator<Item = Declared> {
    schema.fields.iter().filter_map(|(id, field)| match field.owner {
        FieldOwner::Extension { scope, .. } => Some((id.into(), scope)),
        FieldOwner::Message(_) => None,
    })
}
