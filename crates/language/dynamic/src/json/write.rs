//! From messages to JSON text, without white space.

use std::borrow::Cow;

use super::super::{Codec, Content, Dialect, DynamicValue, JsonError, MAX_DEPTH, Message};
use super::scalar::key_text;
use super::{JsonStyle, scalar};
use protoward_schema::{Cardinality, FieldId, FieldType, MessageId, Presence, Shape};
use protoward_values::quoted;

type Result<T> = std::result::Result<T, JsonError>;

pub(super) fn write(codec: &Codec<'_>, message: &Message, style: JsonStyle) -> Result<String> {
    let mut writer = Writer { codec, style, out: String::new(), depth: 0 };
    writer.message(message)?;
    Ok(writer.out)
}

pub(super) fn write_content(codec: &Codec<'_>, id: FieldId, content: &Content) -> Result<String> {
    let mut writer = Writer { codec, style: JsonStyle::default(), out: String::new(), depth: 0 };
    writer.content(id, content)?;
    Ok(writer.out)
}

pub(super) struct Writer<'w, 'c> {
    pub(super) codec: &'w Codec<'c>,
    pub(super) style: JsonStyle,
    pub(super) out: String,
    depth: u32,
}

impl Writer<'_, '_> {
    /// Writes a message. Recurses as deeply as messages nest, including those in an `Any`.
    pub(super) fn message(&mut self, message: &Message) -> Result<()> {
        if self.depth > MAX_DEPTH {
            return Err(JsonError::new(format!("messages are nested more than {MAX_DEPTH} deep")));
        }
        self.depth += 1;
        let written = match self.codec.special(message.ty) {
            Some(special) => self.special(special, message),
            None => {
                self.out.push('{');
                let written = self.fields(message, true);
                self.out.push('}');
                written
            }
        };
        self.depth -= 1;
        written
    }

    /// Writes the fields of an object. `is_first` is `true` if nothing precedes them.
    pub(super) fn fields(&mut self, message: &Message, mut is_first: bool) -> Result<()> {
        for (id, content) in self.written_fields(message) {
            if !std::mem::take(&mut is_first) {
                self.out.push(',');
            }
            let key = if self.style.proto_names { self.codec.proto_key(id) } else { self.codec.json_key(id) };
            self.out.push_str(&quoted(&key));
            self.out.push(':');
            match content {
                Some(content) => self.content(id, content)?,
                None => self.unset(id)?,
            }
        }
        Ok(())
    }

    /// Returns the fields to write in order, without content if they are unset.
    fn written_fields<'m>(&self, message: &'m Message) -> Vec<(FieldId, Option<&'m Content>)> {
        let schema = self.codec.schema();
        let set = self.codec.in_order(message, Dialect::Buf).into_iter().map(|(id, content)| (id, Some(content)));
        if !self.style.unset_fields {
            return set.collect();
        }
        let fields = schema[message.ty].fields.iter().map(|&id| (id, message.get(schema[id].number)));
        let fields = fields.filter(|(id, content)| content.is_some() || schema[*id].oneof.is_none());
        fields.chain(set.filter(|(id, _)| schema[*id].is_extension())).collect()
    }

    /// Writes the default of a field.
    fn unset(&mut self, id: FieldId) -> Result<()> {
        let field = &self.codec.schema()[id];
        match self.codec.schema().shape(id) {
            Shape::Map { .. } => self.out.push_str("{}"),
            _ if field.cardinality == Cardinality::Repeated => self.out.push_str("[]"),
            _ if field.presence() == Presence::Implicit => return self.value(id, &self.codec.zero(id)),
            _ => self.out.push_str("null"),
        }
        Ok(())
    }

    pub(super) fn content(&mut self, id: FieldId, content: &Content) -> Result<()> {
        match content {
            Content::One(value) => self.value(id, value)?,
            Content::Many(values) => {
                self.out.push('[');
                for (index, value) in values.iter().enumerate() {
                    self.out.push_str(if index > 0 { "," } else { "" });
                    self.value(id, value)?;
                }
                self.out.push(']');
            }
            Content::Map(entries) => {
                let Shape::Map { value: half, .. } = self.codec.schema().shape(id) else {
                    return Err(JsonError::new("it is not a map"));
                };
                self.out.push('{');
                for (index, (key, value)) in entries.iter().enumerate() {
                    self.out.push_str(if index > 0 { "," } else { "" });
                    self.out.push_str(&quoted(&key_text(key)?));
                    self.out.push(':');
                    self.value(half, value)?;
                }
                self.out.push('}');
            }
        }
        Ok(())
    }

    pub(super) fn value(&mut self, id: FieldId, value: &DynamicValue) -> Result<()> {
        match (self.codec.schema()[id].ty, value) {
            (_, DynamicValue::Message(message)) => self.message(message)?,
            (FieldType::Enum(of), DynamicValue::Enum(_)) if self.codec.is_null_value(of) => self.out.push_str("null"),
            (FieldType::Enum(of), DynamicValue::Enum(number)) => {
                let name = if self.style.declared_values {
                    self.codec.value_name(of, *number).map(Cow::Borrowed)
                } else {
                    self.codec.json_value_name(of, *number)
                };
                match name.filter(|_| !self.style.enum_numbers) {
                    Some(name) => self.out.push_str(&quoted(&name)),
                    None => self.out.push_str(&number.to_string()),
                }
            }
            (FieldType::Scalar(scalar), value) => self.out.push_str(&scalar::write(scalar, value)?),
            _ => return Err(JsonError::new("the value is not of the type of its field")),
        }
        Ok(())
    }
}

impl Codec<'_> {
    /// Returns the JSON key of a field; for an extension, the full name in brackets.
    pub fn json_key(&self, id: FieldId) -> String {
        if self.schema[id].is_extension() {
            format!("[{}]", self.schema.full_name(id.into()))
        } else {
            self.schema.json_name(id)
        }
    }

    /// Returns the field of a message for a JSON key: the JSON name or declared name, or an extension in brackets.
    pub fn json_field(&self, message: MessageId, key: &str) -> Option<FieldId> {
        match key.strip_prefix('[').and_then(|key| key.strip_suffix(']')) {
            Some(name) => self.extension(name).filter(|&id| self.schema[id].containing() == message),
            None => self.keys(message).in_json(key),
        }
    }

    /// Returns the key of a field by declared name.
    fn proto_key(&self, id: FieldId) -> String {
        if self.schema[id].is_extension() { self.json_key(id) } else { self.text_name(id).to_owned() }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use protoward_compiler::{Compiler, MemoryTree};

    use super::super::{Codec, JsonStyle};

    /// Decodes a `M` and formats it as JSON.
    fn written(text: &str, bytes: &[u8], style: JsonStyle) -> String {
        let tree = MemoryTree::new([("a.proto", text)]);
        let schema = Compiler::new().resolver(tree).compile(["a.proto"]).unwrap().into_schema();
        let codec = Codec::new(&schema);
        let message = codec.decode(schema.find_message("M").unwrap(), bytes).unwrap();
        codec.to_json_as(&message, style).unwrap()
    }

    #[test]
    fn writes_unset_fields_as_go_does() {
        let text = "syntax = \"proto3\"; enum E { ZERO = 0; }
            message M {
              int64 number = 1; string text = 2; bytes data = 3; E kind = 4; M inner = 5; repeated int32 list = 6;
              map<string, M> map = 7; optional int32 maybe = 8; oneof choice { int32 one = 9; M other = 10; }
            }";
        let style = JsonStyle { unset_fields: true, ..JsonStyle::default() };
        let unset = "\"text\":\"\",\"data\":\"\",\"kind\":\"ZERO\",\"inner\":null,\"list\":[],\"map\":{}";
        assert_eq!(written(text, b"", style), format!("{{\"number\":\"0\",{unset}}}"));
        assert_eq!(written(text, b"\x08\x07\x40\x00", style), format!("{{\"number\":\"7\",{unset},\"maybe\":0}}"));
        let proto2 = "syntax = \"proto2\"; message M { optional int32 number = 1 [default = 7]; repeated M list = 2; }";
        assert_eq!(written(proto2, b"", style), "{\"number\":null,\"list\":[]}");
    }

    #[test]
    fn writes_the_bytes_of_an_any_that_cannot_be_read() {
        let text = "syntax = \"proto3\"; import \"google/protobuf/any.proto\"; message M { repeated google.protobuf.Any all = 1; int32 n = 2; }";
        let style = JsonStyle { opaque_any: true, ..JsonStyle::default() };
        // An unknown type, a message that is cut off, and one that can be read.
        let bytes = b"\x0a\x08\x0a\x03a/B\x12\x01\x08\x0a\x08\x0a\x03a/M\x12\x01\x10\x0a\x09\x0a\x03a/M\x12\x02\x10\x05\x10\x01";
        let expected = "{\"all\":[{\"@type\":\"a/B\",\"value\":\"CA==\"},{\"@type\":\"a/M\",\"value\":\"EA==\"},{\"@type\":\"a/M\",\"n\":5}],\"n\":1}";
        assert_eq!(written(text, bytes, style), expected);
    }
}
