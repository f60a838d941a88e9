//! The JSON forms of well-known types: times, masks, wrappers, `Struct` and `Any`.

use super::super::{Codec, Content, DynamicValue, JsonError, Layout, MAX_DEPTH, Message};
use super::read::JsonReader;
use super::scalar::unfit;
use super::write::Writer;
use super::{UnknownKeys, go_time};
use protoward_protojson::{base64, mask_paths, time};
use protoward_schema::{EnumId, FieldId, FieldNumber, FieldType, MessageId};
use protoward_values::{Node, Tree, quoted};

type Result<T> = std::result::Result<T, JsonError>;

/// A well-known message with a special JSON form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SpecialMessage {
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

/// The field numbers of `Value`.
const NULL: FieldNumber = FieldNumber(1);
const NUMBER: FieldNumber = FieldNumber(2);
const STRING: FieldNumber = FieldNumber(3);
const BOOL: FieldNumber = FieldNumber(4);
const STRUCT: FieldNumber = FieldNumber(5);
const LIST: FieldNumber = FieldNumber(6);

impl SpecialMessage {
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
    pub(super) fn special(&self, ty: MessageId) -> Option<SpecialMessage> {
        SpecialMessage::of(self.schema.text(self.schema[ty].full_name))
    }

    fn any_type(&self, url: &str) -> Option<MessageId> {
        self.schema.find_message(url.rsplit('/').next()?)
    }

    /// Returns whether `null` is a value of this type.
    pub(super) fn is_null_type(&self, ty: FieldType) -> bool {
        match ty {
            FieldType::Message(of) => self.special(of) == Some(SpecialMessage::Value),
            FieldType::Enum(of) => self.is_null_value(of),
            FieldType::Scalar(_) | FieldType::Group(_) => false,
        }
    }

    pub(super) fn is_null_value(&self, id: EnumId) -> bool {
        self.schema.text(self.schema[id].full_name) == "google.protobuf.NullValue"
    }

    fn first_field(&self, ty: MessageId) -> Result<FieldId> {
        self.field(ty, FIRST).ok_or_else(strange)
    }
}

impl Writer<'_, '_> {
    pub(super) fn special(&mut self, special: SpecialMessage, message: &Message) -> Result<()> {
        let codec = self.codec;
        match special {
            SpecialMessage::Any => self.any(message)?,
            SpecialMessage::Timestamp | SpecialMessage::Duration => {
                let text = if special == SpecialMessage::Timestamp { time::timestamp } else { time::duration };
                let nanos = i32::try_from(int(message, SECOND)).ok();
                let text = nanos.and_then(|nanos| text(int(message, FIRST), nanos));
                self.out.push_str(&quoted(&text.ok_or_else(|| JsonError::new("the time is out of range"))?));
            }
            SpecialMessage::FieldMask => {
                let paths = many(message).iter().map(|path| mask_paths::to_camel(text(path)?));
                let paths: Option<Vec<_>> = paths.collect();
                let paths = paths.ok_or_else(|| JsonError::new("a path of the mask has no JSON form"))?;
                self.out.push_str(&quoted(&paths.join(",")));
            }
            SpecialMessage::Struct | SpecialMessage::ListValue => match message.get(FIRST) {
                Some(content) => self.content(codec.first_field(message.ty)?, content)?,
                None => self.out.push_str(if special == SpecialMessage::Struct { "{}" } else { "[]" }),
            },
            SpecialMessage::Value => self.dynamic_value(message)?,
            SpecialMessage::Wrapper => {
                let field = codec.first_field(message.ty)?;
                match message.get(FIRST) {
                    Some(Content::One(value)) => self.value(field, value)?,
                    _ => self.value(field, &codec.zero(field))?,
                }
            }
        }
        Ok(())
    }

    fn any(&mut self, message: &Message) -> Result<()> {
        let url = one(message, FIRST).and_then(text);
        let bytes = one(message, SECOND).and_then(bytes);
        let Some(url) = url.filter(|url| !url.is_empty()) else {
            if bytes.is_some_and(|bytes| !bytes.is_empty()) {
                return Err(JsonError::new("an `Any` with a value and no type has no JSON form"));
            }
            self.out.push_str("{}");
            return Ok(());
        };
        let start = self.out.len();
        let bytes = bytes.unwrap_or_default();
        match self.typed_any(url, bytes) {
            Err(_) if self.style.opaque_any => {
                self.out.truncate(start);
                let url = quoted(url);
                let value = quoted(&base64::encode(bytes));
                self.out.push_str(&format!("{{\"@type\":{url},\"value\":{value}}}"));
                Ok(())
            }
            written => written,
        }
    }

    fn typed_any(&mut self, url: &str, bytes: &[u8]) -> Result<()> {
        let ty = self.codec.any_type(url).ok_or_else(|| unknown_type(url))?;
        let inner = self.codec.decode_partial(ty, bytes);
        let inner = inner.map_err(|error| JsonError::new(format!("the value of the `Any` cannot be read: {error}")))?;
        self.out.push_str("{\"@type\":");
        self.out.push_str(&quoted(url));
        match self.codec.special(inner.ty) {
            Some(_) => {
                self.out.push_str(",\"value\":");
                self.message(&inner)?;
            }
            None => self.fields(&inner, false)?,
        }
        self.out.push('}');
        Ok(())
    }

    fn dynamic_value(&mut self, message: &Message) -> Result<()> {
        let Some((number, field, content)) = message.iter().next() else {
            return Err(JsonError::new("a `google.protobuf.Value` without a value has no JSON form"));
        };
        match content {
            Content::One(DynamicValue::Double(value)) if !value.is_finite() => {
                Err(JsonError::new(format!("a `google.protobuf.Value` cannot hold {value} in JSON")))
            }
            _ if number == NULL => {
                self.out.push_str("null");
                Ok(())
            }
            content => self.content(field, content),
        }
    }
}

impl JsonReader<'_, '_> {
    pub(super) fn special(
        &mut self,
        special: SpecialMessage,
        ty: MessageId,
        node: &Node,
        depth: u32,
    ) -> Result<Message> {
        let codec = self.codec;
        let unfit = || unfit(node, codec.schema.text(codec.schema[ty].full_name));
        let mut message = Message::new(ty);
        let is_yaml = self.unknown == UnknownKeys::RefuseInYaml;
        let is_by_fields = matches!(node.tree, Tree::Object(_))
            && matches!(
                special,
                SpecialMessage::Timestamp
                    | SpecialMessage::Duration
                    | SpecialMessage::FieldMask
                    | SpecialMessage::Wrapper
            );
        if is_yaml && is_by_fields {
            return self.fields(ty, node, depth, |_| false);
        }
        match special {
            SpecialMessage::Any => self.any(&mut message, node, depth)?,
            SpecialMessage::Timestamp | SpecialMessage::Duration => {
                let read = match special {
                    SpecialMessage::Timestamp => go_time::read_timestamp,
                    _ if is_yaml => go_time::read_any_duration,
                    _ => go_time::read_duration,
                };
                let (seconds, nanos) = node.string().and_then(read).ok_or_else(unfit)?;
                self.put_number(&mut message, FIRST, DynamicValue::Int(seconds));
                self.put_number(&mut message, SECOND, DynamicValue::Int(nanos.into()));
            }
            SpecialMessage::FieldMask => {
                let paths = mask_paths::paths(node.string().ok_or_else(unfit)?).ok_or_else(unfit)?;
                let paths = paths.into_iter().map(|path| DynamicValue::Text(path.into_bytes())).collect();
                message.set(FIRST, codec.first_field(ty)?, Content::Many(paths));
            }
            SpecialMessage::Struct | SpecialMessage::ListValue | SpecialMessage::Wrapper => {
                let field = codec.first_field(ty)?;
                if let Some(content) = self.content(field, node, depth + 1)? {
                    codec.put(&mut message, field, content);
                }
            }
            SpecialMessage::Value => {
                let number = match &node.tree {
                    Tree::Null => NULL,
                    Tree::Bool(_) => BOOL,
                    Tree::Number(_) => NUMBER,
                    Tree::String(_) => STRING,
                    Tree::Array(_) => LIST,
                    Tree::Object(_) => STRUCT,
                };
                let field = codec.field(ty, number).ok_or_else(strange)?;
                if let Some(content) = self.content(field, node, depth + 1)? {
                    codec.put(&mut message, field, content);
                }
            }
        }
        Ok(message)
    }

    fn any(&mut self, message: &mut Message, node: &Node, depth: u32) -> Result<()> {
        let Tree::Object(entries) = &node.tree else { return Err(unfit(node, "google.protobuf.Any")) };
        let mut types = entries.iter().filter(|(key, _)| key.text == "@type");
        let Some((_, url)) = types.next() else {
            let is_fine = entries.is_empty() || self.unknown.are_ignored();
            return if is_fine { Ok(()) } else { Err(JsonError::at(node.at, "an `Any` has no `@type`")) };
        };
        if let Some((key, _)) = types.next() {
            return Err(JsonError::at(key.at, "`@type` is there twice"));
        }
        let text = url.string().ok_or_else(|| unfit(url, "string"))?;
        let ty = self.codec.any_type(text).ok_or_else(|| unknown_type(text).placed(url.at))?;
        let inner = match self.codec.special(ty) {
            Some(_) => {
                let mut values = entries.iter().filter(|(key, _)| key.text == "value");
                let (_, value) = values.next().ok_or_else(|| JsonError::at(node.at, "an `Any` has no `value`"))?;
                if let Some((key, _)) = values.next() {
                    return Err(JsonError::at(key.at, "`value` is there twice"));
                }
                let strange = entries.iter().find(|(key, _)| !matches!(&*key.text, "@type" | "value"));
                if let Some((key, _)) = strange.filter(|_| !self.unknown.are_ignored()) {
                    return Err(JsonError::at(key.at, format!("`{}` is not allowed with `value`", key.text)));
                }
                self.message(ty, value, depth + 1)?
            }
            None if depth >= MAX_DEPTH => {
                return Err(JsonError::at(node.at, format!("messages are nested more than {MAX_DEPTH} deep")));
            }
            None => self.fields(ty, node, depth + 1, |key| key == "@type")?,
        };
        self.put_number(message, FIRST, DynamicValue::Text(text.as_bytes().to_vec()));
        let layout = if self.unknown.is_go() { Layout::Go } else { Layout::ByNumber };
        self.put_number(message, SECOND, DynamicValue::Bytes(self.codec.encode_as(&inner, layout)));
        Ok(())
    }

    fn put_number(&self, message: &mut Message, number: FieldNumber, value: DynamicValue) {
        if let Some(field) = self.codec.field(message.ty, number) {
            self.codec.put(message, field, Content::One(value));
        }
    }
}

fn unknown_type(url: &str) -> JsonError {
    JsonError {
        help: Some("give a schema that has it: what an `Any` holds is read by its type".to_owned()),
        ..JsonError::new(format!("the type `{url}` of an `Any` is not known"))
    }
}

/// Returns the error for a message with a well-known name and a different definition.
fn strange() -> JsonError {
    JsonError::new("the message is not what its name says")
}

fn one(message: &Message, number: FieldNumber) -> Option<&DynamicValue> {
    match message.get(number)? {
        Content::One(value) => Some(value),
        Content::Many(_) | Content::Map(_) => None,
    }
}

fn many(message: &Message) -> &[DynamicValue] {
    match message.get(FIRST) {
        Some(Content::Many(values)) => values,
        _ => &[],
    }
}

fn int(message: &Message, number: FieldNumber) -> i64 {
    match one(message, number) {
        Some(DynamicValue::Int(value)) => *value,
        _ => 0,
    }
}

fn text(value: &DynamicValue) -> Option<&str> {
    match value {
        DynamicValue::Text(text) => std::str::from_utf8(text).ok(),
        _ => None,
    }
}

fn bytes(value: &DynamicValue) -> Option<&[u8]> {
    match value {
        DynamicValue::Bytes(bytes) => Some(bytes),
        _ => None,
    }
}
