//! `google.api.HttpBody`: content of any type instead of JSON.

use protoward_dynamic::{Content, DynamicValue, Message};
use protoward_schema::{FieldId, MessageId, Schema};

const NAME: &str = "google.api.HttpBody";

/// The fields of the message.
pub(super) struct HttpBody {
    ty: MessageId,
    content_type: FieldId,
    data: FieldId,
}

impl HttpBody {
    /// Returns the fields, if `ty` is the message.
    pub(super) fn of(schema: &Schema, ty: MessageId) -> Option<Self> {
        let field = |name| {
            let is_it = |id: &&FieldId| schema.text(schema[**id].name) == name;
            schema[ty].fields.iter().find(is_it).copied()
        };
        let is_it = schema.text(schema[ty].full_name) == NAME;
        is_it.then_some(Self { ty, content_type: field("content_type")?, data: field("data")? })
    }

    /// Returns the content type and the bytes of a message.
    pub(super) fn read(&self, schema: &Schema, message: &Message) -> (String, Vec<u8>) {
        let bytes = |field: FieldId| match message.get(schema[field].number) {
            Some(Content::One(DynamicValue::Text(bytes) | DynamicValue::Bytes(bytes))) => bytes.clone(),
            _ => Vec::new(),
        };
        (String::from_utf8_lossy(&bytes(self.content_type)).into_owned(), bytes(self.data))
    }

    /// Returns the message for content.
    pub(super) fn message(&self, schema: &Schema, content_type: &str, data: &[u8]) -> Message {
        let mut message = Message::new(self.ty);
        if !content_type.is_empty() {
            let text = DynamicValue::Text(content_type.as_bytes().to_vec());
            message.set(schema[self.content_type].number, self.content_type, Content::One(text));
        }
        if !data.is_empty() {
            let bytes = DynamicValue::Bytes(data.to_vec());
            message.set(schema[self.data].number, self.data, Content::One(bytes));
        }
        message
    }
}
