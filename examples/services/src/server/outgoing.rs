//! Streams: of answers, made from a list or by a task, and of requests, kept until their end.

use std::pin::Pin;

use tokio::sync::mpsc;
use tokio_stream::Stream;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Code, Response, Status, Streaming};

use crate::fault::Fault;

/// A stream of answers.
pub(super) type Outgoing<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;
/// Where a task puts its answers.
pub(super) type Answers<T> = mpsc::Sender<Result<T, Status>>;

/// How many messages a stream that is kept until its end may have.
const MOST: usize = 10_000;
/// How many answers wait for a slow connection.
const AHEAD: usize = 16;

/// Streams a list that is there already.
pub(super) fn list<T: Send + 'static>(items: impl Iterator<Item = T> + Send + 'static) -> Response<Outgoing<T>> {
    Response::new(Box::pin(tokio_stream::iter(items.map(Ok))))
}

/// Streams what a task answers. The task is dropped when the caller goes away.
pub(super) fn produce<T, W, F>(work: W) -> Response<Outgoing<T>>
where
    T: Send + 'static,
    W: FnOnce(Answers<T>) -> F + Send + 'static,
    F: Future<Output = Result<(), Status>> + Send,
{
    let (answers, stream) = mpsc::channel(AHEAD);
    tokio::spawn(async move {
        let ended = tokio::select! {
            ended = work(answers.clone()) => ended,
            () = answers.closed() => return,
        };
        if let Err(status) = ended {
            // It fails when the caller has gone away, and then nobody waits for it.
            _ = answers.send(Err(status)).await;
        }
    });
    Response::new(Box::pin(ReceiverStream::new(stream)))
}

/// Reads a stream to its end, checking each message as it comes.
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
