use std::io::{stdin, stdout};

use super::console::Console;
use super::outcome::Outcome;

/// The argument with which a build script starts the program.
pub(super) use protoward_build_engine::SUBCOMMAND as NAME;

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
