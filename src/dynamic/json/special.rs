//! Messages that JSON writes in ways of their own.

use serde_json::Value as Json;

use super::super::{Codec, Content, JsonError, Key, Message, Value};
use super::scalar::{quoted, unfit};
use super::{UnknownKeys, field_mask, time};
use crate::schema::{FieldId, FieldNumber, MessageId, Shape};

type Result<T> = std::result::Result<T, JsonError>;

/// A message of `google.protobuf` with a JSON form of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Special {
    Any,
    Timestamp,
    Duration,
    FieldMask,
    Struct,
    Value,
    ListValue,
    Wrapper,
}

const FIRST: FieldNumber = FieldNumber(1);
const SECOND: FieldNumber = FieldNumber(2);

/// Numbers of the members of `Value`.
const NULL: FieldNumber = FieldNumber(1);
const NUMBER: FieldNumber = FieldNumber(2);
const STRING: FieldNumber = FieldNumber(3);
const BOOL: FieldNumber = FieldNumber(4);
const STRUCT: FieldNumber = FieldNumber(5);
const LIST: FieldNumber = FieldNumber(6);

impl Special {
    pub(super) fn of(full_name: &str) -> Option<Self> {
        Some(match full_name.strip_prefix("google.protobuf.")? {
            "Any" => Self::Any,
            "Timestamp" => Self::Timestamp,
            "Duration" => Self::Duration,
            "FieldMask" => Self::FieldMask,
            "Struct" => Self::Struct,
            "Value" => Self::Value,
            "ListValue" => Self::ListValue,
            "DoubleValue" | "FloatValue" | "Int64Value" | "UInt64Value" | "Int32Value" | "UInt32Value"
            | "BoolValue" | "StringValue" | "BytesValue" => Self::Wrapper,
            _ => return None,
        })
    }
}

impl Codec<'_> {
    pub(super) fn special(&self, ty: MessageId) -> Option<Special> {
        Special::of(self.schema.text(self.schema[ty].full_name))
    }

    pub(super) fn write_special(&self, special: Special, message: &Message, out: &mut String) -> Result<()> {
        match special {
            Special::Any => self.write_any(message, out)?,
            Special::Timestamp | Special::Duration => {
                let text = if special == Special::Timestamp { time::timestamp } else { time::duration };
                let nanos = i32::try_from(int(message, SECOND)).ok();
                let text = nanos.and_then(|nanos| text(int(message, FIRST), nanos));
                out.push_str(&quoted(&text.ok_or_else(|| JsonError::new("the time is out of range"))?));
            }
            Special::FieldMask => {
                let paths = many(message).iter().map(|path| field_mask::to_camel(text(path)?));
                let paths: Option<Vec<_>> = paths.collect();
                let paths = paths.ok_or_else(|| JsonError::new("a path of the mask has no JSON form"))?;
                out.push_str(&quoted(&paths.join(",")));
            }
            Special::Struct | Special::ListValue => match self.first_field(message.ty) {
                Some(field) => self.write_content_or_empty(field, message, special == Special::Struct, out)?,
                None => return Err(strange()),
            },
            Special::Value => self.write_value_message(message, out)?,
            Special::Wrapper => {
                let field = self.first_field(message.ty).ok_or_else(strange)?;
                let value = match message.get(FIRST) {
                    Some(Content::One(value)) => value.clone(),
                    _ => self.zero(field),
                };
                self.write_value_json(field, &value, out)?;
            }
        }
        Ok(())
    }

    fn first_field(&self, ty: MessageId) -> Option<FieldId> {
        self.field(ty, FIRST)
    }

    fn write_content_or_empty(&self, field: FieldId, message: &Message, is_map: bool, out: &mut String) -> Result<()> {
        match message.get(FIRST) {
            Some(content) => self.write_content_json(field, content, out),
            None => {
                out.push_str(if is_map { "{}" } else { "[]" });
                Ok(())
            }
        }
    }

    fn write_any(&self, message: &Message, out: &mut String) -> Result<()> {
        let (url, bytes) = (one(message, FIRST).and_then(text), one(message, SECOND).and_then(bytes));
        let Some(url) = url.filter(|url| !url.is_empty()) else {
            if bytes.is_some() {
                return Err(JsonError::new("an `Any` with a value and no type has no JSON form"));
            }
            out.push_str("{}");
            return Ok(());
        };
        let inner = self.decode_partial(self.any_type(url)?, bytes.unwrap_or_default());
        let inner = inner.map_err(|error| JsonError::new(format!("the value of the `Any` cannot be read: {error}")))?;
        out.push_str("{\"@type\":");
        out.push_str(&quoted(url));
        match self.special(inner.ty) {
            Some(special) => {
                out.push_str(",\"value\":");
                self.write_special(special, &inner, out)?;
            }
            None => self.write_fields_json(&inner, false, out)?,
        }
        out.push('}');
        Ok(())
    }

    fn any_type(&self, url: &str) -> Result<MessageId> {
        let name = url.rsplit_once('/').map(|(_, name)| name);
        match name.and_then(|name| self.schema.find(name)) {
            Some(crate::schema::Element::Message(id)) => Ok(id),
            _ => Err(JsonError::new(format!("the type `{url}` of an `Any` is not known"))),
        }
    }

    fn write_value_message(&self, message: &Message, out: &mut String) -> Result<()> {
        let Some((number, field, content)) = message.iter().next() else {
            return Err(JsonError::new("a `google.protobuf.Value` without a value has no JSON form"));
        };
        match content {
            Content::One(Value::Double(value)) if !value.is_finite() => {
                Err(JsonError::new(format!("a `google.protobuf.Value` cannot hold {value} in JSON")))
            }
            _ if number == NULL => {
                out.push_str("null");
                Ok(())
            }
            content => self.write_content_json(field, content, out),
        }
    }

    pub(super) fn read_special(
        &self,
        special: Special,
        ty: MessageId,
        json: &Json,
        unknown: UnknownKeys,
        depth: u32,
    ) -> Result<Message> {
        let mut message = Message::new(ty);
        match special {
            Special::Any => self.read_any(&mut message, json, unknown, depth)?,
            Special::Timestamp | Special::Duration => {
                let read = if special == Special::Timestamp { time::read_timestamp } else { time::read_duration };
                let text = json.as_str().and_then(read);
                let (seconds, nanos) = text.ok_or_else(|| unfit(json, self.schema.text(self.schema[ty].full_name)))?;
                self.put_number(&mut message, FIRST, Value::Int(seconds));
                self.put_number(&mut message, SECOND, Value::Int(nanos.into()));
            }
            Special::FieldMask => {
                let text = json.as_str().ok_or_else(|| unfit(json, "google.protobuf.FieldMask"))?;
                let paths = text.split(',').filter(|path| !path.is_empty());
                let paths = paths.map(|path| field_mask::to_snake(path).map(|path| Value::Text(path.into_bytes())));
                let paths: Option<Vec<_>> = paths.collect();
                let paths = paths.ok_or_else(|| unfit(json, "google.protobuf.FieldMask"))?;
                let field = self.first_field(ty).ok_or_else(strange)?;
                message.set(FIRST, field, Content::Many(paths));
            }
            Special::Struct | Special::ListValue | Special::Wrapper => {
                let field = self.first_field(ty).ok_or_else(strange)?;
                if let Some(content) = self.read_content_json(field, json, unknown, depth + 1)? {
                    self.put(&mut message, field, content);
                }
            }
            Special::Value => {
                let number = match json {
                    Json::Null => NULL,
                    Json::Bool(_) => BOOL,
                    Json::Number(_) => NUMBER,
                    Json::String(_) => STRING,
                    Json::Array(_) => LIST,
                    Json::Object(_) => STRUCT,
                };
                let field = self.field(ty, number).ok_or_else(strange)?;
                if let Some(content) = self.read_content_json(field, json, unknown, depth + 1)? {
                    self.put(&mut message, field, content);
                }
            }
        }
        Ok(message)
    }

    fn read_any(&self, message: &mut Message, json: &Json, unknown: UnknownKeys, depth: u32) -> Result<()> {
        let object = json.as_object().ok_or_else(|| unfit(json, "google.protobuf.Any"))?;
        let Some(url) = object.get("@type") else {
            return if object.is_empty() { Ok(()) } else { Err(JsonError::new("an `Any` has no `@type`")) };
        };
        let url = url.as_str().ok_or_else(|| unfit(url, "string"))?;
        let ty = self.any_type(url)?;
        let inner = match self.special(ty) {
            Some(special) => {
                let value = object.get("value").ok_or_else(|| JsonError::new("an `Any` has no `value`"))?;
                self.read_special(special, ty, value, unknown, depth + 1)?
            }
            None => {
                let mut fields = object.clone();
                fields.remove("@type");
                self.read_json(ty, &Json::Object(fields), unknown, depth + 1)?
            }
        };
        self.put_number(message, FIRST, Value::Text(url.as_bytes().to_vec()));
        self.put_number(message, SECOND, Value::Bytes(self.encode(&inner)));
        Ok(())
    }

    fn put_number(&self, message: &mut Message, number: FieldNumber, value: Value) {
        if let Some(field) = self.field(message.ty, number) {
            self.put(message, field, Content::One(value));
        }
    }

    /// Whether a field of this type has a meaning for `null`.
    pub(super) fn takes_null(&self, id: FieldId) -> bool {
        let is_single = matches!(self.schema.shape(id), Shape::Single(_));
        match self.schema[id].ty {
            crate::schema::FieldType::Message(of) => is_single && self.special(of) == Some(Special::Value),
            crate::schema::FieldType::Enum(of) => is_single && self.is_null_value(of),
            _ => false,
        }
    }

    pub(super) fn is_null_value(&self, id: crate::schema::EnumId) -> bool {
        self.schema.text(self.schema[id].full_name) == "google.protobuf.NullValue"
    }
}

/// A message by the name of a well-known one that is another one.
fn strange() -> JsonError {
    JsonError::new("the message is not what its name says")
}

fn one(message: &Message, number: FieldNumber) -> Option<&Value> {
    match message.get(number)? {
        Content::One(value) => Some(value),
        Content::Many(_) | Content::Map(_) => None,
    }
}

fn many(message: &Message) -> &[Value] {
    match message.get(FIRST) {
        Some(Content::Many(values)) => values,
        _ => &[],
    }
}

fn int(message: &Message, number: FieldNumber) -> i64 {
    match one(message, number) {
        Some(Value::Int(value)) => *value,
        _ => 0,
    }
}

fn text(value: &Value) -> Option<&str> {
    match value {
        Value::Text(text) => std::str::from_utf8(text).ok(),
        _ => None,
    }
}

fn bytes(value: &Value) -> Option<&[u8]> {
    match value {
        Value::Bytes(bytes) => Some(bytes),
        _ => None,
    }
}

/// The key of a map as JSON has it: always a string.
pub(super) fn key_text(key: &Key) -> Result<String> {
    Ok(match key {
        Key::Int(value) => value.to_string(),
        Key::Uint(value) => value.to_string(),
        Key::Bool(value) => value.to_string(),
        Key::Text(text) => match std::str::from_utf8(text) {
            Ok(text) => text.to_owned(),
            Err(_) => return Err(JsonError::new("JSON cannot hold text that is not UTF-8")),
        },
    })
}
