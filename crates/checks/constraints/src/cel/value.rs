//! Values of messages, as expressions see them.

use protoward_cel::{Object, times};
use protoward_dynamic::{Codec, Content, DynamicValue, Key, Message};
use protoward_schema::{FieldId, FieldType, MessageId, Scalar, Schema, Shape};
use std::sync::Arc;

/// A value of an expression.
pub type Value = protoward_cel::Value<MessageObject>;

/// A message with its full name.
#[derive(Clone, Debug, PartialEq)]
pub struct MessageObject {
    /// The message.
    pub message: Arc<Message>,
    name: Arc<str>,
}

impl Object for MessageObject {
    fn type_name(&self) -> &str {
        &self.name
    }
}

/// Reads values of messages, with the types that the schema has for their fields.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'a> {
    /// The schema of the messages.
    pub schema: &'a Schema,
    /// The codec of the schema.
    pub codec: &'a Codec<'a>,
}

impl Reading<'_> {
    /// Returns a field of a message, or its default if it is not set.
    pub fn field(self, message: &Message, id: FieldId) -> Value {
        match message.get(self.schema[id].number) {
            Some(Content::One(value)) => self.value(value),
            Some(Content::Many(values)) => Value::list(values.iter().map(|value| self.value(value)).collect()),
            Some(Content::Map(entries)) => {
                let entry = |(key, value): (&Key, &DynamicValue)| {
                    (self.value(&DynamicValue::from(key.clone())), self.value(value))
                };
                Value::Map(Arc::new(entries.iter().map(entry).collect()))
            }
            None => self.default(id),
        }
    }

    fn default(self, id: FieldId) -> Value {
        match self.schema.shape(id) {
            Shape::Repeated { .. } => Value::list(Vec::new()),
            Shape::Map { .. } => Value::Map(Arc::default()),
            Shape::Single(_) => match self.schema[id].ty {
                FieldType::Message(ty) | FieldType::Group(ty) if self.is_wrapper(ty) => Value::Null,
                FieldType::Message(ty) | FieldType::Group(ty) => self.message(&Message::new(ty)),
                FieldType::Enum(_) => Value::Int(0),
                FieldType::Scalar(scalar) => zero(scalar),
            },
        }
    }

    fn is_wrapper(self, ty: MessageId) -> bool {
        let name = self.schema.text(self.schema[ty].full_name);
        name.starts_with("google.protobuf.") && name.ends_with("Value") && name != "google.protobuf.ListValue"
    }

    /// Converts a value of a field.
    pub fn value(self, value: &DynamicValue) -> Value {
        match value {
            DynamicValue::Double(value) => Value::Double(*value),
            DynamicValue::Float(value) => Value::Double(f64::from(*value)),
            DynamicValue::Int(value) => Value::Int(*value),
            DynamicValue::Uint(value) => Value::Uint(*value),
            DynamicValue::Bool(value) => Value::Bool(*value),
            DynamicValue::Text(text) => String::from_utf8_lossy(text).as_ref().into(),
            DynamicValue::Bytes(bytes) => Value::Bytes(Arc::from(bytes.as_slice())),
            DynamicValue::Enum(number) => Value::Int(i64::from(*number)),
            DynamicValue::Message(message) => self.message(message),
        }
    }

    /// Returns a message as an object.
    pub fn object(self, message: &Message) -> Value {
        let name = self.schema.text(self.schema[message.ty].full_name).into();
        Value::Object(MessageObject { message: Arc::new(message.clone()), name })
    }

    /// Converts a message. Well-known types are not messages to expressions.
    pub fn message(self, message: &Message) -> Value {
        let schema = self.schema;
        let name = schema.text(schema[message.ty].full_name);
        let part = |name: &str| {
            let field = super::field_types::field(schema, message.ty, name)?;
            Some(self.field(message, field))
        };
        let number = |name: &str| match part(name) {
            Some(Value::Int(value)) => value,
            _ => 0,
        };
        match name {
            "google.protobuf.Duration" => Value::Duration(times::duration(number("seconds"), number("nanos"))),
            "google.protobuf.Timestamp" => Value::Timestamp(times::nanoseconds(number("seconds"), number("nanos"))),
            _ if self.is_wrapper(message.ty) && name != "google.protobuf.Value" => part("value").unwrap_or(Value::Null),
            _ => self.object(message),
        }
    }
}

fn zero(scalar: Scalar) -> Value {
    match scalar {
        Scalar::Double | Scalar::Float => Value::Double(0.0),
        Scalar::Int32 | Scalar::Int64 | Scalar::Sint32 | Scalar::Sint64 | Scalar::Sfixed32 | Scalar::Sfixed64 => {
            Value::Int(0)
        }
        Scalar::Uint32 | Scalar::Uint64 | Scalar::Fixed32 | Scalar::Fixed64 => Value::Uint(0),
        Scalar::Bool => Value::Bool(false),
        Scalar::String => "".into(),
        Scalar::Bytes => Value::Bytes(Arc::from(&[][..])),
    }
}
