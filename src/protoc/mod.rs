//! `protoc` as build scripts know it: its arguments, its exit codes, its `file:line:column: message` on stderr.
//!
//! What it cannot do yet it says, and fails: a build that silently lacks an output is worse than one that stops.

mod arguments;
mod codec;
mod dependencies;
mod editions;
mod errors;
mod expand;
mod flags;
mod free_numbers;
mod generators;
mod help;
mod job;
mod mapping;
mod output;
mod parse;
mod policy;
mod run;
mod search;
mod sets;

use std::ffi::{OsStr, OsString};
use std::path::Path;

use arguments::Request;
use errors::Notes;

use super::console::Console;
use super::outcome::Outcome;

/// The version of protoc whose behavior this follows, in the words of `protoc --version`. Build scripts take the first line
/// apart, and some compare all of standard output, so that nothing else may be there.
pub(super) const VERSION: &str = "libprotoc 36.2\n";

/// The program behind that version, for standard error.
const PROGRAM: &str = concat!("protoward ", env!("CARGO_PKG_VERSION"), " in the place of protoc\n");

/// The arguments of protoc, where the program was called as protoc, told to be it by its first argument, or given
/// a first argument that only protoc takes.
pub(super) fn arguments_for(args: &[OsString]) -> Option<&[OsString]> {
    let program = args.first().map(Path::new).and_then(Path::file_stem);
    let first = args.get(1).and_then(|first| first.to_str()).unwrap_or_default();
    match program {
        Some(program) if is_protoc(program) => args.get(1..),
        _ if first == "protoc" => args.get(2..),
        _ if parse::is_of_protoc(first) => args.get(1..),
        _ => None,
    }
}

/// `protoc`, or with a version as packages install it: `protoc-36.2`.
fn is_protoc(program: &OsStr) -> bool {
    let version = program.to_str().and_then(|program| program.strip_prefix("protoc"));
    version.is_some_and(|version| {
        let number = version.strip_prefix('-');
        version.is_empty() || number.is_some_and(|number| number.starts_with(|letter: char| letter.is_ascii_digit()))
    })
}

/// Does what protoc would do with these arguments.
pub(super) fn run(args: &[OsString], console: &mut Console) -> Outcome {
    let mut notes = Notes::default();
    let request = expand::expand(args).and_then(|args| parse::parse(&args, &mut notes));
    console.note(notes.text());
    match request {
        Ok(Request::Version) => {
            console.print(VERSION);
            console.note(PROGRAM);
        }
        Ok(Request::Help) => console.print(help::HELP),
        Ok(Request::Notices) => console.print(help::NOTICES),
        Ok(Request::Work(arguments)) => return run::run(&arguments, console),
        Err(failure) => {
            console.note(&format!("{failure}\n"));
            return Outcome::Failed;
        }
    }
    Outcome::Fine
}
