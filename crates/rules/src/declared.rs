//! What a schema declares, each with what is around it.

use protoward_schema::{Element, FieldOwner, Parent, Schema};

/// An element, and what it is declared in.
pub(super) type Declared = (Element, Parent);

/// The messages of a schema, entries of maps included.
pub(super) fn messages(schema: &Schema) -> impl Iterator<Item = Declared> {
    schema.messages.iter().map(|(id, message)| (id.into(), message.parent))
}

/// The enums of a schema.
pub(super) fn enums(schema: &Schema) -> impl Iterator<Item = Declared> {
    schema.enums.iter().map(|(id, whole)| (id.into(), whole.parent))
}

/// The services of a schema.
pub(super) fn services(schema: &Schema) -> impl Iterator<Item = Declared> {
    schema.services.iter().map(|(id, service)| (id.into(), Parent::File(service.file)))
}

/// The extensions of a schema.
pub(super) fn extensions(schema: &Schema) -> impl Iterator<Item = Declared> {
    schema.fields.iter().filter_map(|(id, field)| match field.owner {
        FieldOwner::Extension { scope, .. } => Some((id.into(), scope)),
        FieldOwner::Message(_) => None,
    })
}
