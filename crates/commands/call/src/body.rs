//! The bodies of requests.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use tokio::sync::mpsc;

use crate::envelope;

/// Maximum number of requests that wait for the connection.
const MOST_WAITING: usize = 16;

/// The body of a request.
#[derive(Debug)]
pub(crate) enum RequestBody {
    /// A body that is known.
    Whole(Option<Bytes>),
    /// Messages that are still written.
    Stream(mpsc::Receiver<Bytes>),
}

/// The requests of a call that are still to be sent.
#[derive(Debug)]
pub struct Outbox {
    sender: mpsc::Sender<Bytes>,
    has_envelopes: bool,
}

/// The call is over, and nothing more can be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the call is over")]
pub struct OutboxClosed;

impl Outbox {
    /// Creates an outbox with the body that it writes. `has_envelopes` is `false` for a unary call of Connect, whose
    /// body is the message itself.
    pub(crate) fn new(has_envelopes: bool) -> (Self, RequestBody) {
        let (sender, receiver) = mpsc::channel(MOST_WAITING);
        (Self { sender, has_envelopes }, RequestBody::Stream(receiver))
    }

    /// Sends a request. Waits while many others are waiting, so this must not be called from an asynchronous task.
    ///
    /// # Errors
    /// If the call is over, so that there is no need to write more requests.
    pub fn send(&self, message: Vec<u8>) -> Result<(), OutboxClosed> {
        let bytes = if self.has_envelopes { envelope::sealed(&message) } else { message.into() };
        self.sender.blocking_send(bytes).map_err(|_| OutboxClosed)
    }
}

impl Body for RequestBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        match self.get_mut() {
            Self::Whole(bytes) => Poll::Ready(bytes.take().map(|bytes| Ok(Frame::data(bytes)))),
            Self::Stream(receiver) => receiver.poll_recv(cx).map(|bytes| bytes.map(|bytes| Ok(Frame::data(bytes)))),
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(self, Self::Whole(None))
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Whole(bytes) => SizeHint::with_exact(bytes.as_ref().map_or(0, |bytes| bytes.len() as u64)),
            Self::Stream(_) => SizeHint::default(),
        }
    }
}
