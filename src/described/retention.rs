//! Takes options that are meant for the source only out of descriptors.

use std::collections::HashMap;

use super::options::{message_named, vocabulary};
use crate::schema::{Field, FieldId, MessageId, Schema};
use crate::wire::{self, Reader, Value, Writer};

/// The number of `retention` in `FieldOptions`, and its value for what only the source keeps.
const RETENTION: u32 = 17;
const SOURCE: u64 = 2;

/// How deep messages in messages are looked into: 64 levels of declarations, and as many in options.
const DEEPEST: u32 = 128;

/// The fields of descriptors and of their options, by message and number.
pub(super) struct Retention<'s> {
    schema: &'s Schema,
    fields: HashMap<(MessageId, u32), FieldId>,
    file: Option<MessageId>,
}

impl<'s> Retention<'s> {
    /// The extensions of a schema are custom options.
    pub(super) fn new(schema: &'s Schema) -> Self {
        const FILE: &str = "google.protobuf.FileDescriptorProto";
        // Without `descriptor.proto` there are no custom options, and the built-in one knows the others.
        let schema = if message_named(schema, FILE).is_some() { schema } else { vocabulary() };
        let key = |(id, field): (FieldId, &Field)| ((field.containing(), field.number.0.cast_unsigned()), id);
        Self { schema, fields: schema.fields.iter().map(key).collect(), file: message_named(schema, FILE) }
    }

    /// The bytes of a file without such options; `None` where it has none.
    pub(super) fn stripped(&self, file: &[u8]) -> Option<Vec<u8>> {
        let left = self.left(self.file?, file, 0);
        (left != file).then_some(left)
    }

    /// What is left of a message.
    fn left(&self, message: MessageId, bytes: &[u8], depth: u32) -> Vec<u8> {
        let mut writer = Writer::default();
        for found in Reader::new(bytes).map_while(Result::ok) {
            let field = self.fields.get(&(message, found.number)).map(|&id| &self.schema[id]);
            if field.is_some_and(is_for_source) {
                continue;
            }
            let inner = field.and_then(|field| field.ty.message()).filter(|_| depth < DEEPEST);
            match (found.value, inner) {
                (Value::Bytes(bytes), Some(inner)) => {
                    let left = self.left(inner, bytes, depth + 1);
                    // Options of which nothing is left go away; a message in options stays.
                    if !left.is_empty() || bytes.is_empty() || !self.is_options(inner) {
                        writer.bytes(found.number, &left);
                    }
                }
                _ => writer.raw(found.raw),
            }
        }
        writer.into_bytes()
    }

    fn is_options(&self, message: MessageId) -> bool {
        let name = self.schema.text(self.schema[message].full_name);
        name.strip_prefix("google.protobuf.").is_some_and(|name| name.ends_with("Options"))
    }
}

fn is_for_source(field: &Field) -> bool {
    let options = Reader::new(field.options.bytes().unwrap_or_default()).map_while(Result::ok);
    let retention = options.filter(|option: &wire::Field<'_>| option.number == RETENTION).last();
    retention.is_some_and(|option| option.value == Value::Varint(SOURCE))
}
