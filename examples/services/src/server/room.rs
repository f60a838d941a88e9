//! A room, which passes messages on to all listeners in the same order, on all servers of a database.
//!
//! Messages are stored in the database, which each server reads while it has listeners.

use std::sync::Arc;
use std::time::Duration;

use prost::Message;
use tokio::sync::Mutex;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};
use tokio::sync::broadcast::{self, Receiver};
use tokio::time::MissedTickBehavior;
use tonic::{Code, Response, Status, Streaming};

use super::drain::{Drain, stopping};
use super::outgoing::{Outgoing, ResponseSender, produce};
use crate::fault::Fault;
use crate::store::said::{self, Said};
use crate::store::{Store, StoreError};

/// The number of messages that a listener may lag behind before it loses messages.
const LAG: usize = 1024;
/// The time after which listeners hear what is said on other servers.
const POLL: Duration = Duration::from_millis(100);

/// A room for messages of one type. Clones refer to the same room.
#[derive(Clone, Debug)]
pub(super) struct Room<T> {
    name: &'static str,
    store: Store,
    sender: broadcast::Sender<T>,
    /// The number of the last message that was passed on.
    passed_on: Arc<Mutex<i64>>,
    drain: Drain,
}

impl<T: Message + Default + Clone + 'static> Room<T> {
    /// Opens the room with this name, which listens to other servers until this one stops.
    pub(super) fn open(name: &'static str, store: Store, drain: Drain) -> Self {
        let room = Self { name, store, sender: broadcast::Sender::new(LAG), passed_on: Arc::default(), drain };
        tokio::spawn(room.clone().poll());
        room
    }

    /// Says a message to everybody in the room. It is not an error if there are no listeners.
    pub(super) async fn say(&self, message: &T) -> Result<(), StoreError> {
        let (name, content) = (self.name, message.encode_to_vec());
        self.store.write(move |store| said::say(store, name, &content)).await?;
        self.catch_up().await
    }

    /// Returns a stream of all messages from now on, until the server stops.
    pub(super) async fn subscribe(&self) -> Result<Response<Outgoing<T>>, StoreError> {
        let mut receiver = self.enter().await?;
        let stop = self.drain.begun();
        Ok(produce(move |responses| async move {
            tokio::select! {
                // Messages before the shutdown are still forwarded.
                biased;
                lost = forward(&mut receiver, &responses) => Err(lost),
                () = stop => Err(stopping()),
            }
        }))
    }

    /// Says the requests of a caller, and returns a stream of all messages. `admit` validates a request and converts it
    /// to a message. The stream ends after the last message that was sent before the end of the requests.
    pub(super) async fn join<I, A, F>(
        &self,
        mut requests: Streaming<I>,
        admit: A,
    ) -> Result<Response<Outgoing<T>>, StoreError>
    where
        I: Send + 'static,
        A: Fn(I) -> F + Send + Sync + 'static,
        F: Future<Output = Result<T, Status>> + Send,
    {
        let room = self.clone();
        let mut receiver = self.enter().await?;
        let stop = self.drain.begun();
        Ok(produce(move |responses| async move {
            let forward_requests = async {
                while let Some(request) = requests.message().await? {
                    room.say(&admit(request).await?).await?;
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
        }))
    }

    /// Returns a receiver of what is said from now on.
    async fn enter(&self) -> Result<Receiver<T>, StoreError> {
        let mut passed_on = self.passed_on.lock().await;
        *passed_on = self.pass_on_after(*passed_on).await?;
        Ok(self.sender.subscribe())
    }

    /// Passes on what was said since the last time, here or on another server.
    async fn catch_up(&self) -> Result<(), StoreError> {
        let mut passed_on = self.passed_on.lock().await;
        *passed_on = self.pass_on_after(*passed_on).await?;
        Ok(())
    }

    /// Passes on what was said after a message, and returns the number of the last message.
    async fn pass_on_after(&self, number: i64) -> Result<i64, StoreError> {
        let name = self.name;
        let said = self.store.read(move |store| said::after(store, name, number)).await?;
        let last = said.last().map_or(number, |said| said.number);
        for Said { number, message } in said {
            match T::decode(message.as_slice()) {
                // Fails without listeners.
                Ok(message) => _ = self.sender.send(message),
                Err(error) => tracing::warn!(room = name, number, %error, "a message of another server is left out"),
            }
        }
        Ok(last)
    }

    async fn poll(self) {
        let mut stop = std::pin::pin!(self.drain.begun());
        let mut ticks = tokio::time::interval(POLL);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = &mut stop => return,
                _ = ticks.tick() => {}
            }
            if self.sender.receiver_count() == 0 {
                continue;
            }
            if let Err(error) = self.catch_up().await {
                // The next attempt may succeed. Health reports a store that fails.
                tracing::debug!(
                    room = self.name,
                    error = &error as &dyn std::error::Error,
                    "cannot hear other servers"
                );
            }
        }
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
