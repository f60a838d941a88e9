//! The servers of one name, at its current addresses.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::time::Instant;
use tonic::transport::Endpoint;

use super::balance::Balancing;
use super::member::{Failure, Member};
use super::obstacle::Obstacle;

/// A name and its servers.
#[derive(Debug)]
pub(super) struct Named {
    endpoint: Endpoint,
    host: String,
    port: u16,
    balancing: Balancing,
    known: Mutex<Known>,
    /// Held while resolving, so that concurrent calls resolve once.
    resolving: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct Known {
    members: Vec<Arc<Member>>,
    /// The time of the last resolution, successful or not.
    resolved: Option<Instant>,
    /// Whether a connection to one of the addresses has failed since then.
    is_doubtful: bool,
    failure: Option<Failure>,
}

impl Named {
    /// Creates a name. The endpoint contains the host name, which must be in the certificates of the servers.
    pub(super) fn new(endpoint: Endpoint, host: String, port: u16, balancing: Balancing) -> Self {
        let (known, resolving) = Default::default();
        Self { endpoint, host, port, balancing, known, resolving }
    }

    /// Returns the known servers. Waits for the first resolution; later ones run in the background.
    ///
    /// # Errors
    /// Fails if no address is known.
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

    /// Resolves the name again if that is due. Returns `true` if the known servers have changed.
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
            // The previous addresses may still be valid.
            Ok(_) => known.failure = Some(self.failure("no address is known")),
            Err(error) => known.failure = Some(self.failure(&error.to_string())),
        }
    }

    /// Returns `true` if the addresses are outdated.
    fn is_due(&self) -> bool {
        let known = self.known();
        let is_hasty = known.is_doubtful || known.members.is_empty();
        let wait = if is_hasty { self.balancing.refresh_after_failure } else { self.balancing.refresh };
        known.resolved.is_none_or(|resolved| resolved.elapsed() >= wait)
    }

    /// Returns the servers at these addresses. Servers that are already known keep their connections.
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
