//! A room, which broadcasts messages to all listeners in the same order.

use std::time::Duration;

use tokio::sync::broadcast::error::{RecvError, TryRecvError};
use tokio::sync::broadcast::{self, Receiver};
use tonic::{Code, Response, Status, Streaming};

use super::drain::{Drain, stopping};
use super::outgoing::{Answers, Outgoing, produce};
use crate::fault::Fault;

/// The number of messages that a listener may lag behind before it loses messages.
const LAG: usize = 1024;

/// A room for messages of one type. Clones refer to the same room.
#[derive(Clone, Debug)]
pub(super) struct Room<T> {
    said: broadcast::Sender<T>,
    drain: Drain,
}

impl<T: Clone + Send + 'static> Room<T> {
    pub(super) fn new(drain: Drain) -> Self {
        Self { said: broadcast::Sender::new(LAG), drain }
    }

    /// Broadcasts a message. It is not an error if there are no listeners.
    pub(super) fn say(&self, message: T) {
        _ = self.said.send(message);
    }

    /// Returns a stream of all messages from now on, until the server stops.
    pub(super) fn listen(&self) -> Response<Outgoing<T>> {
        let mut ear = self.said.subscribe();
        let stop = self.drain.begun();
        produce(move |answers| async move {
            tokio::select! {
                // Messages before the shutdown are still forwarded.
                biased;
                lost = relay(&mut ear, &answers) => Err(lost),
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
        let mut ear = self.said.subscribe();
        let stop = self.drain.begun();
        produce(move |answers| async move {
            let speak = async {
                while let Some(request) = requests.message().await? {
                    room.say(admit(request).await?);
                }
                Ok::<_, Status>(())
            };
            tokio::select! {
                biased;
                lost = relay(&mut ear, &answers) => return Err(lost),
                said = speak => said?,
                () = stop => return Err(stopping()),
            }
            rest(&mut ear, &answers).await
        })
    }
}

/// Forwards messages. It is cancel-safe, because it receives a message only when it can forward it.
async fn relay<T: Clone>(ear: &mut Receiver<T>, answers: &Answers<T>) -> Status {
    loop {
        let Ok(place) = answers.reserve().await else {
            return stopping();
        };
        match ear.recv().await {
            Ok(message) => place.send(Ok(message)),
            Err(RecvError::Lagged(messages)) => return lagged(messages),
            Err(RecvError::Closed) => return stopping(),
        }
    }
}

/// Forwards the messages that are already in the room.
async fn rest<T: Clone>(ear: &mut Receiver<T>, answers: &Answers<T>) -> Result<(), Status> {
    loop {
        let Ok(place) = answers.reserve().await else {
            return Ok(());
        };
        match ear.try_recv() {
            Ok(message) => place.send(Ok(message)),
            Err(TryRecvError::Lagged(messages)) => return Err(lagged(messages)),
            Err(TryRecvError::Empty | TryRecvError::Closed) => return Ok(()),
        }
    }
}

fn lagged(messages: u64) -> Status {
    let why = format!("{messages} messages were lost because they were read too slowly; open the stream again");
    Fault::new(Code::ResourceExhausted, why).retry_after(Duration::ZERO).into()
}
