//! The command line: one file per command, which reads its flags, calls the library and says what came out.
//!
//! In: the arguments of the process. Out: text on stdout and stderr, files, and an exit code.
//! It is the only room that prints, asks the environment and picks exit codes. It must not know protobuf: what is
//! said about schemas is said by the rooms below.

mod completions;
mod console;
mod guard;
mod outcome;
mod protoc;
mod terminal;
mod write;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use console::Console;
use outcome::Outcome;

/// Compiles protobuf schemas without protoc, guards them against breaking changes, and generates Rust from them.
#[derive(Debug, Parser)]
#[command(name = "protoward", version, max_term_width = 110, after_help = AFTER_HELP)]
#[command(arg_required_else_help = true, disable_help_subcommand = false)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

const AFTER_HELP: &str = "\
INPUT is a folder, a `.proto` file, an image (`.binpb`, `.json`, `.txtpb`), `-`, or `PATH.git#branch=main,subdir=proto`.
`git:REV` is the same input as it was at REV of the repository around it.

Exit codes: 0 fine, 100 findings, 1 could not do it, 2 wrong usage.

In the place of protoc: `PROTOC=$(command -v protoward) cargo build`.";

#[derive(Debug, Subcommand)]
enum Command {
    /// Print what a shell needs to complete commands and flags
    Completions(completions::Completions),
    /// Stand in for protoc: its flags, its exit codes, its messages
    #[command(disable_help_flag = true)]
    Protoc {
        /// What protoc takes; `protoward protoc --help` lists it
        #[arg(value_name = "ARGS", trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<OsString>,
    },
}

/// Runs the program with these arguments; the first is the name it was called by.
pub fn main(args: Vec<OsString>) -> ExitCode {
    guard::guard(|| match protoc::arguments_for(&args) {
        Some(args) => conclude(Console::new(None), |console| protoc::run(args, console)),
        None => Cli::parse_from(&args).run(),
    })
    .into()
}

impl Cli {
    fn run(self) -> Outcome {
        match self.command {
            Command::Completions(it) => conclude(Console::new(None), |console| it.run(console)),
            Command::Protoc { args } => conclude(Console::new(None), |console| protoc::run(&args, console)),
        }
    }
}

/// Runs a command; what could not be printed makes it fail.
fn conclude(mut console: Console, work: impl FnOnce(&mut Console) -> Outcome) -> Outcome {
    let outcome = work(&mut console);
    match console.finish() {
        Ok(()) => outcome,
        Err(_) => Outcome::Failed,
    }
}
