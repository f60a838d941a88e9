//! Formatting of messages: one line per value, with two spaces per level.

use std::borrow::Cow;

use super::unknown::{self, INDENT};
use super::{Dialect, scalar};
use crate::{Codec, Content, DynamicValue, Message, digits};
use protoward_schema::{FieldId, FieldNumber, FieldType, Shape};

/// Maximum nesting depth of decoded `Any`s, because each level is decoded and stored again.
const MAX_ANYS: usize = 100;

pub(super) fn write(codec: &Codec<'_>, message: &Message, dialect: Dialect) -> String {
    let mut writer = Writer { codec, dialect, out: String::new(), indent: 0 };
    writer.message(message);
    writer.out
}

struct Writer<'c> {
    codec: &'c Codec<'c>,
    dialect: Dialect,
    out: String,
    indent: usize,
}

/// The key or value of a map entry.
struct EntryHalf<'a> {
    field: FieldId,
    value: &'a DynamicValue,
}

impl Writer<'_> {
    fn message(&mut self, message: &Message) {
        if self.dialect == Dialect::Buf && self.any(message) {
            return;
        }
        for (id, content) in self.codec.in_order(message, self.dialect) {
            self.field(id, content);
        }
        // Go omits unknown fields.
        if self.dialect == Dialect::Protoc {
            unknown::write(message.unknown(), self.indent, &mut self.out);
        }
    }

    fn field(&mut self, id: FieldId, content: &Content) {
        let name = self.name(id);
        match (content, self.codec.schema().shape(id)) {
            (Content::One(value), _) => self.value(&name, id, value),
            (Content::Many(values), Shape::Map { .. }) => {
                for entry in self.codec.sorted(values) {
                    self.entry(&name, id, entry);
                }
            }
            (Content::Many(values), _) => values.iter().for_each(|value| self.value(&name, id, value)),
            (Content::Map(entries), Shape::Map { key, value }) => {
                for (of, held) in entries {
                    self.halves(
                        &name,
                        EntryHalf { field: key, value: &of.clone().into() },
                        EntryHalf { field: value, value: held },
                    );
                }
            }
            (Content::Map(_), _) => {}
        }
    }

    fn name(&self, id: FieldId) -> String {
        let schema = self.codec.schema();
        match schema[id].ty.message() {
            _ if !schema[id].is_extension() => self.codec.text_name(id).to_owned(),
            Some(of) if self.codec.is_named_by_type(id) => format!("[{}]", schema.text(schema[of].full_name)),
            _ => format!("[{}]", schema.full_name(id.into())),
        }
    }

    /// Writes a map entry that is kept as a message, including a missing key or value.
    fn entry(&mut self, name: &str, id: FieldId, entry: &Message) {
        let Shape::Map { key, value } = self.codec.schema().shape(id) else { return };
        let half = |field: FieldId| match entry.get(self.codec.schema()[field].number) {
            Some(Content::One(value)) => Cow::Borrowed(value),
            _ => Cow::Owned(self.codec.zero(field)),
        };
        let of = half(key).into_owned();
        let held = half(value);
        let Some(of) = of.into_key() else { return };
        self.halves(name, EntryHalf { field: key, value: &of.into() }, EntryHalf { field: value, value: &held });
    }

    fn halves(&mut self, name: &str, key: EntryHalf<'_>, value: EntryHalf<'_>) {
        self.open(name);
        self.value("key", key.field, key.value);
        self.value("value", value.field, value.value);
        self.close();
    }

    fn value(&mut self, name: &str, id: FieldId, value: &DynamicValue) {
        if let DynamicValue::Message(message) = value {
            self.nested(name, message);
            return;
        }
        self.start(name);
        self.out.push_str(": ");
        let is_go = self.dialect == Dialect::Buf;
        let text = match value {
            DynamicValue::Double(value) if is_go => digits::go_text(*value),
            DynamicValue::Float(value) if is_go => digits::go_text(*value),
            DynamicValue::Double(value) => digits::protoc_double(*value),
            DynamicValue::Float(value) => digits::protoc_float(*value),
            DynamicValue::Int(value) => value.to_string(),
            DynamicValue::Uint(value) => value.to_string(),
            DynamicValue::Bool(value) => value.to_string(),
            DynamicValue::Enum(number) => self.enum_value(id, *number),
            DynamicValue::Text(bytes) | DynamicValue::Bytes(bytes) => {
                let quote = if is_go { scalar::readable } else { scalar::octal };
                quote(bytes, &mut self.out);
                String::new()
            }
            DynamicValue::Message(_) => String::new(),
        };
        self.out.push_str(&text);
        self.out.push('\n');
    }

    fn enum_value(&self, id: FieldId, number: i32) -> String {
        let name = match self.codec.schema()[id].ty {
            FieldType::Enum(of) => self.codec.value_name(of, number),
            _ => None,
        };
        name.map_or_else(|| number.to_string(), str::to_owned)
    }

    fn nested(&mut self, name: &str, message: &Message) {
        let is_short = self.dialect == Dialect::Buf && message.iter().next().is_none();
        if is_short {
            self.start(name);
            self.out.push_str(": {}\n");
            return;
        }
        self.open(name);
        self.message(message);
        self.close();
    }

    fn start(&mut self, name: &str) {
        self.out.extend(std::iter::repeat_n(' ', self.indent));
        self.out.push_str(name);
    }

    fn open(&mut self, name: &str) {
        self.start(name);
        self.out.push_str(if self.dialect == Dialect::Buf { ": {\n" } else { " {\n" });
        self.indent += INDENT;
    }

    fn close(&mut self) {
        self.indent -= INDENT;
        self.start("}\n");
    }

    /// Writes an `Any` as its message if it can be decoded.
    fn any(&mut self, message: &Message) -> bool {
        if !self.codec.is_any(message.ty) || self.indent >= INDENT * MAX_ANYS {
            return false;
        }
        let of = |number: i32| match message.get(FieldNumber(number)) {
            Some(Content::One(DynamicValue::Text(bytes) | DynamicValue::Bytes(bytes))) => &bytes[..],
            _ => &[],
        };
        let Ok(url) = std::str::from_utf8(of(1)) else { return false };
        let name = url.rsplit('/').next().unwrap_or_default();
        let Some(ty) = self.codec.schema().find_message(name) else { return false };
        let Ok(inner) = self.codec.decode_partial(ty, of(2)) else { return false };
        self.nested(&format!("[{url}]"), &inner);
        true
    }
}
