//! Chores of this repository: generating code, fetching real schemas, comparing protoward with other programs, benchmarks,
//! fuzzing.
//!
//! Each chore is one file or folder. The crate `protoward_oracles` has the shared code: `process` runs programs, `workspace` has
//! paths and builds protoward, and `random` has the seeded generator. All output is below `target/`.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a chore talks to the person who runs it")]

mod bench;
#[cfg(test)]
mod circles;
mod codegen;
mod common_protos;
mod dist;
mod duplicates;
mod editors;
mod fuzz;
mod integrations;
mod picture;
mod publish;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use protoward_oracles::error::Error;
use protoward_oracles::{clients, corpus, newest, oracle};

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
    /// Update the common protos from the pinned packages, and the archive that protoward embeds
    CommonProtos(common_protos::Options),
    /// Fetch real schemas and the programs to compare with into `target/corpus`
    Corpus(corpus::Options),
    /// Compare protoward with protoc and buf on real schemas
    #[command(subcommand)]
    Oracle(oracle::Oracle),
    /// Fuzz the library: random inputs must not cause panics, hangs, stack overflows or excessive memory
    Fuzz(fuzz::Options),
    /// Build the release artifacts into `target/dist`: archives, wheels, npm packages, a Debian package and a container image
    Dist(dist::Options),
    /// Package all published crates, and build each from its package
    Publish(publish::PublishOptions),
    /// Set the version of all crates, close the section of the changelog, commit, and create a tag
    Version(publish::VersionOptions),
    /// Test protoward with other tools, such as pre-commit
    Integrations,
    /// Test the example's clients in other languages against its server, with code that protoward generates
    Clients(clients::Options),
    /// Test and package the extension for VS Code in `editors/vscode`
    Editors,
    /// List all oracles and peers with their pinned and their newest versions
    Newest(newest::Options),
    /// List duplicated code: the longest runs of equal tokens in the Rust sources
    Duplicates(duplicates::Options),
    /// Draw the finding at the top of the README
    Picture,
    /// Benchmark protoward with protoc, buf and protox
    Bench(bench::Options),
    /// Act as the testee of protobuf's conformance runner, which starts this command
    #[command(hide = true)]
    ConformanceTestee {
        /// The descriptor set of the test messages
        set: std::path::PathBuf,
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
        Chore::Codegen(options) => codegen::run(&options),
        Chore::CommonProtos(options) => common_protos::run(&options),
        Chore::Corpus(options) => corpus::run(&options).map(ExitCode::from),
        Chore::Oracle(oracle) => oracle::run(&oracle).map(ExitCode::from),
        Chore::Fuzz(options) => fuzz::run(&options).map(ExitCode::from),
        Chore::Dist(options) => dist::run(&options),
        Chore::Publish(options) => publish::publish(&options),
        Chore::Version(options) => publish::set_version(&options),
        Chore::Integrations => integrations::run().map(ExitCode::from),
        Chore::Clients(options) => clients::run(&options).map(ExitCode::from),
        Chore::Editors => editors::run(),
        Chore::ConformanceTestee { set } => oracle::answer_conformance(&set).map(|()| ExitCode::SUCCESS),
        Chore::Newest(options) => newest::run(&options, integrations::pins()),
        Chore::Duplicates(options) => duplicates::run(&options),
        Chore::Picture => picture::run(),
        Chore::Bench(options) => bench::run(&options).map(ExitCode::from),
    }
}
