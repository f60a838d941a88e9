//! Encoding and lookup of parts of encoded messages.

use bytes::{Buf, Bytes};
use prost::encoding::{DecodeContext, WireType, decode_key, decode_varint, encode_key, encode_varint, skip_field};

use crate::schema::Field;

/// Encodes a message nested in others: the value of the last of these fields.
pub(crate) fn nested(path: &[&'static Field], message: Vec<u8>) -> Vec<u8> {
    path.iter().rev().fold(message, |inner, field| {
        let mut outer = Vec::with_capacity(inner.len() + 12);
        if field.is_group {
            encode_key(field.number, WireType::StartGroup, &mut outer);
            outer.extend_from_slice(&inner);
            encode_key(field.number, WireType::EndGroup, &mut outer);
        } else {
            encode_key(field.number, WireType::LengthDelimited, &mut outer);
            encode_varint(inner.len() as u64, &mut outer);
            outer.extend_from_slice(&inner);
        }
        outer
    })
}

/// Returns the encoded message in a field of an encoded message: empty if the field is not set, and `None` if the
/// bytes are invalid.
pub(crate) fn message_field(mut message: Bytes, number: u32) -> Option<Bytes> {
    let mut found = Bytes::new();
    while message.has_remaining() {
        let (tag, wire_type) = decode_key(&mut message).ok()?;
        if tag == number && wire_type == WireType::LengthDelimited {
            let length = usize::try_from(decode_varint(&mut message).ok()?).ok()?;
            found = message.split_to(Some(length).filter(|length| *length <= message.remaining())?);
        } else {
            skip_field(wire_type, tag, &mut message, DecodeContext::default()).ok()?;
        }
    }
    Some(found)
}
