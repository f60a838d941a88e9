//! Fields that a message does not define, kept as they were encoded, so that they survive decoding and encoding.

use alloc::vec::Vec;
use core::fmt;

use super::prost::DecodeError;
use super::prost::bytes::{Buf, BufMut};
use super::prost::encoding::{self, DecodeContext, WireType};

/// The encoded fields of a message that its schema does not define, such as fields of a newer schema and extensions.
///
/// They are written after the other fields of the message. To read them, decode them as a message that defines them:
/// `Newer::decode(unknown.as_bytes())`.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnknownFields {
    bytes: Vec<u8>,
}

impl UnknownFields {
    /// Returns `true` if there are no unknown fields.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Returns the fields in the order in which they were read, as the encoding of a message.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Removes all unknown fields.
    pub fn clear(&mut self) {
        self.bytes.clear();
    }

    #[doc(hidden)]
    pub fn as_mut_vec(&mut self) -> &mut Vec<u8> {
        &mut self.bytes
    }

    #[doc(hidden)]
    pub fn encode_raw(&self, buf: &mut impl BufMut) {
        buf.put_slice(&self.bytes);
    }

    #[doc(hidden)]
    pub fn encoded_len(&self) -> usize {
        self.bytes.len()
    }

    #[doc(hidden)]
    pub fn merge_field(
        &mut self,
        tag: u32,
        wire_type: WireType,
        buf: &mut impl Buf,
        ctx: DecodeContext,
    ) -> Result<(), DecodeError> {
        let before = self.bytes.len();
        // prost has read the key already. It skips the value, and the buffer copies what is skipped.
        encoding::encode_key(tag, wire_type, &mut self.bytes);
        let read = encoding::skip_field(wire_type, tag, &mut Copied { from: buf, to: &mut self.bytes }, ctx);
        if read.is_err() {
            self.bytes.truncate(before);
        }
        read
    }
}

/// Formats the bytes as a byte string literal.
impl fmt::Debug for UnknownFields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "b\"{}\"", self.bytes.escape_ascii())
    }
}

/// A buffer that copies the bytes that are read from it.
struct Copied<'a, B> {
    from: &'a mut B,
    to: &'a mut Vec<u8>,
}

impl<B: Buf> Buf for Copied<'_, B> {
    fn remaining(&self) -> usize {
        self.from.remaining()
    }

    fn chunk(&self) -> &[u8] {
        self.from.chunk()
    }

    fn advance(&mut self, mut count: usize) {
        while count > 0 {
            let chunk = self.from.chunk();
            let length = chunk.len().min(count);
            if length == 0 {
                // Past the end: the inner buffer panics.
                return self.from.advance(count);
            }
            self.to.extend_from_slice(&chunk[..length]);
            self.from.advance(length);
            count -= length;
        }
    }
}
