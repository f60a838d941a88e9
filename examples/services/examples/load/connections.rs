//! Rounds of connections. Each round opens all of them with TLS and HTTP/2, makes one call on each, holds them open together, and
//! closes them.

use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::Failure;
use crate::good::Caller;
use crate::target::Target;

/// The number of handshakes at a time.
const HANDSHAKES: usize = 64;

/// The time within which a server returns memory to the system.
const SETTLE: Duration = Duration::from_secs(10);

#[derive(Debug, Args)]
pub(crate) struct Options {
    #[arg(long, default_value_t = 5)]
    rounds: u32,
    #[arg(long, default_value_t = 10_000)]
    connections: usize,
}

pub(crate) async fn run(target: &Arc<Target>, options: &Options) -> Result<(), Failure> {
    println!("at the start: {} MB", target.memory()?);
    for round in 1..=options.rounds {
        let open = open(target, options.connections).await?;
        let during = target.memory()?;
        drop(open);
        while target.files()? > options.connections / 10 {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        tokio::time::sleep(SETTLE).await;
        println!("round {round}: {during} MB while they are open, {} MB afterwards", target.memory()?);
    }
    Ok(())
}

/// Opens all connections and calls on each of them.
async fn open(target: &Arc<Target>, connections: usize) -> Result<Vec<Caller>, Failure> {
    let handshakes = Arc::new(Semaphore::new(HANDSHAKES));
    let mut opening = JoinSet::new();
    for _ in 0..connections {
        let (target, handshakes) = (Arc::clone(target), Arc::clone(&handshakes));
        opening.spawn(async move {
            let _permit = handshakes.acquire().await?;
            let mut caller = Caller::connect(&target).await?;
            caller.call().await?;
            Ok(caller)
        });
    }
    opening.join_all().await.into_iter().collect()
}
