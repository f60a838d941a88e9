//! `protoward refactor merge`: the declarations of several files move to one.

use super::run::RunArgs;
use crate::console::Console;
use crate::input::InputArgs;
use crate::outcome::Outcome;

/// Move all declarations of some files to one file, and remove the others
///
/// The files must have the same package, edition and options. Declarations keep the order of the files.
#[derive(Debug, clap::Args)]
pub(super) struct Merge {
    /// The files, as imports name them, separated by commas: `acme/v1/order.proto,acme/v1/item.proto`
    #[arg(value_name = "FILES")]
    files: String,

    #[command(flatten)]
    input: InputArgs,

    /// The file to move to, as imports name it; it may be one of the files, or a new one
    #[arg(long, value_name = "PATH")]
    into: String,

    #[command(flatten)]
    run: RunArgs,
}

impl Merge {
    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        self.run.run(&self.input, console, |planner| planner.merge(&self.files, &self.into))
    }
}
