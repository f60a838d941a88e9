//! A `tonic::Streaming` of messages that come from another one.

use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use http_body::{Body, Frame};

use super::tonic::codec::{DecodeBuf, Decoder};
use super::tonic::codegen::Bytes;
use super::tonic::{Status, Streaming};

/// A gRPC frame of an empty message.
const EMPTY_FRAME: &[u8] = &[0; 5];

/// The slot through which the body passes a message to the decoder.
type Taken<M> = Arc<Mutex<Option<M>>>;

/// A body with an empty frame for each message, because a [`Streaming`] can only be created from a body.
pub(super) struct RelayedBody<M, N> {
    messages: Streaming<M>,
    /// Returns the next message.
    next: N,
    /// `true` for responses, which end with trailers.
    has_trailers: bool,
    taken: Taken<M>,
}

impl<M, N> RelayedBody<M, N> {
    /// Returns a body, and its decoder. `next` returns the next message.
    pub(super) fn new(messages: Streaming<M>, next: N, has_trailers: bool) -> (Self, TakenDecoder<M>) {
        let taken = Taken::default();
        (Self { messages, next, has_trailers, taken: Arc::clone(&taken) }, TakenDecoder(taken))
    }
}

impl<M, N> Body for RelayedBody<M, N>
where
    N: FnMut(&mut Streaming<M>, &mut Context<'_>) -> Poll<Option<Result<M, Status>>> + Unpin,
{
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let this = self.get_mut();
        let Poll::Ready(next) = (this.next)(&mut this.messages, context) else { return Poll::Pending };
        match next {
            Some(message) => Poll::Ready(Some(message.map(|message| {
                *this.taken.lock().unwrap_or_else(PoisonError::into_inner) = Some(message);
                Frame::data(Bytes::from_static(EMPTY_FRAME))
            }))),
            None if std::mem::take(&mut this.has_trailers) => {
                let trailers = pin!(this.messages.trailers());
                let Poll::Ready(trailers) = trailers.poll(context) else { return Poll::Pending };
                Poll::Ready(trailers.transpose().map(|it| it.map(|it| Frame::trailers(it.into_headers()))))
            }
            None => Poll::Ready(None),
        }
    }
}

/// A decoder that returns the message in the slot, whatever the frame.
pub(super) struct TakenDecoder<M>(Taken<M>);

impl<M> Decoder for TakenDecoder<M> {
    type Item = M;
    type Error = Status;

    fn decode(&mut self, _: &mut DecodeBuf<'_>) -> Result<Option<M>, Status> {
        Ok(self.0.lock().unwrap_or_else(PoisonError::into_inner).take())
    }
}
