//! The messages in the body of a stream of requests: lines of JSON, or envelopes of Connect, within limits of size and time.

use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;

use axum::body::BodyDataStream;
use bytes::Bytes;
use futures_util::stream::{Stream, StreamExt as _, unfold};
use tonic::Status;

use crate::rest::failure::{self, Failure};
use crate::rest::settings::RouteSettings;

/// A buffer that finds the ends of messages in bytes that arrive in pieces.
pub(crate) trait Split: Send {
    fn push(&mut self, bytes: &[u8]);

    /// Returns the next complete message.
    ///
    /// # Errors
    /// Fails if the bytes are not a message, or the message exceeds the limit. The stream ends with the error.
    fn next(&mut self) -> Result<Option<Bytes>, Failure>;

    /// Returns `true` if a message has begun and not ended.
    fn is_incomplete(&self) -> bool;

    /// Returns the last message at the end of the body.
    ///
    /// # Errors
    /// Fails if the message is incomplete.
    fn finish(&mut self) -> Result<Option<Bytes>, Failure>;
}

/// A body that is read message by message.
struct Messages<S> {
    data: BodyDataStream,
    split: S,
    is_done: bool,
}

/// Splits a body into messages. A message that has begun must arrive within the read timeout. `exceeded` receives the HTTP
/// status of an error that has one of its own.
pub(crate) fn messages<S: Split + 'static>(
    data: BodyDataStream,
    split: S,
    settings: &RouteSettings,
    exceeded: Arc<AtomicU16>,
) -> impl Stream<Item = Result<Bytes, Status>> + Send + use<S> {
    let timeout = settings.read_timeout;
    unfold(Messages { data, split, is_done: false }, move |mut messages| {
        let exceeded = Arc::clone(&exceeded);
        async move {
            if messages.is_done {
                return None;
            }
            let next = messages.next(timeout).await;
            let next = next.map_err(|failure| {
                messages.is_done = true;
                exceeded.store(failure.http_status.map_or(0, |status| status.as_u16()), Ordering::Relaxed);
                failure.status
            });
            next.transpose().map(|next| (next, messages))
        }
    })
}

impl<S: Split> Messages<S> {
    /// Returns the next message. The time between messages is not limited.
    async fn next(&mut self, timeout: Option<Duration>) -> Result<Option<Bytes>, Failure> {
        loop {
            if let Some(message) = self.split.next()? {
                return Ok(Some(message));
            }
            let chunk = self.data.next();
            let chunk = match timeout.filter(|_| self.split.is_incomplete()) {
                None => chunk.await,
                Some(timeout) => tokio::time::timeout(timeout, chunk).await.map_err(|_| Failure::too_slow(timeout))?,
            };
            match chunk {
                Some(Ok(chunk)) => self.split.push(&chunk),
                Some(Err(error)) => return Err(failure::broken(&error).into()),
                None => {
                    self.is_done = true;
                    return self.split.finish();
                }
            }
        }
    }
}
