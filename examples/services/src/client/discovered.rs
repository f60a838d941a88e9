//! The current servers of one source, such as a name.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::time::Instant;

use super::balance::Balancing;
use super::connect::{Connect, ConnectError};
use super::discover::{Discover, Place};
use super::member::{Failure, Member};

/// A source and its servers.
#[derive(Debug)]
pub(super) struct Discovered {
    source: Arc<dyn Discover>,
    connect: Connect,
    balancing: Balancing,
    known: Mutex<Known>,
    /// Held during a discovery, so that concurrent calls cause one.
    discovering: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct Known {
    members: Vec<Arc<Member>>,
    /// The time of the last discovery, successful or not.
    discovered: Option<Instant>,
    /// `true` if a connection to one of the servers has failed since then.
    is_doubtful: bool,
    failure: Option<Failure>,
}

impl Discovered {
    /// Creates the servers of a source. `connect` has the settings for connections to them.
    pub(super) fn new(source: Arc<dyn Discover>, connect: Connect, balancing: Balancing) -> Self {
        let (known, discovering) = Default::default();
        Self { source, connect, balancing, known, discovering }
    }

    /// Returns the known servers. Waits for the first discovery; later ones run in the background.
    ///
    /// # Errors
    /// Fails if no server is known.
    pub(super) async fn members(self: &Arc<Self>) -> Result<Vec<Arc<Member>>, Failure> {
        if self.known().members.is_empty() {
            self.refresh().await;
        } else if self.is_due() && self.discovering.try_lock().is_ok() {
            let discovered = Arc::clone(self);
            tokio::spawn(async move { discovered.refresh().await });
        }
        let known = self.known();
        if known.members.is_empty() {
            let nothing = || self.failure("no address is known");
            return Err(known.failure.clone().unwrap_or_else(nothing));
        }
        Ok(known.members.clone())
    }

    /// Discovers the servers again if that is due. Returns `true` if the known servers have changed.
    pub(super) async fn is_renewed(&self) -> bool {
        let before = self.places();
        if self.is_due() {
            self.refresh().await;
        }
        self.places() != before
    }

    /// Records that a connection to one of the servers failed.
    pub(super) fn doubt(&self) {
        self.known().is_doubtful = true;
    }

    /// Discovers the servers, unless another call has just done so.
    async fn refresh(&self) {
        let _one = self.discovering.lock().await;
        if !self.is_due() {
            return;
        }
        let found = self.source.discover().await;
        let mut known = self.known();
        known.discovered = Some(Instant::now());
        known.is_doubtful = false;
        match found {
            Ok(places) if !places.is_empty() => {
                tracing::debug!(source = self.source.name(), ?places, "discovered");
                match self.of(places, &known.members) {
                    Ok(members) => known.members = members,
                    Err(error) => known.failure = Some(self.failure(&error.to_string())),
                }
            }
            // The previous servers may still exist.
            Ok(_) => known.failure = Some(self.failure("no address is known")),
            Err(error) => {
                tracing::warn!(source = self.source.name(), error = &error as &dyn std::error::Error, "no discovery");
                known.failure = Some(self.failure(&error.to_string()));
            }
        }
    }

    /// Returns `true` if the servers are outdated.
    fn is_due(&self) -> bool {
        let known = self.known();
        let is_hasty = known.is_doubtful || known.members.is_empty();
        let refresh = self.source.refresh().unwrap_or(self.balancing.refresh);
        let wait = if is_hasty { self.balancing.refresh_after_failure.min(refresh) } else { refresh };
        known.discovered.is_none_or(|discovered| discovered.elapsed() >= wait)
    }

    /// Returns the servers at these addresses. Servers that are already known keep their connections.
    fn of(&self, mut places: Vec<Place>, before: &[Arc<Member>]) -> Result<Vec<Arc<Member>>, ConnectError> {
        places.sort_unstable();
        places.dedup();
        let member = |place: Place| match before.iter().find(|member| member.place == place) {
            Some(kept) => Ok(Arc::clone(kept)),
            None => Ok(Arc::new(Member::new(self.connect.link(&place)?, place, self.balancing.breaker))),
        };
        places.into_iter().map(member).collect()
    }

    fn places(&self) -> Vec<Place> {
        self.known().members.iter().map(|member| member.place.clone()).collect()
    }

    fn failure(&self, why: &str) -> Failure {
        Failure { message: format!("{}: {why}", self.source.name()), obstacle: self.source.obstacle() }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
