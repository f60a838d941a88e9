//! Example messages: every field of a message has a value, and of each oneof one member.

use std::collections::BTreeMap;

use super::codec::Codec;
use super::message::{Content, DynamicValue, Key, Message};
use protoward_schema::{EnumId, FieldId, FieldNumber, FieldType, MessageId, OneofId, Scalar, Schema, Shape};
use protoward_values::{JsonError, parse_json, write_json};

/// The maximum nesting depth of messages. Deeper messages are empty.
const MAX_DEPTH: usize = 4;

/// The number of values after which further nested messages are empty.
const MAX_VALUES: usize = 120;

/// 2024-01-15T09:30:00Z
const SECONDS: i64 = 1_705_311_000;

/// Returns a message with a value for every field, and of each oneof one member. Deep and recursive messages are cut off.
///
/// ```
/// use protoward_compiler::{Compiler, MemoryTree};
/// use protoward_dynamic::{Codec, example};
///
/// let tree = MemoryTree::new([("a.proto", "syntax = \"proto3\"; message User { string name = 1; repeated int32 ids = 2; }")]);
/// let schema = Compiler::new().resolver(tree).compile(["a.proto"])?.into_schema();
/// let codec = Codec::new(&schema);
/// let message = example(&codec, schema.find_message("User").expect("it is declared"));
/// assert_eq!(codec.to_json(&message)?, r#"{"name":"name","ids":[1]}"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn example(codec: &Codec<'_>, ty: MessageId) -> Message {
    Sampler { codec, schema: codec.schema(), outer: Vec::new(), values: 0 }.message(ty)
}

/// Returns the [`example`] of a message as indented JSON.
///
/// # Errors
/// Returns an error if the message has no JSON form.
pub fn example_json(codec: &Codec<'_>, ty: MessageId) -> Result<String, JsonError> {
    let json = codec.to_json(&example(codec, ty))?;
    Ok(write_json(&parse_json(json.as_bytes())?))
}

struct Sampler<'c> {
    codec: &'c Codec<'c>,
    schema: &'c Schema,
    /// The types of the enclosing messages.
    outer: Vec<MessageId>,
    /// The number of values so far.
    values: usize,
}

impl Sampler<'_> {
    fn message(&mut self, ty: MessageId) -> Message {
        let mut message = Message::new(ty);
        if self.well_known(&mut message) {
            return message;
        }
        let is_full = self.values >= MAX_VALUES && !self.outer.is_empty();
        if is_full || self.outer.contains(&ty) || self.outer.len() >= MAX_DEPTH {
            return message;
        }
        self.outer.push(ty);
        let schema = self.schema;
        for &id in &schema[ty].fields {
            let is_first = |oneof: OneofId| schema[oneof].fields.first() == Some(&id);
            if schema[id].oneof.is_none_or(is_first) {
                let content = self.content(id);
                message.set(schema[id].number, id, content);
            }
        }
        self.outer.pop();
        message
    }

    fn content(&mut self, id: FieldId) -> Content {
        match self.schema.shape(id) {
            Shape::Single(_) => Content::One(self.value(id)),
            Shape::Repeated { .. } => Content::Many(vec![self.value(id)]),
            Shape::Map { key, value } => {
                let key = self.value(key).into_key().unwrap_or(Key::Bool(true));
                Content::Map(BTreeMap::from([(key, self.value(value))]))
            }
        }
    }

    fn value(&mut self, id: FieldId) -> DynamicValue {
        self.values += 1;
        let field = &self.schema[id];
        match field.ty {
            FieldType::Scalar(scalar) => scalar_value(scalar, self.schema.text(field.name)),
            FieldType::Enum(id) => DynamicValue::Enum(self.number(id)),
            FieldType::Message(ty) | FieldType::Group(ty) => DynamicValue::Message(self.message(ty)),
        }
    }

    /// Returns a number of an enum, preferably not zero, which usually stands for an unset field.
    fn number(&self, id: EnumId) -> i32 {
        let numbers = || self.schema[id].values.iter().map(|&value| self.schema[value].number);
        numbers().find(|&number| number != 0).or_else(|| numbers().next()).unwrap_or_default()
    }

    /// Fills a message with a special JSON form. Returns `false` for other messages.
    fn well_known(&self, message: &mut Message) -> bool {
        let full_name = self.schema.text(self.schema[message.ty].full_name);
        let text = |text: &str| DynamicValue::Text(text.as_bytes().to_vec());
        match full_name.strip_prefix("google.protobuf.") {
            Some("Timestamp") => self.put(message, 1, Content::One(DynamicValue::Int(SECONDS))),
            Some("Duration") => {
                self.put(message, 1, Content::One(DynamicValue::Int(90)));
                self.put(message, 2, Content::One(DynamicValue::Int(500_000_000)));
            }
            Some("FieldMask") => self.put(message, 1, Content::Many(vec![text("display_name")])),
            Some("Value") => self.put(message, 3, Content::One(text("value"))),
            Some("ListValue") => {
                if let Some(value) = self.nested(message.ty, 1) {
                    self.put(message, 1, Content::Many(vec![value]));
                }
            }
            Some("Struct") => {
                let entry = self.codec.field(message.ty, FieldNumber(1)).and_then(|id| self.schema[id].ty.message());
                if let Some(value) = entry.and_then(|entry| self.nested(entry, 2)) {
                    self.put(message, 1, Content::Map(BTreeMap::from([(Key::Text(b"key".to_vec()), value)])));
                }
            }
            // An `Any` in JSON needs a type that the schema declares.
            Some("Any") => {
                let ty = self.outer.first().unwrap_or(&message.ty);
                let url = format!("type.googleapis.com/{}", self.schema.text(self.schema[*ty].full_name));
                self.put(message, 1, Content::One(text(&url)));
            }
            _ => return false,
        }
        true
    }

    fn put(&self, message: &mut Message, number: i32, content: Content) {
        if let Some(id) = self.codec.field(message.ty, FieldNumber(number)) {
            message.set(FieldNumber(number), id, content);
        }
    }

    /// Returns the message in a field of a well-known type.
    fn nested(&self, ty: MessageId, number: i32) -> Option<DynamicValue> {
        let field = self.codec.field(ty, FieldNumber(number))?;
        let mut message = Message::new(self.schema[field].ty.message()?);
        self.put(&mut message, 3, Content::One(DynamicValue::Text(b"value".to_vec())));
        Some(DynamicValue::Message(message))
    }
}

fn scalar_value(scalar: Scalar, name: &str) -> DynamicValue {
    let words = || name.replace('_', " ").into_bytes();
    match scalar {
        Scalar::Double => DynamicValue::Double(1.5),
        Scalar::Float => DynamicValue::Float(1.5),
        Scalar::Int32 | Scalar::Int64 | Scalar::Sint32 | Scalar::Sint64 | Scalar::Sfixed32 | Scalar::Sfixed64 => {
            DynamicValue::Int(1)
        }
        Scalar::Uint32 | Scalar::Uint64 | Scalar::Fixed32 | Scalar::Fixed64 => DynamicValue::Uint(1),
        Scalar::Bool => DynamicValue::Bool(true),
        Scalar::String => DynamicValue::Text(words()),
        Scalar::Bytes => DynamicValue::Bytes(words()),
    }
}
