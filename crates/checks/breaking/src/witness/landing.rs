//! The field of the reader that receives a field of the writer: by number in bytes, by key in JSON.

use protoward_dynamic::Codec;
use protoward_schema::{EnumId, FieldId, MessageId, Schema};

/// The encoding of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WitnessEncoding {
    Wire,
    Json,
}

/// A writer and a reader of different versions.
#[derive(Clone, Copy)]
pub(super) struct CodecPair<'a> {
    pub(super) from: &'a Codec<'a>,
    pub(super) to: &'a Codec<'a>,
}

impl CodecPair<'_> {
    /// Returns the field of the message `read` that receives the writer's field `id`.
    pub(super) fn landing(self, id: FieldId, read: MessageId, medium: WitnessEncoding) -> Option<FieldId> {
        match medium {
            WitnessEncoding::Wire => self.to.field(read, self.from.schema()[id].number),
            WitnessEncoding::Json => self.to.json_field(read, &self.from.json_key(id)),
        }
    }

    /// Returns the field of the message `written` that arrives in the reader's field `id`.
    pub(super) fn origin(self, id: FieldId, written: MessageId, medium: WitnessEncoding) -> Option<FieldId> {
        let from = self.from.schema();
        let to = self.to.schema();
        let read = to[id].containing();
        let same_number = self.from.field(written, to[id].number);
        match medium {
            WitnessEncoding::Wire => same_number,
            WitnessEncoding::Json => {
                let arrives = |field: &FieldId| self.landing(*field, read, medium) == Some(id);
                let declared = from[written].fields.iter().copied();
                same_number.into_iter().chain(declared).find(arrives)
            }
        }
    }

    /// Returns `true` if JSON and bytes deliver a field to different fields of the message `read`. The name then
    /// belongs to another number, so that one of the two results is wrong.
    pub(super) fn is_torn(self, id: FieldId, read: MessageId) -> bool {
        match (self.landing(id, read, WitnessEncoding::Wire), self.landing(id, read, WitnessEncoding::Json)) {
            (Some(by_number), Some(by_key)) => by_number != by_key,
            _ => false,
        }
    }

    /// Returns `true` if the name and the number of an enum value belong to different values of the reader.
    pub(super) fn is_value_torn(self, written: EnumId, number: i32, read: EnumId) -> bool {
        let mut by_name =
            names(self.from.schema(), written, number).filter_map(|name| self.to.value_by_name(read, name));
        by_name.any(|by_name| by_name != number) && self.to.value_name(read, number).is_some()
    }

    /// Returns `true` if two fields have neither name nor number in common.
    pub(super) fn are_strangers(self, written: FieldId, read: FieldId) -> bool {
        let from = self.from.schema();
        let to = self.to.schema();
        let written = &from[written];
        let read = &to[read];
        written.number != read.number && from.text(written.name) != to.text(read.name)
    }
}

/// Returns the names of a number, in the order of their declarations.
pub(super) fn names(schema: &Schema, id: EnumId, number: i32) -> impl Iterator<Item = &str> {
    let values = schema[id].values.iter().map(|&value| &schema[value]);
    values.filter(move |value| value.number == number).map(|value| schema.text(value.name))
}
