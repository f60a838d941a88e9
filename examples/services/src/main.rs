//! The program `services`: a server, a client, and a tool that creates tokens.

mod cli;

use std::process::ExitCode;

use clap::Parser;

/// An allocator that gives memory back. glibc's keeps what many connections have needed at one time.
#[cfg(feature = "mimalloc")]
#[global_allocator]
static ALLOCATOR: protoward_allocator::MiMalloc = protoward_allocator::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    cli::Cli::parse().run().await
}
