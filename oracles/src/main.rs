//! The program that `cargo xtask` runs for everything that compares protoward with other programs, or takes long: oracles,
//! benchmarks, fuzzing. All output is below `target/`.
#![expect(clippy::print_stderr, reason = "a chore talks to the person who runs it")]

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use protoward_kit::error::Error;
use protoward_oracles::{bench, clients, fuzz, newest, oracle};

#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version)]
struct Arguments {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Compare protoward with protoc and buf on real schemas
    #[command(subcommand)]
    Oracle(oracle::Oracle),
    /// Fuzz the library: random inputs must not cause panics, hangs, stack overflows or excessive memory
    Fuzz(fuzz::Options),
    /// Test the example's clients in other languages against its server, with code that protoward generates
    Clients(clients::Options),
    /// List all oracles and peers with their pinned and their newest versions
    Newest(newest::Options),
    /// Benchmark protoward with protoc, buf and protox
    Bench(bench::Options),
    /// Act as the testee of protobuf's conformance runner, which starts this command
    #[command(hide = true)]
    ConformanceTestee {
        /// The descriptor set of the test messages
        set: PathBuf,
    },
}

fn main() -> ExitCode {
    match run(Arguments::parse().chore) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(chore: Chore) -> Result<ExitCode, Error> {
    match chore {
        Chore::Oracle(oracle) => oracle::run(&oracle).map(ExitCode::from),
        Chore::Fuzz(options) => fuzz::run(&options).map(ExitCode::from),
        Chore::Clients(options) => clients::run(&options).map(ExitCode::from),
        Chore::Newest(options) => newest::run(&options),
        Chore::Bench(options) => bench::run(&options).map(ExitCode::from),
        Chore::ConformanceTestee { set } => oracle::answer_conformance(&set).map(|()| ExitCode::SUCCESS),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::Arguments;

    #[test]
    fn no_chore_has_an_argument_twice() {
        Arguments::command().debug_assert();
    }
}
