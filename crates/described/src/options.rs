//! Options of descriptors as `.proto` text: those that the language has itself.

use super::descriptor_schema;
use super::tokens::{quoted, quoted_bytes};
use super::uninterpreted::{self, Setting};
use protoward_schema::wire::{Reader, Value};
use protoward_schema::{Cardinality, Field, FieldType, MessageId, Scalar, Schema};

/// What has options.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    File,
    Message,
    Field,
    Oneof,
    Enum,
    EnumValue,
    ExtensionRange,
    Service,
    Method,
}

impl Of {
    /// The message of its options.
    pub(super) const fn message(self) -> &'static str {
        match self {
            Self::File => "google.protobuf.FileOptions",
            Self::Message => "google.protobuf.MessageOptions",
            Self::Field => "google.protobuf.FieldOptions",
            Self::Oneof => "google.protobuf.OneofOptions",
            Self::Enum => "google.protobuf.EnumOptions",
            Self::EnumValue => "google.protobuf.EnumValueOptions",
            Self::ExtensionRange => "google.protobuf.ExtensionRangeOptions",
            Self::Service => "google.protobuf.ServiceOptions",
            Self::Method => "google.protobuf.MethodOptions",
        }
    }

    /// What has options of this message.
    pub(super) fn named(message: &str) -> Option<Self> {
        let all = [
            Self::File,
            Self::Message,
            Self::Field,
            Self::Oneof,
            Self::Enum,
            Self::EnumValue,
            Self::ExtensionRange,
            Self::Service,
            Self::Method,
        ];
        all.into_iter().find(|of| of.message() == message)
    }
}

/// `descriptor.proto`, as it is built in.
pub(super) fn vocabulary() -> &'static Schema {
    descriptor_schema()
}

/// `option NAME = VALUE;`, a line for each.
pub(super) fn statements(of: Of, bytes: Option<&[u8]>, out: &mut String) {
    for setting in settings(of, bytes) {
        out.push_str(&format!("option {setting};\n"));
    }
}

/// ` [NAME = VALUE, …]`, with what stands beside the options; nothing where there are none.
pub(super) fn in_brackets(of: Of, bytes: Option<&[u8]>, mut beside: Vec<String>) -> String {
    beside.extend(settings(of, bytes));
    if beside.is_empty() { String::new() } else { format!(" [{}]", beside.join(", ")) }
}

/// Whether options set a truth value.
pub(super) fn is_set(bytes: Option<&[u8]>, number: u32) -> bool {
    let fields = Reader::new(bytes.unwrap_or_default()).map_while(Result::ok);
    fields.filter(|field| field.number == number).last().is_some_and(|field| matches!(field.value, Value::Varint(1..)))
}

fn settings(of: Of, bytes: Option<&[u8]>) -> Vec<String> {
    let schema = vocabulary();
    let message = schema.find_message(of.message()).expect("`descriptor.proto` declares it");
    let bytes = bytes.unwrap_or_default();
    let later: Vec<Setting> = uninterpreted::settings(of, bytes).collect();
    // What is set once more has the last word, which no text can say.
    let is_list = |name: &str| {
        let mut fields = schema[message].fields.iter().map(|&id| &schema[id]);
        fields.any(|field| schema.text(field.name) == name && field.cardinality == Cardinality::Repeated)
    };
    let stays = |name: &str| is_list(name) || later.iter().all(|setting| setting.name != name);
    let known = values(schema, message, bytes, 0).filter(|(name, _)| stays(name));
    let known = known.map(|(name, value)| format!("{name} = {value}"));
    known.chain(later.iter().map(|setting| format!("{} = {}", setting.name, setting.value))).collect()
}

/// How deep messages are read; those of `descriptor.proto` nest less.
const DEEPEST: u32 = 8;

/// The known fields of a message with their values.
fn values<'a>(
    schema: &'a Schema,
    message: MessageId,
    bytes: &'a [u8],
    depth: u32,
) -> impl Iterator<Item = (&'a str, String)> {
    let fields = Reader::new(bytes).map_while(Result::ok);
    fields.filter_map(move |found| {
        let mut known = schema[message].fields.iter().map(|&id| &schema[id]);
        let field =
            known.find(|field| field.number.0 as u32 == found.number && found.number != uninterpreted::NUMBER)?;
        Some((schema.text(field.name), value(schema, field, found.value, depth)?))
    })
}

fn value(schema: &Schema, field: &Field, value: Value<'_>, depth: u32) -> Option<String> {
    match (field.ty, value) {
        (FieldType::Scalar(Scalar::Bool), Value::Varint(value)) => Some((value != 0).to_string()),
        (FieldType::Scalar(_), Value::Varint(value)) => Some((value as i64).to_string()),
        (FieldType::Scalar(Scalar::String), Value::Bytes(bytes)) => Some(quoted_bytes(bytes)),
        (FieldType::Enum(id), Value::Varint(value)) => {
            let mut values = schema[id].values.iter().map(|&id| &schema[id]);
            let named = values.find(|known| known.number == value as i32);
            Some(named.map_or_else(|| quoted(&(value as i32).to_string()), |it| schema.text(it.name).to_owned()))
        }
        (FieldType::Message(id), Value::Bytes(bytes)) if depth < DEEPEST => {
            let inner = values(schema, id, bytes, depth + 1).map(|(name, value)| format!("{name}: {value} "));
            Some(format!("{{ {}}}", inner.collect::<String>()))
        }
        _ => None,
    }
}
