//! Load tests of a running server.
//!
//! ```console
//! $ cargo run -q -p services -- serve --memory --max-connections 20000 &
//! $ cargo run -q -p services --example load -- --pid $! connections
//! ```
//!
//! `connections` measures the memory that the server keeps after many connections, and `hostile` the calls of other clients while
//! some break the protocol.
//! Both programs need as many file descriptors as there are connections: `ulimit -n 20000`.

#![allow(clippy::print_stdout, reason = "prints figures")]

mod connections;
mod frames;
mod good;
mod hostile;
mod kinds;
mod target;

use std::path::PathBuf;
use std::sync::Arc;

use clap::{Parser, Subcommand};
use http::Uri;
use tokio::runtime::Runtime;

use target::Target;

type Failure = Box<dyn std::error::Error + Send + Sync>;

#[derive(Debug, Parser)]
struct Load {
    /// Address of the server.
    #[arg(long, default_value = "https://localhost:50051")]
    server: Uri,
    /// Folder of the server, to trust its certificate.
    #[arg(long, default_value = "services-data")]
    data: PathBuf,
    /// Process of the server on this machine, whose memory and connections are measured (Linux).
    #[arg(long)]
    pid: u32,
    #[command(subcommand)]
    kind: Kind,
}

#[derive(Debug, Subcommand)]
enum Kind {
    /// Rounds of connections that are open together.
    Connections(connections::Options),
    /// Clients that are silent, slow, stop halfway, flood or read nothing, while others work.
    Hostile(hostile::Options),
}

fn main() -> Result<(), Failure> {
    let load = Load::parse();
    let target = Arc::new(Target::new(load.server, &load.data, load.pid)?);
    // Good clients have threads of their own: they wait for the server, and not for the clients that break the protocol.
    let good = Runtime::new()?;
    Runtime::new()?.block_on(async {
        match load.kind {
            Kind::Connections(options) => connections::run(&target, &options).await,
            Kind::Hostile(options) => hostile::run(&target, &options, good.handle()).await,
        }
    })
}
