//! Message sets: messages whose extensions are encoded as items with a number and a message.
//!
//! Source: the comment on `message_set_wire_format` in `descriptor.proto`.

use super::{Codec, Content, DecodeError, DynamicValue, Message};
use protoward_schema::wire::{self, WireReader, Writer};
use protoward_schema::{FieldId, FieldNumber};

const ITEM: u32 = 1;
const TYPE_ID: u32 = 2;
const MESSAGE: u32 = 3;

impl Codec<'_> {
    /// Decodes an item. Returns `false` if the field is not an item. The number may follow the message.
    pub(super) fn take_item(
        &self,
        message: &mut Message,
        field: wire::Field<'_>,
        depth: u32,
    ) -> Result<bool, DecodeError> {
        let wire::WireValue::Group(item) = field.value else { return Ok(false) };
        if field.number != ITEM {
            return Ok(false);
        }
        let mut number = None;
        let mut bytes = None::<Vec<u8>>;
        for part in WireReader::new(item) {
            let part = part.map_err(DecodeError::wire)?;
            match (part.number, part.value) {
                (TYPE_ID, wire::WireValue::Varint(value)) if number.is_none() => number = i32::try_from(value).ok(),
                (MESSAGE, wire::WireValue::Bytes(value)) => bytes.get_or_insert_default().extend_from_slice(value),
                _ => {}
            }
        }
        // Items without a number or message are ignored.
        let number = number.filter(|number| *number > 0).map(FieldNumber);
        let (Some(number), Some(bytes)) = (number, bytes) else { return Ok(true) };
        match self.field(message.ty, number) {
            Some(id) => self.merge_item(message, id, &bytes, depth).map_err(|error| error.inside(number))?,
            None => {
                let mut writer = Writer::default();
                writer.bytes(number.0.unsigned_abs(), &bytes);
                message.add_unknown(writer.as_bytes());
            }
        }
        Ok(true)
    }

    fn merge_item(&self, message: &mut Message, id: FieldId, bytes: &[u8], depth: u32) -> Result<(), DecodeError> {
        let Some(of) = self.schema[id].ty.message() else { return Ok(()) };
        let mut inner = match message.clear(self.schema[id].number) {
            Some(Content::One(DynamicValue::Message(before))) => before,
            _ => Message::new(of),
        };
        self.merge(&mut inner, bytes, depth + 1)?;
        self.put(message, id, Content::One(DynamicValue::Message(inner)));
        Ok(())
    }
}

/// Writes an item of a message set: the type id before the message, as protoc does.
pub(super) fn write_item(number: u32, writer: &mut Writer, message: impl FnOnce(&mut Writer)) {
    writer.group(ITEM, |item| {
        item.uint64(TYPE_ID, number.into());
        item.message(MESSAGE, message);
    });
}
