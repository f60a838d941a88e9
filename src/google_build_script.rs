//! Calls of build scripts that generate code for Google's crate `protobuf`, as arguments of this program.

use std::ffi::OsString;

use super::console::Console;
use super::outcome::Outcome;

/// The first argument.
pub(super) const NAME: &str = "build-script-google";

/// Answers a call with the arguments behind the first.
pub(super) fn run(arguments: &[OsString], console: &mut Console) -> Outcome {
    match protoward_build_engine::google::answer(arguments.iter().cloned()) {
        Ok(()) => Outcome::Fine,
        Err(error) => {
            console.note(&error.to_string());
            Outcome::Findings
        }
    }
}
