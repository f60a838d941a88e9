//! `google.longrunning.operation_info`: the types that the operation of a method has in its `Any`s.

use protoward_schema::annotations::{Annotation, OptionField};
use protoward_schema::{Element, MessageId, MethodId, Schema, qualified};

pub(super) const OPERATION: Annotation = Annotation { name: "google.longrunning.operation_info", number: 1049 };
pub(super) const RESPONSE: OptionField = OptionField { name: "response_type", number: 1 };
pub(super) const METADATA: OptionField = OptionField { name: "metadata_type", number: 2 };

/// Returns the name of a type as written; empty without one.
pub(super) fn name(schema: &Schema, id: MethodId, part: OptionField) -> String {
    OPERATION.message(schema, id.into()).map(|held| held.text(part)).unwrap_or_default()
}

/// Returns the type, if the schema has it. An unqualified name is resolved in the package of the method.
pub(super) fn message(schema: &Schema, id: MethodId, part: OptionField) -> Option<MessageId> {
    let name = name(schema, id, part);
    let package = schema.package(schema.file_of(id.into()));
    match schema.find(&qualified(package, &name)) {
        Some(Element::Message(found)) => Some(found),
        _ => schema.find_message(&name),
    }
}
