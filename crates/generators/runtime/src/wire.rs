//! Writing the [binary encoding](https://protobuf.dev/programming-guides/encoding/).

use alloc::vec::Vec;

/// The wire type of strings, bytes, messages and packed lists.
pub(crate) const LENGTH_DELIMITED: u8 = 2;

#[inline]
pub(crate) fn put_varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

#[inline]
pub(crate) fn put_key(out: &mut Vec<u8>, number: u32, wire_type: u8) {
    put_varint(out, u64::from(number) << 3 | u64::from(wire_type));
}
