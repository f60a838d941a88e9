//! Envelopes: the frames of messages in streams. A frame consists of a byte of flags, the length in four bytes, and the message.

use bytes::{Buf as _, BufMut as _, Bytes, BytesMut};
use tonic::Status;

use super::compression::{Compression, too_large};
use crate::rest::failure::Failure;
use crate::rest::split::Split;

/// The length of the flags and of the length before a message.
const HEADER: usize = 5;

/// The flag of a message that is compressed with the encoding of the stream.
const COMPRESSED: u8 = 0b01;

/// The flag of the last envelope of a stream of responses, which has the error and the trailers in JSON.
const END_OF_STREAM: u8 = 0b10;

/// Returns a message in an envelope, compressed if it is long.
pub(super) fn message(message: &[u8], compression: Compression) -> Bytes {
    match compression.compress(message) {
        Some(compressed) => envelope(COMPRESSED, &compressed),
        None => envelope(0, message),
    }
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
    /// The maximum length of a message, before and after it is decompressed.
    limit: usize,
    /// The compression of messages with the flag.
    compression: Compression,
}

/// The header of an envelope.
struct Header {
    length: usize,
    is_compressed: bool,
}

impl Envelopes {
    pub(super) fn new(limit: usize, compression: Compression) -> Envelopes {
        Envelopes { bytes: BytesMut::new(), limit, compression }
    }

    /// Returns the header of the next message, if it is complete and valid.
    fn header(&self) -> Result<Option<Header>, Status> {
        let Some(&flags) = self.bytes.first() else { return Ok(None) };
        if flags & END_OF_STREAM != 0 {
            return Err(Status::invalid_argument("a stream of requests has no message with the flag of its end (2)"));
        }
        if flags & !COMPRESSED != 0 {
            return Err(Status::invalid_argument(format!("the flags {flags} of an envelope are unknown")));
        }
        let is_compressed = flags & COMPRESSED != 0;
        if is_compressed && self.compression == Compression::None {
            return Err(Status::internal(
                "a message is marked as compressed, and the request has no `Connect-Content-Encoding`",
            ));
        }
        let Some(mut length) = self.bytes.get(1..HEADER) else { return Ok(None) };
        let length = usize::try_from(length.get_u32()).unwrap_or(usize::MAX);
        if length > self.limit { Err(too_large(self.limit)) } else { Ok(Some(Header { length, is_compressed })) }
    }
}

impl Split for Envelopes {
    fn push(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    fn next(&mut self) -> Result<Option<Bytes>, Failure> {
        let Some(Header { length, is_compressed }) = self.header()? else { return Ok(None) };
        if self.bytes.len() < HEADER + length {
            return Ok(None);
        }
        self.bytes.advance(HEADER);
        let message = self.bytes.split_to(length).freeze();
        let compression = if is_compressed { self.compression } else { Compression::None };
        Ok(Some(compression.decompress(message, self.limit)?))
    }

    fn is_incomplete(&self) -> bool {
        !self.bytes.is_empty()
    }

    fn finish(&mut self) -> Result<Option<Bytes>, Failure> {
        if self.is_incomplete() {
            Err(Status::invalid_argument("the stream of requests ends within a message").into())
        } else {
            Ok(None)
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use tonic::Code;

    use super::*;

    /// Returns the messages of a stream, or the code of its error.
    fn split(stream: &[u8], piece: usize) -> Result<Vec<Bytes>, Code> {
        split_with(Compression::None, stream, piece)
    }

    fn split_with(compression: Compression, stream: &[u8], piece: usize) -> Result<Vec<Bytes>, Code> {
        let mut envelopes = Envelopes::new(10, compression);
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

    #[cfg(feature = "rest-gzip")]
    #[test]
    fn decompresses_messages_with_the_flag() {
        let long = message(&[b'a'; 2000], Compression::Gzip);
        assert_eq!(long[0], COMPRESSED);
        assert_eq!(message(b"short", Compression::Gzip)[0], 0);
        // As short as the compression of a message within the limit can be, without the header of a name or a time.
        let empty = b"\x1f\x8b\x08\0\0\0\0\0\0\xff\x03\0\0\0\0\0\0\0\0\0";
        let stream = [envelope(0, b"one"), envelope(COMPRESSED, b""), envelope(0, b"two")].concat();
        assert_eq!(split_with(Compression::Gzip, &stream, 3).unwrap(), [&b"one"[..], b"", b"two"]);
        assert_eq!(split_with(Compression::Gzip, &envelope(COMPRESSED, empty), 7), Err(Code::ResourceExhausted));
        let mut envelopes = Envelopes::new(1999, Compression::Gzip);
        envelopes.push(&long);
        assert_eq!(envelopes.next().unwrap_err().status.code(), Code::ResourceExhausted);
        let mut envelopes = Envelopes::new(2000, Compression::Gzip);
        envelopes.push(&long);
        assert_eq!(envelopes.next().unwrap().unwrap(), [b'a'; 2000][..]);
    }
}
