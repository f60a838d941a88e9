//! One server: its connection and its circuit breaker.

use std::error::Error;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tonic::transport::Channel;
use tower::ServiceExt;

use super::breaker::{Breaker, BreakerSettings, Permit};
use super::discover::Place;
use super::link::Link;
use super::obstacle::{Obstacle, chain};

/// A server.
#[derive(Debug)]
pub(super) struct Member {
    link: Link,
    pub(super) place: Place,
    breaker: Breaker,
    /// The number of calls on their way.
    calls: AtomicUsize,
    known: Mutex<Known>,
    /// Held while connecting, so that concurrent calls open one connection.
    connecting: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct Known {
    channel: Option<Channel>,
    /// The last failure, for calls that are rejected because of it.
    failure: Option<Failure>,
}

/// The reason why a server cannot be called.
#[derive(Clone, Debug)]
pub(super) struct Failure {
    pub(super) message: String,
    pub(super) obstacle: Obstacle,
}

/// A guard that counts as a call until it is dropped.
#[derive(Debug)]
pub(super) struct CallGuard(Arc<Member>);

impl Drop for CallGuard {
    fn drop(&mut self) {
        self.0.calls.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Member {
    /// Creates a server. `link` connects to its address.
    pub(super) fn new(link: Link, place: Place, settings: BreakerSettings) -> Self {
        let (calls, known, connecting) = Default::default();
        Self { link, place, breaker: Breaker::new(settings), calls, known, connecting }
    }

    /// Returns the number of calls on their way.
    pub(super) fn calls(&self) -> usize {
        self.calls.load(Ordering::Relaxed)
    }

    /// Counts a call until the guard is dropped.
    pub(super) fn enter(self: &Arc<Self>) -> CallGuard {
        self.calls.fetch_add(1, Ordering::Relaxed);
        CallGuard(Arc::clone(self))
    }

    /// Returns a connection and the permission to make a call on it.
    pub(super) async fn reach(&self) -> Result<(Permit, Channel), Failure> {
        let Some(permit) = self.breaker.admit() else {
            return Err(self.last_failure());
        };
        match self.channel().await {
            Ok(channel) => Ok((permit, channel)),
            Err(failure) => {
                self.unreachable(permit, failure.clone());
                Err(failure)
            }
        }
    }

    /// Records that the server returned UNAVAILABLE.
    pub(super) fn unavailable(&self, permit: Permit, message: &str) {
        let message = format!("{} keeps failing: {message}", self.name());
        self.known().failure = Some(Failure { message, obstacle: Obstacle::Failing });
        permit.failed();
    }

    /// Drops a lost connection and records the failure.
    pub(super) fn lost(&self, permit: Permit, error: &(dyn Error + 'static)) {
        let mut known = self.known();
        known.channel = None;
        known.failure = Some(self.failure(error));
        permit.failed();
    }

    /// Records a failed connection.
    pub(super) fn unreachable(&self, permit: Permit, failure: Failure) {
        let mut known = self.known();
        known.channel = None;
        known.failure = Some(failure);
        permit.unreachable();
    }

    /// Returns why the server cannot be called. The alert of a server is a better reason than the error that it has
    /// caused.
    pub(super) fn failure(&self, error: &(dyn Error + 'static)) -> Failure {
        let alert = self.link.take_alert().map(rustls::Error::AlertReceived);
        let error = alert.as_ref().map_or(error, |alert| alert);
        Failure { message: format!("{}: {}", self.name(), innermost(error)), obstacle: Obstacle::of(error) }
    }

    /// Returns the current connection, or opens one.
    async fn channel(&self) -> Result<Channel, Failure> {
        if let Some(channel) = self.live().await {
            return Ok(channel);
        }
        let was_open = self.breaker.is_open();
        let _one = self.connecting.lock().await;
        if let Some(channel) = self.live().await {
            return Ok(channel);
        }
        // A call that has waited does not repeat an attempt that has just failed.
        if self.breaker.is_open() && !was_open {
            return Err(self.last_failure());
        }
        self.connect().await.map_err(|error| self.failure(&error))
    }

    async fn connect(&self) -> Result<Channel, tonic::transport::Error> {
        let channel = self.link.connect().await?;
        self.known().channel = Some(channel.clone());
        channel.ready_oneshot().await
    }

    /// Returns the current connection, if it is ready. Readiness belongs to the clone that was polled.
    async fn live(&self) -> Option<Channel> {
        let channel = self.known().channel.clone();
        channel?.ready_oneshot().await.ok()
    }

    /// Returns the URL, and the address if it is not that of the host.
    pub(super) fn name(&self) -> String {
        let url = &self.place.url;
        self.place.address.map_or_else(|| url.clone(), |address| format!("{url} at {address}"))
    }

    fn last_failure(&self) -> Failure {
        let failure = self.known().failure.clone();
        failure.unwrap_or_else(|| Failure { message: self.name(), obstacle: Obstacle::Failing })
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns the last error in a chain, which is the most specific: "connection refused", "invalid peer certificate".
pub(super) fn innermost(error: &(dyn Error + 'static)) -> String {
    chain(error).last().map(ToString::to_string).unwrap_or_default()
}
