//! Streams of responses, from a list or a task, and streams of requests that are collected.

use std::pin::Pin;

use tokio::sync::mpsc;
use tokio_stream::Stream;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Code, Response, Status, Streaming};

use crate::fault::Fault;

/// A stream of responses.
pub(super) type Outgoing<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;
/// The sender for the responses of a task.
pub(super) type ResponseSender<T> = mpsc::Sender<Result<T, Status>>;

/// The maximum number of messages in a collected stream.
const MOST: usize = 10_000;
/// The number of buffered responses for a slow connection.
const AHEAD: usize = 16;

/// Returns a stream of the items of a list.
pub(super) fn list<T: Send + 'static>(items: impl Iterator<Item = T> + Send + 'static) -> Response<Outgoing<T>> {
    Response::new(Box::pin(tokio_stream::iter(items.map(Ok))))
}

/// Returns a stream of the responses of a task. The task is dropped when the caller disconnects.
pub(super) fn produce<T, W, F>(work: W) -> Response<Outgoing<T>>
where
    T: Send + 'static,
    W: FnOnce(ResponseSender<T>) -> F + Send + 'static,
    F: Future<Output = Result<(), Status>> + Send,
{
    let (responses, stream) = mpsc::channel(AHEAD);
    tokio::spawn(async move {
        let ended = tokio::select! {
            ended = work(responses.clone()) => ended,
            () = responses.closed() => return,
        };
        if let Err(status) = ended {
            // Fails if the caller has disconnected and no longer waits for the status.
            _ = responses.send(Err(status)).await;
        }
    });
    Response::new(Box::pin(ReceiverStream::new(stream)))
}

/// Collects a stream, and checks each message when it arrives.
pub(super) async fn collect<T>(
    mut stream: Streaming<T>,
    check: impl Fn(usize, &T) -> Result<(), Fault>,
) -> Result<Vec<T>, Status> {
    let mut messages = Vec::new();
    while let Some(message) = stream.message().await? {
        if messages.len() == MOST {
            let why = format!("a stream may have {MOST} messages at most");
            return Err(Fault::new(Code::ResourceExhausted, why).quota("messages of a stream").into());
        }
        check(messages.len(), &message)?;
        messages.push(message);
    }
    Ok(messages)
}
