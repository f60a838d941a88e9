//! Streams of requests as methods take them: a `tonic::Streaming`, which reads gRPC frames.

use bytes::{Buf as _, Bytes};
use futures_util::stream::{Stream, StreamExt as _};
use http_body::Frame;
use http_body_util::StreamBody;
use tonic::codec::{DecodeBuf, Decoder};
use tonic::{Status, Streaming};

use crate::rest::failure::Failure;
use crate::rest::wire;

/// Decodes the messages of a stream. `decode` takes the bytes of a message, and the number of messages so far.
pub(crate) fn decoded<T, F>(
    messages: impl Stream<Item = Result<Bytes, Status>> + Send + 'static,
    decode: F,
) -> Streaming<T>
where
    T: Send + 'static,
    F: FnMut(&[u8], usize) -> Result<T, Failure> + Send + 'static,
{
    let frames = messages.map(|message| message.map(|message| Frame::data(wire::frame(&message))));
    // Messages are limited already.
    Streaming::new_request(MessageDecoder { decode, count: 0 }, StreamBody::new(frames), None, Some(usize::MAX))
}

struct MessageDecoder<F> {
    decode: F,
    /// The number of messages so far.
    count: usize,
}

impl<T, F: FnMut(&[u8], usize) -> Result<T, Failure>> Decoder for MessageDecoder<F> {
    type Item = T;
    type Error = Status;

    fn decode(&mut self, frame: &mut DecodeBuf<'_>) -> Result<Option<T>, Status> {
        let bytes = frame.copy_to_bytes(frame.remaining());
        self.count += 1;
        (self.decode)(&bytes, self.count).map(Some).map_err(|failure| failure.status)
    }
}
