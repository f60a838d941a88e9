//! The types that a consumer reads or writes, because they are in what it uses.

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
