//! Mini descriptors of messages: the numbers, types and modifiers of their fields.

use super::base92::{MODIFIERS, ONEOF_FIELDS, SKIPS, digit, push_number};
use super::sorted_fields;
use protoward_schema::{
    EnumType, Field, FieldId, FieldType, Message, MessageId, Presence, RepeatedEncoding, Scalar, Schema, Shape,
    Utf8Validation,
};

/// Marks a message with fields.
const MESSAGE: char = '$';
/// Marks the entry of a map.
const MAP: char = '%';
/// Marks a message in the format of message sets.
const MESSAGE_SET: char = '&';
/// Stands between the fields and the oneofs.
const END_OF_FIELDS: char = '^';
/// Stands between the fields of a oneof.
const FIELD_SEPARATOR: char = '|';
/// Stands between two oneofs.
const ONEOF_SEPARATOR: char = '~';

/// Set if all strings of the message must be UTF-8.
const VALIDATE_UTF8: u32 = 1;
/// Set if repeated fields of the message are packed by default.
const DEFAULT_IS_PACKED: u32 = 2;
/// Set if the message has extension ranges.
const IS_EXTENDABLE: u32 = 4;

/// Set if the field differs from its message in packing.
const FLIP_PACKED: u32 = 1;
/// Set if the field is required.
const IS_REQUIRED: u32 = 2;
/// Set if the field has no presence.
const HAS_NO_PRESENCE: u32 = 4;
/// Set if the field differs from its message in validation.
const FLIP_VALIDATE_UTF8: u32 = 8;

/// The types from this value on are repeated.
const REPEATED: u8 = 20;

/// Returns the mini descriptor of a message.
pub(crate) fn message(schema: &Schema, id: MessageId) -> String {
    let message = &schema[id];
    if message.options.message_set_wire_format() == Some(true) {
        return String::from(MESSAGE_SET);
    }
    let modifiers = if schema.is_map_entry(id) { 0 } else { message_modifiers(schema, message) };
    let mut text = String::from(if schema.is_map_entry(id) { MAP } else { MESSAGE });
    push_modifiers(&mut text, modifiers);
    let mut last = 0_u32;
    for id in sorted_fields(schema, message) {
        let number = schema[id].number.0.cast_unsigned();
        if number > last.saturating_add(1) {
            push_number(&mut text, number - last, SKIPS);
        }
        last = number;
        text.push(digit(encoded_type(schema, id)));
        push_modifiers(&mut text, field_modifiers(schema, id, modifiers));
    }
    push_oneofs(&mut text, schema, message);
    text
}

/// Appends the numbers of the fields of each oneof.
fn push_oneofs(text: &mut String, schema: &Schema, message: &Message) {
    let oneofs = message.oneofs.iter().map(|&id| &schema[id]).filter(|oneof| !oneof.synthetic);
    for (index, oneof) in oneofs.enumerate() {
        text.push(if index == 0 { END_OF_FIELDS } else { ONEOF_SEPARATOR });
        for (index, &field) in oneof.fields.iter().enumerate() {
            if index > 0 {
                text.push(FIELD_SEPARATOR);
            }
            push_number(text, schema[field].number.0.cast_unsigned(), ONEOF_FIELDS);
        }
    }
}

fn push_modifiers(text: &mut String, modifiers: u32) {
    if modifiers != 0 {
        push_number(text, modifiers, MODIFIERS);
    }
}

/// Returns the modifiers of a message. They are chosen so that most fields need no modifiers of their own.
///
/// Earlier runtimes do not know the modifier of fields for UTF-8. For them, a message validates only if it has
/// nothing but validated strings.
fn message_modifiers(schema: &Schema, message: &Message) -> u32 {
    let fields = || message.fields.iter().map(|&id| &schema[id]);
    let packed = message.fields.iter().filter(|&&id| is_packable(schema, id) == Some(true)).count();
    let expanded = message.fields.iter().filter(|&&id| is_packable(schema, id) == Some(false)).count();
    let mut modifiers = 0;
    if !message.fields.is_empty() && fields().all(is_validated) {
        modifiers |= VALIDATE_UTF8;
    }
    if packed > expanded {
        modifiers |= DEFAULT_IS_PACKED;
    }
    if !message.extension_ranges.is_empty() {
        modifiers |= IS_EXTENDABLE;
    }
    modifiers
}

fn field_modifiers(schema: &Schema, id: FieldId, of_message: u32) -> u32 {
    let field = &schema[id];
    let mut modifiers = 0;
    if is_packable(schema, id).is_some_and(|packed| packed != (of_message & DEFAULT_IS_PACKED != 0)) {
        modifiers |= FLIP_PACKED;
    }
    match schema.shape(id) {
        Shape::Single(Presence::Required) => modifiers |= IS_REQUIRED,
        Shape::Single(Presence::Implicit) => modifiers |= HAS_NO_PRESENCE,
        Shape::Single(Presence::Explicit) | Shape::Repeated { .. } | Shape::Map { .. } => {}
    }
    let is_string = field.ty == FieldType::Scalar(Scalar::String);
    if is_string && is_validated(field) != (of_message & VALIDATE_UTF8 != 0) {
        modifiers |= FLIP_VALIDATE_UTF8;
    }
    modifiers
}

/// Returns `true` for strings that must be UTF-8.
fn is_validated(field: &Field) -> bool {
    field.ty == FieldType::Scalar(Scalar::String) && field.features.utf8_validation == Utf8Validation::Verify
}

/// Returns `Some(true)` for packed fields and `Some(false)` for other repeated fields that could be packed.
fn is_packable(schema: &Schema, id: FieldId) -> Option<bool> {
    let Shape::Repeated { .. } = schema.shape(id) else { return None };
    let field = &schema[id];
    let is_packable = match field.ty {
        FieldType::Scalar(scalar) => scalar.is_packable(),
        FieldType::Enum(_) => true,
        FieldType::Message(_) | FieldType::Group(_) => false,
    };
    is_packable.then_some(field.features.repeated_encoding == RepeatedEncoding::Packed)
}

fn encoded_type(schema: &Schema, id: FieldId) -> u8 {
    let single = match schema[id].ty {
        FieldType::Scalar(scalar) => encoded_scalar(scalar),
        FieldType::Enum(it) if schema[it].features.enum_type == EnumType::Open => 12,
        FieldType::Enum(_) => 18,
        FieldType::Message(_) | FieldType::Group(_) if schema.is_delimited(id) => 16,
        FieldType::Message(_) | FieldType::Group(_) => 17,
    };
    match schema.shape(id) {
        Shape::Single(_) => single,
        Shape::Repeated { .. } | Shape::Map { .. } => single + REPEATED,
    }
}

const fn encoded_scalar(scalar: Scalar) -> u8 {
    match scalar {
        Scalar::Double => 0,
        Scalar::Float => 1,
        Scalar::Fixed32 => 2,
        Scalar::Fixed64 => 3,
        Scalar::Sfixed32 => 4,
        Scalar::Sfixed64 => 5,
        Scalar::Int32 => 6,
        Scalar::Uint32 => 7,
        Scalar::Sint32 => 8,
        Scalar::Int64 => 9,
        Scalar::Uint64 => 10,
        Scalar::Sint64 => 11,
        Scalar::Bool => 13,
        Scalar::Bytes => 14,
        Scalar::String => 15,
    }
}
