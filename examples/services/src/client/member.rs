//! One server: its connection and its circuit breaker.

use std::error::Error;
use std::io;
use std::net::SocketAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tonic::transport::{Channel, Endpoint, Uri};
use tower::{ServiceExt, service_fn};

use super::breaker::{Breaker, BreakerSettings, Permit};
use super::obstacle::{Obstacle, chain};

/// A server.
#[derive(Debug)]
pub(super) struct Member {
    endpoint: Endpoint,
    /// The address to connect to, if it is not the host of the endpoint. The certificate of the server must be for
    /// that host anyway.
    pub(super) address: Option<SocketAddr>,
    breaker: Breaker,
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

impl Member {
    pub(super) fn new(endpoint: Endpoint, address: Option<SocketAddr>, settings: BreakerSettings) -> Self {
        let (known, connecting) = Default::default();
        Self { endpoint, address, breaker: Breaker::new(settings), known, connecting }
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

    pub(super) fn failure(&self, error: &(dyn Error + 'static)) -> Failure {
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
        let channel = match self.address {
            None => self.endpoint.connect().await?,
            Some(address) => self.endpoint.connect_with_connector(service_fn(move |_: Uri| connect(address))).await?,
        };
        self.known().channel = Some(channel.clone());
        channel.ready_oneshot().await
    }

    /// Returns the current connection, if it is ready. Readiness belongs to the clone that was polled.
    async fn live(&self) -> Option<Channel> {
        let channel = self.known().channel.clone();
        channel?.ready_oneshot().await.ok()
    }

    fn name(&self) -> String {
        let uri = self.endpoint.uri();
        self.address.map_or_else(|| uri.to_string(), |address| format!("{uri} at {address}"))
    }

    fn last_failure(&self) -> Failure {
        let failure = self.known().failure.clone();
        failure.unwrap_or_else(|| Failure { message: self.name(), obstacle: Obstacle::Failing })
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn connect(address: SocketAddr) -> io::Result<TokioIo<TcpStream>> {
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    Ok(TokioIo::new(stream))
}

/// Returns the last error in a chain, which is the most specific: "connection refused", "invalid peer certificate".
pub(super) fn innermost(error: &(dyn Error + 'static)) -> String {
    chain(error).last().map(ToString::to_string).unwrap_or_default()
}
