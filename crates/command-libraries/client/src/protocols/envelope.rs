//! Messages in the body of a stream: a byte of flags, the length, and the bytes of the message.

use std::io::Read;

use bytes::{Buf, Bytes, BytesMut};
use flate2::read::GzDecoder;

use crate::protocols::{Code, Status};

/// The flag of a compressed message.
const COMPRESSED: u8 = 1;
/// The flags and the length.
const PREFIX: usize = 5;

/// A message with its flags.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Envelope {
    /// The flags, without that of compression.
    pub(crate) flags: u8,
    pub(crate) message: Bytes,
}

/// Returns an uncompressed message in its envelope.
///
/// Protobuf limits messages to two gigabytes, which fit the length.
pub(crate) fn sealed(message: &[u8]) -> Bytes {
    let length = u32::try_from(message.len()).unwrap_or(u32::MAX);
    let mut bytes = Vec::with_capacity(PREFIX + message.len());
    bytes.push(0);
    bytes.extend_from_slice(&length.to_be_bytes());
    bytes.extend_from_slice(message);
    bytes.into()
}

/// The compression of the messages of a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Compression {
    None,
    Gzip,
}

impl Compression {
    /// Returns the compression with this name of HTTP.
    pub(crate) fn named(name: &str) -> Result<Self, Status> {
        match name {
            "" | "identity" => Ok(Self::None),
            "gzip" => Ok(Self::Gzip),
            other => {
                let message = format!("the server compressed the response with `{other}`, which was not offered");
                Err(Status::new(Code::Internal, message))
            }
        }
    }

    /// Decompresses a message of at most `max_bytes`.
    pub(crate) fn unpack(self, packed: Bytes, max_bytes: usize) -> Result<Bytes, Status> {
        if self == Self::None {
            return Ok(packed);
        }
        let mut message = Vec::new();
        let limit = u64::try_from(max_bytes).unwrap_or(u64::MAX).saturating_add(1);
        GzDecoder::new(&packed[..])
            .take(limit)
            .read_to_end(&mut message)
            .map_err(|error| Status::new(Code::Internal, format!("a message cannot be decompressed: {error}")))?;
        if message.len() > max_bytes {
            return Err(too_large(&format!("more than {max_bytes}"), max_bytes));
        }
        Ok(message.into())
    }
}

/// A reader of envelopes from the pieces of a body.
#[derive(Debug)]
pub(crate) struct Opener {
    buffer: BytesMut,
    compression: Compression,
    max_bytes: usize,
}

impl Opener {
    /// Creates a reader of messages with at most `max_bytes`.
    pub(crate) fn new(compression: Compression, max_bytes: usize) -> Self {
        Self { buffer: BytesMut::new(), compression, max_bytes }
    }

    /// Adds a piece of the body.
    pub(crate) fn push(&mut self, piece: &[u8]) {
        self.buffer.extend_from_slice(piece);
    }

    /// Returns `true` if no part of an envelope is left.
    pub(crate) fn is_empty(&self) -> bool {
        self.buffer.is_empty()
    }

    /// Returns the next envelope if it is complete.
    pub(crate) fn next(&mut self) -> Result<Option<Envelope>, Status> {
        let Some((prefix, rest)) = self.buffer.split_first_chunk::<PREFIX>() else { return Ok(None) };
        let [flags, length @ ..] = *prefix;
        let length = usize::try_from(u32::from_be_bytes(length)).unwrap_or(usize::MAX);
        if length > self.max_bytes {
            return Err(too_large(&length.to_string(), self.max_bytes));
        }
        if rest.len() < length {
            return Ok(None);
        }
        self.buffer.advance(PREFIX);
        let packed = self.buffer.split_to(length).freeze();
        let message = match flags & COMPRESSED {
            0 => packed,
            _ if self.compression == Compression::None => {
                return Err(Status::new(
                    Code::Internal,
                    "a message is compressed, and the headers name no compression",
                ));
            }
            _ => self.compression.unpack(packed, self.max_bytes)?,
        };
        Ok(Some(Envelope { flags: flags & !COMPRESSED, message }))
    }
}

/// Returns the status for a message that is too large.
pub(crate) fn too_large(size: &str, max_bytes: usize) -> Status {
    let message = format!("the server sent a message of {size} bytes, and the limit is {max_bytes}");
    Status::new(Code::ResourceExhausted, message)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use std::io::Write;

    use flate2::write::GzEncoder;

    use super::*;

    fn packed(message: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(message).unwrap();
        let packed = encoder.finish().unwrap();
        let mut bytes = vec![COMPRESSED];
        bytes.extend_from_slice(&u32::try_from(packed.len()).unwrap().to_be_bytes());
        bytes.extend_from_slice(&packed);
        bytes
    }

    #[test]
    fn opens_messages_in_pieces_of_any_size() {
        let body = [sealed(b"one").to_vec(), packed(b"two"), sealed(b"").to_vec()].concat();
        for size in 1..=body.len() {
            let mut opener = Opener::new(Compression::Gzip, 100);
            let mut messages = Vec::new();
            for piece in body.chunks(size) {
                opener.push(piece);
                while let Some(envelope) = opener.next().unwrap() {
                    messages.push(envelope.message);
                }
            }
            assert_eq!(messages, ["one", "two", ""], "pieces of {size}");
            assert!(opener.is_empty());
        }
    }

    #[test]
    fn rejects_messages_beyond_the_limit() {
        let open = |bytes: &[u8], compression| {
            let mut opener = Opener::new(compression, 9);
            opener.push(bytes);
            opener.next().map_err(|status| status.code)
        };
        assert_eq!(open(&[0, 0, 0, 0, 10], Compression::None), Err(Code::ResourceExhausted));
        assert_eq!(open(&packed(&[0; 10]), Compression::Gzip), Err(Code::ResourceExhausted));
        assert_eq!(open(&[1, 0, 0, 0, 1, 7], Compression::Gzip), Err(Code::Internal));
        assert_eq!(open(&[1, 0, 0, 0, 1, 7], Compression::None), Err(Code::Internal));
        assert_eq!(open(&[0, 0, 0, 0, 9, 1], Compression::None), Ok(None));
    }
}
