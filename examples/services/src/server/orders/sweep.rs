//! Cleanup of interrupted orders: their stock is released.

use std::sync::Arc;
use std::time::Duration;

use super::Parts;
use super::caller::{Caller, PATIENCE};
use crate::store::now;
use crate::store::orders::placed;
use crate::token::Secret;

/// The interval between sweeps.
const EVERY: Duration = Duration::from_secs(30);
/// The age in seconds at which an unfinished order is considered interrupted. It is much longer than any step.
const DEAD: i64 = 6 * PATIENCE.as_secs() as i64;
/// The caller in calls to the inventory service.
const SUBJECT: &str = "order-service";

pub(super) async fn run(parts: Arc<Parts>, secret: Secret, stop: impl Future<Output = ()>) {
    tokio::pin!(stop);
    let mut ticks = tokio::time::interval(EVERY);
    loop {
        tokio::select! {
            () = &mut stop => return,
            _ = ticks.tick() => sweep(&parts, &secret).await,
        }
    }
}

/// Releases the stock of interrupted orders. Failures are retried in the next sweep.
async fn sweep(parts: &Parts, secret: &Secret) {
    let dead = parts.store.read(|store| placed::unfinished(store, now() - DEAD)).await;
    let dead = dead.unwrap_or_else(|error| {
        tracing::error!(error = &error as &dyn std::error::Error, "cannot look for unfinished orders");
        Vec::new()
    });
    for id in dead {
        let Ok(token) = secret.sign(SUBJECT, 2 * PATIENCE) else { return };
        match parts.abandon(&Caller::own(&token), &id).await {
            Ok(()) => tracing::warn!(order = id, "an unfinished order was given up"),
            Err(status) => tracing::error!(order = id, %status, "an unfinished order is left"),
        }
    }
}
