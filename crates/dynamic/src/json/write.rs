use super::super::{Codec, Content, Dialect, DynamicValue, JsonError, MAX_DEPTH, Message};
use super::scalar::key_text;
use super::{JsonStyle, scalar};
use protoward_schema::{FieldId, FieldType, MessageId, Shape};
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
        for (id, content) in self.codec.in_order(message, Dialect::Buf) {
            if !std::mem::take(&mut is_first) {
                self.out.push(',');
            }
            let key = if self.style.proto_names { self.codec.proto_key(id) } else { self.codec.json_key(id) };
            self.out.push_str(&quoted(&key));
            self.out.push(':');
            self.content(id, content)?;
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
                    return Err(JsonError::new("it is no map"));
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
                match self.codec.value_name(of, *number).filter(|_| !self.style.enum_numbers) {
                    Some(name) => self.out.push_str(&quoted(name)),
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
        match self.schema[id].is_extension() {
            true => format!("[{}]", self.schema.full_name(id.into())),
            false => self.schema.json_name(id),
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
        match self.schema[id].is_extension() {
            true => self.json_key(id),
            false => self.text_name(id).to_owned(),
        }
    }
}
