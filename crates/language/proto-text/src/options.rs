//! Built-in options of descriptors as `.proto` text. Custom options need no text: the bytes of the descriptor keep
//! them.

use super::descriptor_schema;
use super::option_owner::OptionOwner;
use super::tokens::{quoted, quoted_bytes};
use super::uninterpreted::{self, Setting};
use protoward_schema::wire::{WireReader, WireValue};
use protoward_schema::{Cardinality, Field, FieldType, MessageId, Scalar, Schema};

/// Writes one statement `option NAME = VALUE;` per line.
pub(super) fn statements(owner: OptionOwner, bytes: Option<&[u8]>, out: &mut String) {
    statements_without(owner, bytes, None, out);
}

/// Writes the statements of all options except a built-in one.
pub(super) fn statements_without(owner: OptionOwner, bytes: Option<&[u8]>, ignored: Option<&str>, out: &mut String) {
    let is_ignored = |setting: &str| ignored.is_some_and(|name| setting.split(' ').next() == Some(name));
    for setting in settings(owner, bytes).into_iter().filter(|setting| !is_ignored(setting)) {
        out.push_str(&format!("option {setting};\n"));
    }
}

/// Returns ` [NAME = VALUE, …]` including the pseudo options in `beside`, or an empty string.
pub(super) fn in_brackets(owner: OptionOwner, bytes: Option<&[u8]>, mut beside: Vec<String>) -> String {
    beside.extend(settings(owner, bytes));
    if beside.is_empty() { String::new() } else { format!(" [{}]", beside.join(", ")) }
}

/// Returns whether a boolean option is set to true.
pub(super) fn is_set(bytes: Option<&[u8]>, number: u32) -> bool {
    let fields = WireReader::new(bytes.unwrap_or_default()).map_while(Result::ok);
    fields
        .filter(|field| field.number == number)
        .last()
        .is_some_and(|field| matches!(field.value, WireValue::Varint(1..)))
}

fn settings(owner: OptionOwner, bytes: Option<&[u8]>) -> Vec<String> {
    let schema = descriptor_schema();
    let message = schema.find_message(owner.message()).expect("`descriptor.proto` declares it");
    let bytes = bytes.unwrap_or_default();
    let later: Vec<Setting> = uninterpreted::settings(owner, bytes).collect();
    // The last of several values wins, because a text can have only one.
    let is_list = |name: &str| {
        let mut fields = schema[message].fields.iter().map(|&id| &schema[id]);
        fields.any(|field| schema.text(field.name) == name && field.cardinality == Cardinality::Repeated)
    };
    let stays = |name: &str| is_list(name) || later.iter().all(|setting| setting.name != name);
    let known = values(schema, message, bytes, 0).filter(|(name, _)| stays(name));
    let known = known.map(|(name, value)| format!("{name} = {value}"));
    known.chain(later.iter().map(|setting| format!("{} = {}", setting.name, setting.value))).collect()
}

/// Maximum nesting depth of options. The messages of `descriptor.proto` nest less deeply.
const DEEPEST: u32 = 8;

/// Returns the known fields of a message with their values.
fn values<'a>(
    schema: &'a Schema,
    message: MessageId,
    bytes: &'a [u8],
    depth: u32,
) -> impl Iterator<Item = (&'a str, String)> {
    let fields = WireReader::new(bytes).map_while(Result::ok);
    fields.filter_map(move |found| {
        let mut known = schema[message].fields.iter().map(|&id| &schema[id]);
        let field =
            known.find(|field| field.number.0 as u32 == found.number && found.number != uninterpreted::NUMBER)?;
        Some((schema.text(field.name), value(schema, field, found.value, depth)?))
    })
}

fn value(schema: &Schema, field: &Field, value: WireValue<'_>, depth: u32) -> Option<String> {
    match (field.ty, value) {
        (FieldType::Scalar(Scalar::Bool), WireValue::Varint(value)) => Some((value != 0).to_string()),
        (FieldType::Scalar(_), WireValue::Varint(value)) => Some((value as i64).to_string()),
        (FieldType::Scalar(Scalar::String), WireValue::Bytes(bytes)) => Some(quoted_bytes(bytes)),
        (FieldType::Enum(id), WireValue::Varint(value)) => {
            let mut values = schema[id].values.iter().map(|&id| &schema[id]);
            let named = values.find(|known| known.number == value as i32);
            Some(named.map_or_else(|| quoted(&(value as i32).to_string()), |it| schema.text(it.name).to_owned()))
        }
        (FieldType::Message(id), WireValue::Bytes(bytes)) if depth < DEEPEST => {
            let inner = values(schema, id, bytes, depth + 1).map(|(name, value)| format!("{name}: {value} "));
            Some(format!("{{ {}}}", inner.collect::<String>()))
        }
        _ => None,
    }
}
