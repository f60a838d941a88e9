//! The elements that a consumer uses: those that its usage file names, and the types that it reads or writes because of them.

use std::collections::HashSet;

use super::usage::Usage;
use protoward_schema::{Element, FieldType, MessageId, Schema};

/// The types that a consumer uses, and the types of their fields, because a message is read with all of its fields.
#[derive(Debug, Default)]
pub(crate) struct ReachedTypes {
    types: HashSet<Element>,
}

impl ReachedTypes {
    /// Returns the types of a schema that are reached from the named elements.
    pub(crate) fn new(usage: &Usage, schema: &Schema) -> Self {
        let mut reached = Self::default();
        let mut open: Vec<MessageId> =
            schema.messages.ids().filter(|&id| usage.uses(&schema.full_name(id.into()))).collect();
        for id in schema.methods.ids().filter(|&id| usage.calls(schema, id)) {
            open.extend([schema[id].input, schema[id].output]);
        }
        let enums = schema.enums.ids().filter(|&id| usage.uses(&schema.full_name(id.into())));
        reached.types.extend(enums.map(Element::from));
        for (id, field) in schema.fields.iter().filter(|(_, field)| field.is_extension()) {
            if usage.names(schema, id.into()) {
                open.push(field.containing());
                reached.add_type(field.ty, &mut open);
            }
        }
        let values = schema.enum_values.iter().filter(|(id, _)| usage.names(schema, (*id).into()));
        reached.types.extend(values.map(|(_, value)| Element::from(value.parent)));
        while let Some(message) = open.pop() {
            if reached.types.insert(message.into()) {
                schema[message].fields.iter().for_each(|&field| reached.add_type(schema[field].ty, &mut open));
            }
        }
        reached
    }

    fn add_type(&mut self, ty: FieldType, open: &mut Vec<MessageId>) {
        match ty {
            FieldType::Message(message) | FieldType::Group(message) => open.push(message),
            FieldType::Enum(id) => _ = self.types.insert(id.into()),
            FieldType::Scalar(_) => {}
        }
    }

    pub(crate) fn contains(&self, element: Element) -> bool {
        self.types.contains(&element)
    }
}

/// Returns `true` if a consumer uses an element itself.
pub(super) fn uses(usage: &Usage, schema: &Schema, element: Element) -> bool {
    uses_in(usage, &ReachedTypes::new(usage, schema), schema, element)
}

/// Returns `true` if the deletion of an element affects a consumer. A deletion affects only consumers that use the element:
/// others never receive it.
pub(crate) fn uses_in(usage: &Usage, reached: &ReachedTypes, schema: &Schema, element: Element) -> bool {
    match element {
        Element::Field(id) if schema[id].is_extension() => usage.names(schema, element),
        Element::Field(id) => {
            let message = schema[id].containing();
            let members = schema[message].fields.iter().map(|&field| field.into());
            usage.names_of(schema, element, members) && reached.contains(message.into())
        }
        Element::EnumValue(id) => {
            let parent = schema[id].parent;
            let members = schema[parent].values.iter().map(|&value| value.into());
            usage.names_of(schema, element, members) && reached.contains(parent.into())
        }
        Element::Oneof(id) => reached.contains(schema[id].message.into()),
        Element::Message(_) | Element::Enum(_) => reached.contains(element),
        Element::Service(_) => usage.uses(&schema.full_name(element)),
        Element::Method(id) => usage.calls(schema, id),
        Element::File(file) => schema
            .declarations()
            .filter(|&it| schema.file_of(it) == file)
            .any(|it| usage.names(schema, it) || usage.uses(&schema.full_name(it)) || reached.contains(it)),
    }
}
