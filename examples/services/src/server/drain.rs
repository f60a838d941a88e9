//! The shutdown signal that streams wait for.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tonic::{Code, Status};

use crate::fault::Fault;

/// The delay after which clients may retry on another server, or on this one after a restart.
const RESTART: Duration = Duration::from_secs(1);

/// The shutdown signal. Clones share it.
#[derive(Clone, Debug)]
pub(super) struct Drain(Arc<watch::Sender<bool>>);

impl Drain {
    pub(super) fn new() -> Self {
        Self(Arc::new(watch::Sender::new(false)))
    }

    /// Signals the shutdown.
    pub(super) fn begin(&self) {
        self.0.send_replace(true);
    }

    /// Waits for the shutdown.
    pub(super) fn begun(&self) -> impl Future<Output = ()> + Send + use<> {
        let mut stopping = self.0.subscribe();
        async move {
            // If the sender is dropped, the server is stopping as well.
            _ = stopping.wait_for(|stopping| *stopping).await;
        }
    }
}

/// Returns the last status of a stream that would not end by itself, so that the client connects elsewhere.
pub(super) fn stopping() -> Status {
    Fault::new(Code::Unavailable, "the server is stopping; open the stream again").retry_after(RESTART).into()
}
