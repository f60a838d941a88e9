//! `protoward refactor sort`: imports in the order of their paths.

use super::run::RunArgs;
use crate::console::Console;
use crate::input::InputArgs;
use crate::outcome::Outcome;

/// Sort the imports of all files by their paths
///
/// Imports keep the comments above them and in their lines. Blank lines separate groups, which are sorted on their own.
#[derive(Debug, clap::Args)]
pub(super) struct Sort {
    #[command(flatten)]
    input: InputArgs,

    #[command(flatten)]
    run: RunArgs,
}

impl Sort {
    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        self.run.run(&self.input, console, |planner| Ok(planner.sort_imports()))
    }
}
