//! The enums, messages and oneofs whose code differs from that of prost.

use protoward_schema::{Enum, EnumId, FieldId, FieldType, IdMap, Message, MessageId, Oneof, OneofId, Schema, Shape};

use crate::externs::Externs;
use crate::settings::RustSettings;

/// The types of a schema whose code differs from that of prost.
#[derive(Debug)]
pub(crate) struct FieldTypes {
    /// Enums whose fields have the type `OpenEnum`.
    open: IdMap<Enum, bool>,
    /// Messages that keep unknown fields.
    unknown: IdMap<Message, bool>,
    /// Messages with implementations that are written out.
    messages: IdMap<Message, bool>,
    /// Oneofs with implementations that are written out.
    oneofs: IdMap<Oneof, bool>,
}

/// A container of fields: a message or a oneof.
#[derive(Clone, Copy, Debug)]
pub(crate) enum FieldContainer {
    Message(MessageId),
    Oneof(OneofId),
}

impl FieldTypes {
    pub(crate) fn of(schema: &Schema, settings: &RustSettings, externs: &Externs) -> Self {
        let path = |name| format!(".{}", schema.text(name));
        let open = |it: &Enum| !settings.open_enums.is_empty() && settings.open_enums.has(&path(it.full_name));
        let unknown = |id: MessageId| settings.keeps_unknown(schema, id);
        let written_out = |id: MessageId| unknown(id) || settings.keeps_negative_zeros(schema, id);
        let mut types = Self {
            open: schema.enums.iter().map(|(_, it)| open(it)).collect(),
            unknown: schema.messages.ids().map(unknown).collect(),
            messages: schema.messages.ids().map(written_out).collect(),
            oneofs: schema.oneofs.iter().map(|_| false).collect(),
        };
        if !settings.open_enums.is_empty() {
            types.open_fields(schema, externs);
        }
        types
    }

    /// Records the messages and oneofs that have fields of open enums.
    fn open_fields(&mut self, schema: &Schema, externs: &Externs) {
        let is_extern = |name| externs.has(&format!(".{}", schema.text(name)));
        for (message, it) in schema.messages.iter().filter(|(_, it)| !is_extern(it.full_name)) {
            for &field in &it.fields {
                if !self.is_of_open_enum(schema, field) {
                    continue;
                }
                match schema[field].oneof.filter(|_| !schema[field].proto3_optional) {
                    Some(oneof) => self.oneofs[oneof] = true,
                    None => self.messages[message] = true,
                }
            }
        }
    }

    /// Returns `true` if fields of an enum have the type `OpenEnum`.
    pub(crate) fn is_open(&self, id: EnumId) -> bool {
        self.open[id]
    }

    /// Returns `true` if the type of a field, or of the values of a map, is an open enum.
    fn is_of_open_enum(&self, schema: &Schema, id: FieldId) -> bool {
        let id = match schema.shape(id) {
            Shape::Map { value, .. } => value,
            Shape::Single(_) | Shape::Repeated { .. } => id,
        };
        matches!(schema[id].ty, FieldType::Enum(of) if self.open[of])
    }

    /// Returns `true` if a message keeps unknown fields.
    pub(crate) fn keeps_unknown(&self, id: MessageId) -> bool {
        self.unknown[id]
    }

    /// Returns `true` if the implementations of a message or a oneof are written out instead of derived.
    pub(crate) fn has_implementations(&self, of: FieldContainer) -> bool {
        match of {
            FieldContainer::Message(id) => self.messages[id],
            FieldContainer::Oneof(id) => self.oneofs[id],
        }
    }
}
