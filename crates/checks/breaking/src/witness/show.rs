//! Readable forms of names and values in witnesses, shortened where they are long.

use super::landing::names;
use protoward_dynamic::{Codec, Content, DynamicValue, Message};
use protoward_schema::wire::{self, WireReader};
use protoward_schema::{FieldId, FieldType, Shape};

/// Maximum length of displayed text.
const LONGEST: usize = 60;
/// Maximum number of displayed values; the others are counted.
const MOST: usize = 8;

/// Returns the name of a field; for an extension the full name in brackets.
pub(super) fn name(codec: &Codec<'_>, id: FieldId) -> String {
    let schema = codec.schema();
    if schema[id].is_extension() {
        format!("[{}]", schema.full_name(id.into()))
    } else {
        schema.text(schema[id].name).to_owned()
    }
}

/// Formats the content of a field.
pub(super) fn content(codec: &Codec<'_>, id: FieldId, content: &Content) -> String {
    match content {
        Content::One(one) => value(codec, id, one),
        Content::Many(many) => format!("[{}]", list(many.iter().map(|one| value(codec, id, one)))),
        Content::Map(entries) => {
            let Shape::Map { key: key_field, value: half } = codec.schema().shape(id) else { return String::new() };
            let entry = |key: DynamicValue, one: &DynamicValue| {
                format!("{}: {}", value(codec, key_field, &key), value(codec, half, one))
            };
            format!("{{{}}}", list(entries.iter().map(|(key, one)| entry(key.clone().into(), one))))
        }
    }
}

fn list(items: impl ExactSizeIterator<Item = String>) -> String {
    let count = items.len();
    let mut shown: Vec<_> = items.take(MOST).collect();
    if count > MOST {
        shown.push(format!("and {} more", count - MOST));
    }
    shown.join(", ")
}

fn value(codec: &Codec<'_>, id: FieldId, value: &DynamicValue) -> String {
    match value {
        DynamicValue::Double(value) => format!("{value:?}"),
        DynamicValue::Float(value) => format!("{value:?}"),
        DynamicValue::Int(value) => value.to_string(),
        DynamicValue::Uint(value) => value.to_string(),
        DynamicValue::Bool(value) => value.to_string(),
        DynamicValue::Text(bytes) | DynamicValue::Bytes(bytes) => text(bytes),
        DynamicValue::Enum(number) => match codec.schema()[id].ty {
            FieldType::Enum(of) => named(codec, of, *number),
            _ => number.to_string(),
        },
        DynamicValue::Message(message) => self::message(codec, message),
    }
}

/// Formats an enum value as "ACTIVE (1)" with all of its names, or as the number alone.
fn named(codec: &Codec<'_>, of: protoward_schema::EnumId, number: i32) -> String {
    let schema = codec.schema();
    let names: Vec<_> = names(schema, of, number).collect();
    match &names[..] {
        [_, ..] => format!("{} ({number})", names.join(" or ")),
        [] => format!("{number}, which `{}` does not name", schema.text(schema[of].full_name)),
    }
}

fn message(codec: &Codec<'_>, message: &Message) -> String {
    let mut fields: Vec<_> =
        message.iter().map(|(_, id, inner)| format!("{} = {}", name(codec, id), content(codec, id, inner))).collect();
    fields.extend(unknown(message.unknown()).into_iter().map(|(number, value)| format!("unknown {number} = {value}")));
    if fields.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", fields.join(", ")) }
}

/// Formats text in quotes; invalid UTF-8 is escaped byte by byte.
pub(super) fn text(bytes: &[u8]) -> String {
    let shown = match std::str::from_utf8(bytes) {
        Ok(text) => text.escape_debug().to_string(),
        Err(_) => bytes.escape_ascii().to_string(),
    };
    if shown.chars().count() > LONGEST {
        let cut: String = shown.chars().take(LONGEST).collect();
        return format!("\"{cut}…\" ({} bytes)", bytes.len());
    }
    format!("\"{shown}\"")
}

/// Returns the unknown fields with their wire values.
pub(super) fn unknown(raw: &[u8]) -> Vec<(u32, String)> {
    WireReader::new(raw).map_while(Result::ok).map(|field| (field.number, raw_value(field.value))).collect()
}

/// Formats a wire value without a type.
pub(super) fn raw_value(value: wire::WireValue<'_>) -> String {
    match value {
        wire::WireValue::Varint(value) => format!("varint {value}"),
        wire::WireValue::Fixed32(value) => format!("4 bytes, {value:#x}"),
        wire::WireValue::Fixed64(value) => format!("8 bytes, {value:#x}"),
        wire::WireValue::Bytes([]) => "no bytes".to_owned(),
        wire::WireValue::Bytes(bytes) => format!("bytes {}", raw_bytes(bytes)),
        wire::WireValue::Group([]) => "an empty group".to_owned(),
        wire::WireValue::Group(bytes) => format!("a group, bytes {}", raw_bytes(bytes)),
    }
}

/// Formats bytes as text if they look like text, else in hexadecimal.
fn raw_bytes(bytes: &[u8]) -> String {
    let is_text = bytes.len() > 1 && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || b" _-./:".contains(byte));
    if is_text || bytes.len() > 16 { text(bytes) } else { hex(bytes) }
}

/// Formats bytes in hexadecimal, such as `0a 02`.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ")
}
