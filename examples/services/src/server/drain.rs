//! The end of serving, as something that streams can wait for.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tonic::{Code, Status};

use crate::fault::Fault;

/// The delay after which clients may retry on another server, or on this one after a restart.
const RESTART: Duration = Duration::from_secs(1);

/// Whether the server is stopping. Clones share it.
#[derive(Clone, Debug)]
pub(super) struct Drain(Arc<watch::Sender<bool>>);

impl Drain {
    pub(super) fn new() -> Self {
        Self(Arc::new(watch::Sender::new(false)))
    }

    /// Says that the server is stopping.
    pub(super) fn begin(&self) {
        self.0.send_replace(true);
    }

    /// Waits until the server is stopping.
    pub(super) fn begun(&self) -> impl Future<Output = ()> + Send + use<> {
        let mut stopping = self.0.subscribe();
        async move {
            // The sender is gone only when the server is, and then it is stopping as well.
            _ = stopping.wait_for(|stopping| *stopping).await;
        }
    }
}

/// What a stream without an end of its own ends with, so that the client goes elsewhere.
pub(super) fn stopping() -> Status {
    Fault::new(Code::Unavailable, "the server is stopping; open the stream again").retry_after(RESTART).into()
}
