//! The parts of the runtime and of Python's library that a stub needs.

use super::super::names::is_keyword;
use super::types::{TimeMessage, WELL_KNOWN};
use protoward_schema::{Cardinality, FieldId, FieldType, File, MessageId, Schema, Shape};

/// Fields named like keywords do not count, because a stub cannot name them.
#[derive(Debug, Default)]
pub(super) struct Uses {
    pub(super) datetime: bool,
    pub(super) containers: bool,
    pub(super) enum_type_wrapper: bool,
    pub(super) python_message: bool,
    pub(super) well_known_types: bool,
    pub(super) message: bool,
    pub(super) service: bool,
    pub(super) iterable: bool,
    pub(super) mapping: bool,
    pub(super) optional: bool,
    pub(super) union: bool,
}

impl Uses {
    pub(super) fn of(schema: &Schema, file: &File) -> Self {
        let mut uses = Self {
            enum_type_wrapper: !file.enums.is_empty(),
            message: !file.messages.is_empty(),
            service: file.options.py_generic_services() == Some(true) && !file.services.is_empty(),
            ..Self::default()
        };
        for &id in &file.messages {
            uses.well_known_types |= WELL_KNOWN.contains(&schema.text(schema[id].full_name));
            uses.message(schema, id);
        }
        uses
    }

    fn message(&mut self, schema: &Schema, id: MessageId) {
        let message = &schema[id];
        self.enum_type_wrapper |= !message.enums.is_empty();
        self.python_message |= !message.extension_ranges.is_empty();
        let named = message.fields.iter().filter(|&&id| !is_keyword(schema.text(schema[id].name)));
        named.for_each(|&id| self.field(schema, id));
        message.messages.iter().for_each(|&id| self.message(schema, id));
    }

    fn field(&mut self, schema: &Schema, id: FieldId) {
        let field = &schema[id];
        self.optional = true;
        self.containers |= field.cardinality == Cardinality::Repeated;
        if matches!(schema.shape(id), Shape::Map { .. }) {
            self.mapping = true;
            return;
        }
        self.iterable |= field.cardinality == Cardinality::Repeated;
        match field.ty {
            FieldType::Scalar(_) => {}
            FieldType::Enum(_) => self.union = true,
            FieldType::Message(id) | FieldType::Group(id) => {
                self.union = true;
                self.mapping = true;
                self.datetime |= TimeMessage::of(schema, id).is_some();
            }
        }
    }
}
