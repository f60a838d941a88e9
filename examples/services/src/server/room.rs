//! A room: what is said in it reaches everyone who listens, in one order.

use std::time::Duration;

use tokio::sync::broadcast::error::{RecvError, TryRecvError};
use tokio::sync::broadcast::{self, Receiver};
use tonic::{Code, Response, Status, Streaming};

use super::drain::{Drain, stopping};
use super::outgoing::{Answers, Outgoing, produce};
use crate::fault::Fault;

/// How far a listener may lag behind before it loses messages.
const LAG: usize = 1024;

/// A room for messages of one type. Clones are the same room.
#[derive(Clone, Debug)]
pub(super) struct Room<T> {
    said: broadcast::Sender<T>,
    drain: Drain,
}

impl<T: Clone + Send + 'static> Room<T> {
    pub(super) fn new(drain: Drain) -> Self {
        Self { said: broadcast::Sender::new(LAG), drain }
    }

    /// Says something. That nobody may be there to hear it is fine.
    pub(super) fn say(&self, message: T) {
        _ = self.said.send(message);
    }

    /// Listens to everything that is said from now on, until the server stops.
    pub(super) fn listen(&self) -> Response<Outgoing<T>> {
        let mut ear = self.said.subscribe();
        let stop = self.drain.begun();
        produce(move |answers| async move {
            tokio::select! {
                // What was said before the stop is still passed on.
                biased;
                lost = relay(&mut ear, &answers) => Err(lost),
                () = stop => Err(stopping()),
            }
        })
    }

    /// Speaks and listens. `admit` checks a request and says what it becomes in the room. When the caller
    /// has said everything, the stream ends after the last of what was said until then.
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

/// Passes on what is heard. Nothing is lost when it is dropped: it hears only once it can pass on.
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

/// Passes on what was said already.
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
