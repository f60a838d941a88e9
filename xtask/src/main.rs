//! Chores of this repository: generating code, fetching real schemas, comparing protoward with protoc and buf, timing them.
//!
//! One file or folder per chore; what chores share is `process` (running programs), `workspace` (paths, building
//! protoward) and `random` (the seeded draw). Everything lands under `target/`.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a chore talks to the person who runs it")]

mod bench;
mod codegen;
mod fuzz;
mod integrations;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use protoward_oracles::trouble::Trouble;
use protoward_oracles::{clients, corpus, oracle};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Chores of the protoward repository", version)]
struct Arguments {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Generate the checked-in code of the examples
    Codegen(codegen::Options),
    /// Fetch real schemas and the programs we compare with into `target/corpus`
    Corpus(corpus::Options),
    /// Compare protoward with protoc and buf on real schemas
    #[command(subcommand)]
    Oracle(oracle::Oracle),
    /// Feed what nobody wrote to the library: nothing may panic, hang, overflow or grow
    Fuzz(fuzz::Options),
    /// Run protoward where others run it, with the programs that they run it with
    Integrations(integrations::Options),
    /// Let the example's clients in other languages call its server, with code that protoward generates
    Clients(clients::Options),
    /// Time protoward beside protoc, buf and protox
    Bench(bench::Options),
    /// Answer protobuf's conformance runner, which starts this
    #[command(hide = true)]
    ConformanceTestee {
        /// The schemas that it speaks of
        set: std::path::PathBuf,
    },
}

fn main() -> ExitCode {
    match run(Arguments::parse().chore) {
        Ok(code) => code,
        Err(trouble) => {
            eprintln!("error: {trouble}");
            ExitCode::FAILURE
        }
    }
}

fn run(chore: Chore) -> Result<ExitCode, Trouble> {
    match chore {
        Chore::Codegen(options) => codegen::run(&options),
        Chore::Corpus(options) => corpus::run(&options).map(ExitCode::from),
        Chore::Oracle(oracle) => oracle::run(&oracle).map(ExitCode::from),
        Chore::Fuzz(options) => fuzz::run(&options).map(ExitCode::from),
        Chore::Integrations(options) => integrations::run(&options).map(ExitCode::from),
        Chore::Clients(options) => clients::run(&options).map(ExitCode::from),
        Chore::ConformanceTestee { set } => oracle::answer_conformance(&set).map(|()| ExitCode::SUCCESS),
        Chore::Bench(options) => bench::run(&options).map(ExitCode::from),
    }
}
