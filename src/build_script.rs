//! The two commands that only build scripts call, and that no help page lists: those of `protoward-build`, and those for Google's
//! crate `protobuf`.

use std::ffi::OsString;
use std::io::{stdin, stdout};

use super::console::Console;
use super::outcome::Outcome;

/// The only argument with which a build script starts the program.
pub(super) use protoward_build_engine::SUBCOMMAND as NAME;

/// The first argument of a call that generates code for Google's crate `protobuf`.
pub(super) const GOOGLE_NAME: &str = "build-script-google";

/// Answers the requests of a build script until it ends.
pub(super) fn run(console: &mut Console) -> Outcome {
    match protoward_build_engine::answer(&mut stdin().lock(), &mut stdout().lock()) {
        Ok(()) => Outcome::Fine,
        Err(error) => {
            console.note(&format!("the build script cannot be answered: {error}\n"));
            Outcome::Failed
        }
    }
}

/// Answers one call for Google's crate; `arguments` are those behind the first.
pub(super) fn run_google(arguments: &[OsString], console: &mut Console) -> Outcome {
    match protoward_build_engine::google::answer(arguments.iter().cloned()) {
        Ok(()) => Outcome::Fine,
        Err(error) => {
            console.note(&error.to_string());
            Outcome::Findings
        }
    }
}
