//! Cleanup of interrupted orders: their stock is released.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::Parts;
use super::caller::{Caller, PATIENCE};
use crate::store::now;
use crate::store::orders::placed::{self, Unfinished};
use crate::token::Secret;

/// The interval between sweeps.
const EVERY: Duration = Duration::from_secs(10);
/// The age at which an unfinished order is considered interrupted. It is much longer than the steps of an order take.
const DEAD: Duration = Duration::from_secs(3 * PATIENCE.as_secs());
/// The caller in calls to the inventory service.
const SUBJECT: &str = "order-service";

pub(super) async fn run(parts: Arc<Parts>, secret: Secret, stop: impl Future<Output = ()>) {
    tokio::pin!(stop);
    let mut ticks = tokio::time::interval(EVERY);
    let mut seen = BTreeMap::new();
    loop {
        tokio::select! {
            () = &mut stop => return,
            _ = ticks.tick() => seen = sweep(&parts, &secret, &seen).await,
        }
    }
}

/// The unfinished orders by id, with the times at which this process has first seen them.
type Seen = BTreeMap<String, Instant>;

/// Releases the stock of interrupted orders, and returns what is unfinished. Failures are retried in the next sweep.
async fn sweep(parts: &Parts, secret: &Secret, seen: &Seen) -> Seen {
    let unfinished = parts.store.read(placed::unfinished).await.unwrap_or_else(|error| {
        tracing::error!(error = &error as &dyn std::error::Error, "cannot look for unfinished orders");
        Vec::new()
    });
    let (now, today) = (Instant::now(), now());
    let first_seen = |id: &str| seen.get(id).copied().unwrap_or(now);
    // An order from before a restart has its time alone. After the clock was set back, that time is in the future.
    let is_dead = |order: &&Unfinished| {
        now - first_seen(&order.id) >= DEAD || today.saturating_sub(order.started_at) > DEAD.as_secs() as i64
    };
    for Unfinished { id, .. } in unfinished.iter().filter(is_dead) {
        let Ok(token) = secret.sign(SUBJECT, 2 * PATIENCE) else { break };
        match parts.abandon(&Caller::own(&token), id).await {
            Ok(()) => tracing::warn!(order = id, "an unfinished order was given up"),
            Err(status) => tracing::error!(order = id, %status, "an unfinished order is left"),
        }
    }
    unfinished.into_iter().map(|order| (order.id.clone(), first_seen(&order.id))).collect()
}
