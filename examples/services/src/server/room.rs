//! A room, which broadcasts messages to all listeners in the same order.

use std::time::Duration;

use tokio::sync::broadcast::error::{RecvError, TryRecvError};
use tokio::sync::broadcast::{self, Receiver};
use tonic::{Code, Response, Status, Streaming};

use super::drain::{Drain, stopping};
use super::outgoing::{Outgoing, ResponseSender, produce};
use crate::fault::Fault;

/// The number of messages that a listener may lag behind before it loses messages.
const LAG: usize = 1024;

/// A room for messages of one type. Clones refer to the same room.
#[derive(Clone, Debug)]
pub(super) struct Room<T> {
    sender: broadcast::Sender<T>,
    drain: Drain,
}

impl<T: Clone + Send + 'static> Room<T> {
    pub(super) fn new(drain: Drain) -> Self {
        Self { sender: broadcast::Sender::new(LAG), drain }
    }

    /// Broadcasts a message. It is not an error if there are no listeners.
    pub(super) fn broadcast(&self, message: T) {
        _ = self.sender.send(message);
    }

    /// Returns a stream of all messages from now on, until the server stops.
    pub(super) fn subscribe(&self) -> Response<Outgoing<T>> {
        let mut receiver = self.sender.subscribe();
        let stop = self.drain.begun();
        produce(move |responses| async move {
            tokio::select! {
                // Messages before the shutdown are still forwarded.
                biased;
                lost = forward(&mut receiver, &responses) => Err(lost),
                () = stop => Err(stopping()),
            }
        })
    }

    /// Broadcasts the requests of a caller, and returns a stream of all messages. `admit` validates a request and
    /// converts it to a message. The stream ends after the last message that was sent before the end of the requests.
    pub(super) fn join<I, A, F>(&self, mut requests: Streaming<I>, admit: A) -> Response<Outgoing<T>>
    where
        I: Send + 'static,
        A: Fn(I) -> F + Send + Sync + 'static,
        F: Future<Output = Result<T, Status>> + Send,
    {
        let room = self.clone();
        let mut receiver = self.sender.subscribe();
        let stop = self.drain.begun();
        produce(move |responses| async move {
            let forward_requests = async {
                while let Some(request) = requests.message().await? {
                    room.broadcast(admit(request).await?);
                }
                Ok::<_, Status>(())
            };
            tokio::select! {
                biased;
                lost = forward(&mut receiver, &responses) => return Err(lost),
                result = forward_requests => result?,
                () = stop => return Err(stopping()),
            }
            forward_remaining(&mut receiver, &responses).await
        })
    }
}

/// Forwards messages. It is cancel-safe, because it receives a message only when it can forward it.
async fn forward<T: Clone>(receiver: &mut Receiver<T>, responses: &ResponseSender<T>) -> Status {
    loop {
        let Ok(permit) = responses.reserve().await else {
            return stopping();
        };
        match receiver.recv().await {
            Ok(message) => permit.send(Ok(message)),
            Err(RecvError::Lagged(messages)) => return lagged(messages),
            Err(RecvError::Closed) => return stopping(),
        }
    }
}

/// Forwards the messages that are already in the room.
async fn forward_remaining<T: Clone>(receiver: &mut Receiver<T>, responses: &ResponseSender<T>) -> Result<(), Status> {
    loop {
        let Ok(permit) = responses.reserve().await else {
            return Ok(());
        };
        match receiver.try_recv() {
            Ok(message) => permit.send(Ok(message)),
            Err(TryRecvError::Lagged(messages)) => return Err(lagged(messages)),
            Err(TryRecvError::Empty | TryRecvError::Closed) => return Ok(()),
        }
    }
}

fn lagged(messages: u64) -> Status {
    let message = format!("{messages} messages were lost because they were read too slowly; open the stream again");
    Fault::new(Code::ResourceExhausted, message).retry_after(Duration::ZERO).into()
}
