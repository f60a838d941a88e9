//! Facts about elements for display: what contains them, and what they are called on a page.

use protoward_schema::{Element, FieldOwner, Schema};

/// Returns the element that contains an element; `None` for a file.
pub(crate) fn parent(schema: &Schema, element: Element) -> Option<Element> {
    Some(match element {
        Element::File(_) => return None,
        Element::Message(id) => schema[id].parent.into(),
        Element::Field(id) => match schema[id].owner {
            FieldOwner::Message(message) => message.into(),
            FieldOwner::Extension { scope, .. } => scope.into(),
        },
        Element::Oneof(id) => schema[id].message.into(),
        Element::Enum(id) => schema[id].parent.into(),
        Element::EnumValue(id) => schema[id].parent.into(),
        Element::Service(id) => schema[id].file.into(),
        Element::Method(id) => schema[id].service.into(),
    })
}

/// Returns the full name of an element with its parents. An enum value is named as a member of its enum.
pub(crate) fn full_name(schema: &Schema, element: Element) -> String {
    match element {
        Element::EnumValue(id) => {
            format!("{}.{}", schema.text(schema[schema[id].parent].full_name), schema.name(element))
        }
        _ => schema.full_name(element),
    }
}

/// Returns the declarations directly inside an element, without map entries and synthetic oneofs.
pub(crate) fn children(schema: &Schema, element: Element) -> Vec<Element> {
    match element {
        Element::File(id) => {
            let file = &schema[id];
            let messages = file.messages.iter().map(|&id| id.into());
            let enums = file.enums.iter().map(|&id| id.into());
            let services = file.services.iter().map(|&id| id.into());
            messages.chain(enums).chain(services).chain(file.extensions.iter().map(|&id| id.into())).collect()
        }
        Element::Message(id) => {
            let message = &schema[id];
            let fields = message.fields.iter().chain(&message.extensions).map(|&id| Element::Field(id));
            let oneofs = message.oneofs.iter().filter(|&&id| !schema[id].synthetic).map(|&id| Element::Oneof(id));
            let messages = message.messages.iter().filter(|&&id| !schema.is_map_entry(id)).map(|&id| id.into());
            fields.chain(oneofs).chain(messages).chain(message.enums.iter().map(|&id| id.into())).collect()
        }
        Element::Enum(id) => schema[id].values.iter().map(|&id| id.into()).collect(),
        Element::Service(id) => schema[id].methods.iter().map(|&id| id.into()).collect(),
        Element::Field(_) | Element::Oneof(_) | Element::EnumValue(_) | Element::Method(_) => Vec::new(),
    }
}
