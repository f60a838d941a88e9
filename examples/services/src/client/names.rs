//! Servers behind one name: all its addresses, as they are now.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::time::Instant;
use tonic::transport::Endpoint;

use super::balance::Balancing;
use super::member::{Failure, Member};
use super::obstacle::Obstacle;

/// A name and the servers that it stands for.
#[derive(Debug)]
pub(super) struct Named {
    endpoint: Endpoint,
    host: String,
    port: u16,
    balancing: Balancing,
    known: Mutex<Known>,
    /// Held while resolving, so that many calls at once resolve once.
    resolving: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct Known {
    members: Vec<Arc<Member>>,
    /// The time of the last resolution, successful or not.
    resolved: Option<Instant>,
    /// Whether a connection to one of the addresses failed since then.
    is_doubtful: bool,
    failure: Option<Failure>,
}

impl Named {
    /// The endpoint has the host name, which the certificates of the servers must have.
    pub(super) fn new(endpoint: Endpoint, host: String, port: u16, balancing: Balancing) -> Self {
        let (known, resolving) = Default::default();
        Self { endpoint, host, port, balancing, known, resolving }
    }

    /// Returns the known servers. Waits for the first resolution; later ones run in the background.
    ///
    /// # Errors
    /// When no address is known.
    pub(super) async fn members(self: &Arc<Self>) -> Result<Vec<Arc<Member>>, Failure> {
        if self.known().members.is_empty() {
            self.refresh().await;
        } else if self.is_due() && self.resolving.try_lock().is_ok() {
            let named = Arc::clone(self);
            tokio::spawn(async move { named.refresh().await });
        }
        let known = self.known();
        if known.members.is_empty() {
            let nothing = || self.failure("no address is known");
            return Err(known.failure.clone().unwrap_or_else(nothing));
        }
        Ok(known.members.clone())
    }

    /// Resolves the name again after connections have failed; returns whether other servers are known now.
    pub(super) async fn is_renewed(&self) -> bool {
        let before = self.addresses();
        if self.is_due() {
            self.refresh().await;
        }
        self.addresses() != before
    }

    /// Records that a connection to one of the addresses failed.
    pub(super) fn doubt(&self) {
        self.known().is_doubtful = true;
    }

    /// Resolves the name, unless another call has just done so.
    async fn refresh(&self) {
        let _one = self.resolving.lock().await;
        if !self.is_due() {
            return;
        }
        let resolved = self.balancing.resolver.resolve(&self.host, self.port).await;
        let mut known = self.known();
        known.resolved = Some(Instant::now());
        known.is_doubtful = false;
        match resolved {
            Ok(addresses) if !addresses.is_empty() => {
                tracing::debug!(host = self.host, ?addresses, "resolved");
                known.members = self.of(addresses, &known.members);
            }
            // The addresses of before may be good still.
            Ok(_) => known.failure = Some(self.failure("no address is known")),
            Err(error) => known.failure = Some(self.failure(&error.to_string())),
        }
    }

    /// Returns whether the addresses are too old.
    fn is_due(&self) -> bool {
        let known = self.known();
        let is_hasty = known.is_doubtful || known.members.is_empty();
        let wait = if is_hasty { self.balancing.refresh_after_failure } else { self.balancing.refresh };
        known.resolved.is_none_or(|resolved| resolved.elapsed() >= wait)
    }

    /// The servers at these addresses. Those that were there before keep their connections.
    fn of(&self, mut addresses: Vec<SocketAddr>, before: &[Arc<Member>]) -> Vec<Arc<Member>> {
        addresses.sort_unstable();
        addresses.dedup();
        let member = |address| {
            let kept = before.iter().find(|member| member.address == Some(address)).cloned();
            let new = || Arc::new(Member::new(self.endpoint.clone(), Some(address), self.balancing.breaker));
            kept.unwrap_or_else(new)
        };
        addresses.into_iter().map(member).collect()
    }

    fn addresses(&self) -> Vec<Option<SocketAddr>> {
        self.known().members.iter().map(|member| member.address).collect()
    }

    fn failure(&self, why: &str) -> Failure {
        Failure { message: format!("{}: {why}", self.host), obstacle: Obstacle::UnknownHost }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
