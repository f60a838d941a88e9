//! Chores of this repository: generating code, fetching real schemas, releases.
//!
//! Each chore is one file or folder. The crate `protoward_kit` has the shared code: `process` runs programs, `workspace` has
//! paths and builds protoward. Oracles, benchmarks and fuzzing are in the workspace `oracles`, which only they build; their commands
//! are passed on to its program. All output is below `target/`.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a chore talks to the person who runs it")]

#[cfg(test)]
mod circles;
mod codegen;
mod common_protos;
mod dist;
mod duplicates;
mod editors;
mod integrations;
mod oracles;
mod picture;
mod publish;
mod systems;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use protoward_kit::corpus;
use protoward_kit::error::Error;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Chores of the protoward repository", version)]
struct Invocation {
    #[command(subcommand)]
    chore: Chore,
}

/// The arguments of a command of the oracles, which their program parses.
#[derive(clap::Args)]
struct Arguments {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    all: Vec<OsString>,
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
    #[command(disable_help_flag = true)]
    Oracle(Arguments),
    /// Fuzz the library: random inputs must not cause panics, hangs, stack overflows or excessive memory
    #[command(disable_help_flag = true)]
    Fuzz(Arguments),
    /// Build the release artifacts into `target/dist`: archives, wheels, npm packages, a Debian package and a container image
    Dist(dist::Options),
    /// Package all published crates, and build each from its package
    Publish(publish::PublishOptions),
    /// Set the version of all crates, close the section of the changelog, commit, and create a tag
    Version(publish::VersionOptions),
    /// Test protoward with other tools, such as pre-commit
    Integrations,
    /// Test the example's clients in other languages against its server, with code that protoward generates
    #[command(disable_help_flag = true)]
    Clients(Arguments),
    /// Test and package the extension for VS Code in `editors/vscode`, and try the server in VS Code and Neovim
    Editors,
    /// Build for Windows, s390x, aarch64 or wasm, run the tests and the program there, and compare it with that of this machine
    Systems(systems::Options),
    /// List all oracles and peers with their pinned and their newest versions
    #[command(disable_help_flag = true)]
    Newest(Arguments),
    /// List duplicated code: the longest runs of equal tokens in the Rust sources
    Duplicates(duplicates::Options),
    /// Draw the finding at the top of the README
    Picture,
    /// Benchmark protoward with protoc, buf and protox
    #[command(disable_help_flag = true)]
    Bench(Arguments),
}

fn main() -> ExitCode {
    match run(Invocation::parse().chore) {
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
        Chore::Oracle(arguments) => oracles::run("oracle", &arguments.all),
        Chore::Fuzz(arguments) => oracles::run("fuzz", &arguments.all),
        Chore::Dist(options) => dist::run(&options),
        Chore::Publish(options) => publish::publish(&options),
        Chore::Version(options) => publish::set_version(&options),
        Chore::Integrations => integrations::run().map(ExitCode::from),
        Chore::Clients(arguments) => oracles::run("clients", &arguments.all),
        Chore::Editors => editors::run(),
        Chore::Systems(options) => systems::run(&options),
        Chore::Newest(arguments) => oracles::run("newest", &arguments.all),
        Chore::Duplicates(options) => duplicates::run(&options),
        Chore::Picture => picture::run(),
        Chore::Bench(arguments) => oracles::run("bench", &arguments.all),
    }
}
