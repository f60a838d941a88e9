//! Parts of encoded messages: fields with bytes and masks, which REST adds to messages or takes out of them without their Rust
//! types, and gRPC frames.

use bytes::{Buf, BufMut as _, Bytes, BytesMut};
use prost::encoding::{DecodeContext, WireType, decode_key, decode_varint, encode_key, encode_varint, skip_field};

use crate::rest::schema::Field;

/// Returns a message as a gRPC frame: the compression flag, the length and the bytes.
pub(crate) fn frame(message: &[u8]) -> Bytes {
    let mut frame = BytesMut::with_capacity(message.len() + 5);
    frame.put_u8(0);
    frame.put_u32(u32::try_from(message.len()).unwrap_or(u32::MAX));
    frame.extend_from_slice(message);
    frame.freeze()
}

/// Encodes a message nested in others: the value of the last of these fields.
pub(crate) fn nested(path: &[&'static Field], message: Vec<u8>) -> Vec<u8> {
    path.iter().rev().fold(message, |inner, field| {
        if !field.is_group {
            return delimited_field(field.number, &inner);
        }
        let mut outer = Vec::with_capacity(inner.len() + 12);
        encode_key(field.number, WireType::StartGroup, &mut outer);
        outer.extend_from_slice(&inner);
        encode_key(field.number, WireType::EndGroup, &mut outer);
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
            found = delimited(&mut message)?;
        } else {
            skip_field(wire_type, tag, &mut message, DecodeContext::default()).ok()?;
        }
    }
    Some(found)
}

/// Takes a length and as many bytes.
pub(crate) fn delimited(encoded: &mut Bytes) -> Option<Bytes> {
    let length = usize::try_from(decode_varint(encoded).ok()?).ok()?;
    Some(encoded.split_to(Some(length).filter(|length| *length <= encoded.remaining())?))
}

/// Encodes the value of a length-delimited field.
pub(crate) fn delimited_field(number: u32, value: &[u8]) -> Vec<u8> {
    let mut field = Vec::with_capacity(value.len() + 12);
    encode_key(number, WireType::LengthDelimited, &mut field);
    encode_varint(value.len() as u64, &mut field);
    field.extend_from_slice(value);
    field
}
