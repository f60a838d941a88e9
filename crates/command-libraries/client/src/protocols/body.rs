//! The requests of a call, which are written while the call runs.

use bytes::Bytes;
use tokio::sync::mpsc;

use protoward_http_client::RequestBody;

use crate::protocols::envelope;

/// Maximum number of requests that wait for the connection.
const MOST_WAITING: usize = 16;

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
