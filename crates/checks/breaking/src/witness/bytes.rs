//! Annotated bytes: tags, lengths and values with their meaning for the writer.

use super::{WitnessBytes, show};
use protoward_dynamic::{Codec, Message};
use protoward_schema::wire::{Field, WireReader, WireValue};
use protoward_schema::{FieldId, FieldNumber, FieldType, MessageId, Scalar};
use protoward_source::count;

/// Maximum number of displayed pieces.
const MOST: usize = 40;
/// Maximum depth of dissected messages; deeper ones are one piece.
const DEEPEST: usize = 8;

/// Splits the bytes of a message into pieces.
pub(super) fn pieces(codec: &Codec<'_>, ty: MessageId, bytes: &[u8]) -> Vec<WitnessBytes> {
    let mut pieces = Vec::new();
    message(codec, ty, bytes, 0, &mut pieces);
    if pieces.len() > MOST {
        let rest: usize = pieces.drain(MOST..).map(|piece| piece.bytes.len()).sum();
        pieces.push(WitnessBytes { bytes: Vec::new(), meaning: format!("and {} more", count(rest, "byte")), depth: 0 });
    }
    pieces
}

fn message(codec: &Codec<'_>, ty: MessageId, bytes: &[u8], depth: usize, out: &mut Vec<WitnessBytes>) {
    for field in WireReader::new(bytes).map_while(Result::ok) {
        let number = FieldNumber(i32::try_from(field.number).unwrap_or(i32::MAX));
        let id = codec.field(ty, number);
        let (tag, rest) = field.raw.split_at(varint_length(field.raw));
        let name = id.map_or_else(String::new, |id| format!(" `{}`", show::name(codec, id)));
        out.push(piece(tag, format!("field {number}{name}, {}", form(&field)), depth));
        match field.value {
            WireValue::Varint(_) | WireValue::Fixed32(_) | WireValue::Fixed64(_) => {
                out.push(piece(rest, meaning(codec, ty, id, &field), depth));
            }
            WireValue::Bytes(inner) => {
                let (length, _) = rest.split_at(varint_length(rest));
                out.push(piece(length, follows(inner.len()), depth));
                contents(codec, id, inner, depth, out);
            }
            WireValue::Group(inner) => {
                contents(codec, id, inner, depth, out);
                out.push(piece(&rest[inner.len()..], format!("field {number} ends"), depth));
            }
        }
    }
}

/// Splits the contents after a length or between group tags.
fn contents(codec: &Codec<'_>, id: Option<FieldId>, bytes: &[u8], depth: usize, out: &mut Vec<WitnessBytes>) {
    let ty = id.map(|id| codec.schema()[id].ty);
    match (ty.and_then(FieldType::message), id, ty) {
        _ if bytes.is_empty() => {}
        (Some(inner), ..) if depth < DEEPEST => message(codec, inner, bytes, depth + 1, out),
        (None, Some(id), Some(ty)) if is_number(ty) => packed(codec, id, bytes, depth, out),
        _ => out.push(piece(bytes, show::text(bytes), depth)),
    }
}

/// Adds one piece for each value of a packed field.
fn packed(codec: &Codec<'_>, id: FieldId, bytes: &[u8], depth: usize, out: &mut Vec<WitnessBytes>) {
    let field = &codec.schema()[id];
    let width = match field.ty {
        FieldType::Scalar(Scalar::Fixed32 | Scalar::Sfixed32 | Scalar::Float) => Some(4),
        FieldType::Scalar(Scalar::Fixed64 | Scalar::Sfixed64 | Scalar::Double) => Some(8),
        _ => None,
    };
    let mut rest = bytes;
    while !rest.is_empty() {
        let length = width.unwrap_or_else(|| varint_length(rest)).min(rest.len());
        let (one, after) = rest.split_at(length);
        rest = after;
        // With a tag of its own, the value decodes like any other field.
        let tag = u32::try_from(field.number.0).unwrap_or_default() << 3;
        let wire_type = match width {
            Some(4) => 5,
            Some(_) => 1,
            None => 0,
        };
        let mut raw = varint(tag | wire_type);
        raw.extend_from_slice(one);
        let meaning = WireReader::new(&raw).next().and_then(Result::ok);
        let meaning = meaning.map(|one| self::meaning(codec, field.containing(), Some(id), &one));
        out.push(piece(one, meaning.unwrap_or_default(), depth));
    }
}

const fn is_number(ty: FieldType) -> bool {
    match ty {
        FieldType::Scalar(scalar) => scalar.is_packable(),
        FieldType::Enum(_) => true,
        FieldType::Message(_) | FieldType::Group(_) => false,
    }
}

/// Returns a number as the schema interprets it, or else its wire value.
fn meaning(codec: &Codec<'_>, ty: MessageId, id: Option<FieldId>, field: &Field<'_>) -> String {
    let read = codec.decode_partial(ty, field.raw).unwrap_or_else(|_| Message::new(ty));
    let number = FieldNumber(i32::try_from(field.number).unwrap_or(i32::MAX));
    match (id, read.get(number)) {
        (Some(id), Some(content)) => show::content(codec, id, content).trim_matches(['[', ']']).to_owned(),
        // A zero without presence decodes as absent.
        _ => show::raw_value(field.value),
    }
}

const fn form(field: &Field<'_>) -> &'static str {
    match field.value {
        WireValue::Varint(_) => "a varint",
        WireValue::Fixed32(_) => "4 bytes",
        WireValue::Fixed64(_) => "8 bytes",
        WireValue::Bytes(_) => "with its length",
        WireValue::Group(_) => "a group begins",
    }
}

fn follows(length: usize) -> String {
    match length {
        0 => "empty".to_owned(),
        1 => "1 byte follows".to_owned(),
        length => format!("{length} bytes follow"),
    }
}

fn piece(bytes: &[u8], meaning: String, depth: usize) -> WitnessBytes {
    WitnessBytes { bytes: bytes.to_vec(), meaning, depth }
}

/// Returns the length of the varint at the start.
fn varint_length(bytes: &[u8]) -> usize {
    bytes.iter().position(|byte| *byte < 0x80).map_or(bytes.len(), |last| last + 1)
}

fn varint(value: u32) -> Vec<u8> {
    let mut writer = protoward_schema::wire::Writer::default();
    writer.varint(value.into());
    writer.into_bytes()
}
