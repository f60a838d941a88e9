//! `protoc` for build scripts: its arguments, its exit codes, and its `file:line:column: message` on stderr.
//!
//! Unsupported features are reported and fail, because a silently missing output is worse than a stopped build.

mod arguments;
mod codec;
mod dependencies;
mod editions;
mod error_format;
mod errors;
mod expand;
mod flags;
mod free_numbers;
mod generators;
mod help;
mod job;
mod mapped_files;
mod mapping;
mod normalized;
mod output;
mod parse;
mod policy;
mod run;
mod search;
mod sets;
mod surroundings;

use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::sync::Arc;

use arguments::Request;
use errors::ArgumentNotes;
use protoward_source::parallel;

pub(super) use normalized::normalize;
pub(super) use surroundings::{Resident, Surroundings};

use super::console::Console;
use super::outcome::Outcome;

/// The emulated version of protoc, as printed by `protoc --version`. Build scripts parse the first line, and some
/// compare all of stdout, so nothing else may be printed there.
pub(super) const VERSION: &str = "libprotoc 36.2\n";

/// The actual program, for stderr.
const PROGRAM: &str = concat!("protoward ", env!("CARGO_PKG_VERSION"), " in the place of protoc\n");

/// Returns the arguments of protoc if the executable is named protoc, the first argument is the command `protoc`, or
/// it is a flag that only protoc has. Google's `protobuf-codegen` gives the files before such a flag.
pub(super) fn arguments_for(args: &[OsString]) -> Option<&[OsString]> {
    let program = args.first().map(Path::new).and_then(Path::file_stem);
    let first = args.get(1).and_then(|first| first.to_str()).unwrap_or_default();
    match program {
        Some(program) if is_protoc(program) => args.get(1..),
        _ if first == "protoc" => args.get(2..),
        _ => args.get(1..).filter(|args| parse::is_of_protoc(first) || starts_with_files(args)),
    }
}

/// Returns `true` for `.proto` files before a flag that only protoc has. No command of protoward ends in `.proto`.
fn starts_with_files(args: &[OsString]) -> bool {
    let is_file = |arg: &&OsString| Path::new(arg).extension().is_some_and(|extension| extension == "proto");
    let files = args.iter().take_while(is_file).count();
    let flag = args.get(files).and_then(|flag| flag.to_str());
    files > 0 && flag.is_some_and(parse::is_of_protoc)
}

/// Returns `true` for `protoc`, and for a versioned name such as `protoc-36.2`.
fn is_protoc(program: &OsStr) -> bool {
    let version = program.to_str().and_then(|program| program.strip_prefix("protoc"));
    version.is_some_and(|version| {
        let number = version.strip_prefix('-');
        version.is_empty()
            || number.is_some_and(|number| number.starts_with(|character: char| character.is_ascii_digit()))
    })
}

/// Runs protoc with these arguments. The process ends with the run.
pub(super) fn run(args: &[OsString], console: &mut Console) -> Outcome {
    #[cfg(feature = "mimalloc")]
    protoward_allocator::avoid_huge_pages();
    // One thread with a large stack for all steps.
    parallel::with_stack(|| run_in(Surroundings::default(), args, console))
}

/// Runs protoc in its surroundings.
pub(super) fn run_in(surroundings: Surroundings, args: &[OsString], console: &mut Console) -> Outcome {
    let mut notes = ArgumentNotes::default();
    let surroundings = Arc::new(surroundings);
    let request = expand::expand(args, &surroundings).and_then(|args| parse::parse(&args, &surroundings, &mut notes));
    console.note(notes.text());
    match request {
        Ok(Request::Version) => {
            console.print(VERSION);
            console.note(PROGRAM);
        }
        Ok(Request::Help) => console.print(help::HELP),
        Ok(Request::Notices) => console.print(&help::notices()),
        Ok(Request::Work(arguments)) => return run::run(&arguments, console),
        Err(failure) => {
            console.note(&format!("{failure}\n"));
            return Outcome::Failed;
        }
    }
    Outcome::Fine
}
