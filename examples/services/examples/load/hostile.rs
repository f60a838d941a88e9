//! Clients that break the protocol, one kind after the other, beside clients that follow it. The server must end the connections
//! of the former within its limits, and serve the latter.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use clap::Args;
use tokio::runtime::Handle;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::Failure;
use crate::good::{WARM, Working};
use crate::kinds::{KINDS, behave};
use crate::target::Target;

/// The number of connections that are opened at a time.
const OPENING: usize = 32;
/// The time for which good clients work alone, and within which the server returns memory to the system.
const ALONE: Duration = Duration::from_secs(10);
/// The tolerance of limits: timers of many connections, and the time to open them.
const LATE: Duration = Duration::from_secs(5);

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Clients of each kind.
    #[arg(long, default_value_t = 1000)]
    clients: usize,
    /// Clients that follow the rules.
    #[arg(long, default_value_t = 64)]
    good: usize,
    /// Only kinds with this in their name.
    #[arg(long, default_value = "")]
    only: String,
}

pub(crate) async fn run(target: &Arc<Target>, options: &Options, good: &Handle) -> Result<(), Failure> {
    let working = Working::start(target, options.good, good);
    tokio::time::sleep(ALONE).await;
    let alone = working.end().await;
    println!("alone: {} calls, {} failed, p99 {:.1?}", alone.count(), alone.failures.len(), alone.p99());
    tokio::time::sleep(ALONE).await;
    println!("memory: {} MB", target.memory()?);
    for (kind, limit) in KINDS.iter().filter(|(kind, _)| kind.contains(&options.only)) {
        one(target, options, good, kind, Duration::from_secs(*limit)).await?;
    }
    tokio::time::sleep(ALONE).await;
    println!("memory: {} MB", target.memory()?);
    Ok(())
}

async fn one(
    target: &Arc<Target>,
    options: &Options,
    good: &Handle,
    kind: &'static str,
    limit: Duration,
) -> Result<(), Failure> {
    let working = Working::start(target, options.good, good);
    tokio::time::sleep(WARM).await;
    let before = target.files()?;
    let (opening, begun) = (Arc::new(Semaphore::new(OPENING)), Arc::new(AtomicUsize::new(0)));
    let mut bad = JoinSet::new();
    for _ in 0..options.clients {
        let (target, opening, begun) = (Arc::clone(target), Arc::clone(&opening), Arc::clone(&begun));
        bad.spawn(async move {
            let permit = opening.acquire_owned().await?;
            // The next connections are opened while this one runs.
            tokio::spawn(async move {
                tokio::time::sleep(Duration::from_millis(50)).await;
                begun.fetch_add(1, Ordering::Relaxed);
                drop(permit);
            });
            behave(&target, kind).await
        });
    }
    let mut most = before;
    while begun.load(Ordering::Relaxed) < options.clients {
        tokio::time::sleep(Duration::from_millis(50)).await;
        most = most.max(target.files()?);
    }
    // Limits count from the last connection.
    let started = Instant::now();
    // Good clients replace their connections now and then.
    while target.files()? > before + options.good / 8 && started.elapsed() < limit + 2 * LATE {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let (took, left) = (started.elapsed(), target.files()?.saturating_sub(before + options.good / 8));
    bad.shutdown().await;
    let calls = working.end().await;
    let verdict = if left == 0 && took <= limit + LATE { "ended" } else { "NOT ENDED" };
    println!(
        "{kind}: {} open together, {verdict} after {took:.1?} (limit {limit:?}), {left} left; good: {} calls, {} failed, p99 {:.1?}; {} MB",
        most - before,
        calls.count(),
        calls.failures.len(),
        calls.p99(),
        target.memory()?,
    );
    for failure in calls.failures.iter().take(3) {
        println!("  {failure}");
    }
    Ok(())
}
