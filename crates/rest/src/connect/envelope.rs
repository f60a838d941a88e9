//! Envelopes: the frames of messages in streams. A frame has a byte of flags, the length in four bytes, and the message.

use bytes::{Buf as _, BufMut as _, Bytes, BytesMut};
use tonic::Status;

use crate::failure::Failure;
use crate::split::Split;

const HEADER: usize = 5;
const COMPRESSED: u8 = 0b01;
const END_OF_STREAM: u8 = 0b10;

/// Returns a message in an envelope.
pub(super) fn message(message: &[u8]) -> Bytes {
    envelope(0, message)
}

/// Returns the last envelope of a stream of responses.
pub(super) fn end_of_stream(json: &[u8]) -> Bytes {
    envelope(END_OF_STREAM, json)
}

fn envelope(flags: u8, content: &[u8]) -> Bytes {
    let mut envelope = BytesMut::with_capacity(HEADER + content.len());
    envelope.put_u8(flags);
    envelope.put_u32(u32::try_from(content.len()).unwrap_or(u32::MAX));
    envelope.extend_from_slice(content);
    envelope.freeze()
}

/// A buffer of the bytes of a stream of requests.
#[derive(Debug)]
pub(super) struct Envelopes {
    bytes: BytesMut,
    /// The maximum length of a message.
    limit: usize,
}

impl Envelopes {
    pub(super) fn new(limit: usize) -> Envelopes {
        Envelopes { bytes: BytesMut::new(), limit }
    }

    /// Returns the length of the next message, if its header is complete and valid.
    fn header(&self) -> Result<Option<usize>, Status> {
        let Some(&flags) = self.bytes.first() else { return Ok(None) };
        if flags & END_OF_STREAM != 0 {
            return Err(Status::invalid_argument("a stream of requests has no message with the flag of its end (2)"));
        }
        if flags & !COMPRESSED != 0 {
            return Err(Status::invalid_argument(format!("the flags {flags} of an envelope are unknown")));
        }
        if flags & COMPRESSED != 0 {
            return Err(Status::internal(
                "a message is marked as compressed, and the request has no `Connect-Content-Encoding`",
            ));
        }
        let Some(mut length) = self.bytes.get(1..HEADER) else { return Ok(None) };
        let length = usize::try_from(length.get_u32()).unwrap_or(usize::MAX);
        if length > self.limit { Err(too_large(self.limit)) } else { Ok(Some(length)) }
    }
}

impl Split for Envelopes {
    fn push(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    fn next(&mut self) -> Result<Option<Bytes>, Failure> {
        let Some(length) = self.header()? else { return Ok(None) };
        if self.bytes.len() < HEADER + length {
            return Ok(None);
        }
        self.bytes.advance(HEADER);
        Ok(Some(self.bytes.split_to(length).freeze()))
    }

    fn is_incomplete(&self) -> bool {
        !self.bytes.is_empty()
    }

    fn finish(&mut self) -> Result<Option<Bytes>, Failure> {
        match self.is_incomplete() {
            true => Err(Status::invalid_argument("the stream of requests ends within a message").into()),
            false => Ok(None),
        }
    }
}

/// Returns the error for a message above the limit.
pub(super) fn too_large(limit: usize) -> Status {
    Status::resource_exhausted(format!("a message may have {limit} bytes at most"))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use tonic::Code;

    use super::*;

    /// Returns the messages of a stream, or the code of its error.
    fn split(stream: &[u8], piece: usize) -> Result<Vec<Bytes>, Code> {
        let mut envelopes = Envelopes::new(10);
        let mut messages = Vec::new();
        let code = |failure: Failure| failure.status.code();
        for bytes in stream.chunks(piece) {
            envelopes.push(bytes);
            while let Some(message) = envelopes.next().map_err(code)? {
                messages.push(message);
            }
        }
        envelopes.finish().map_err(code)?;
        Ok(messages)
    }

    #[test]
    fn splits_a_stream_at_any_place() {
        let stream = [envelope(0, b"one"), envelope(0, b""), envelope(0, b"ten bytes!")].concat();
        for piece in 1..=stream.len() {
            let messages = split(&stream, piece).unwrap();
            assert_eq!(messages, [&b"one"[..], b"", b"ten bytes!"], "{piece}");
        }
        assert_eq!(split(b"", 1), Ok(Vec::new()));
    }

    #[test]
    fn rejects_hostile_streams() {
        let end = [envelope(0, b"a"), envelope(END_OF_STREAM, b"{}"), envelope(0, b"b")].concat();
        for (stream, code) in [
            // Truncated in the header and in the message.
            (&b"\0"[..], Code::InvalidArgument),
            (b"\0\0\0\0", Code::InvalidArgument),
            (b"\0\0\0\0\x02a", Code::InvalidArgument),
            (b"\0\0\0\0\x01aX", Code::InvalidArgument),
            // Over the limit; no memory is reserved for it.
            (b"\0\0\0\0\x0b", Code::ResourceExhausted),
            (b"\0\xff\xff\xff\xff", Code::ResourceExhausted),
            // Unknown flags are found by the first byte.
            (b"\x04", Code::InvalidArgument),
            (b"\x80\0\0\0\0", Code::InvalidArgument),
            (b"\xff\0\0\0\0", Code::InvalidArgument),
            (b"\x02\0\0\0\0", Code::InvalidArgument),
            (&end, Code::InvalidArgument),
            // Compressed without an encoding.
            (b"\x01\0\0\0\0", Code::Internal),
        ] {
            for piece in 1..=stream.len() {
                assert_eq!(split(stream, piece), Err(code), "{stream:?} in pieces of {piece}");
            }
        }
    }
}
