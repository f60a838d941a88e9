//! `protoward refactor`: one file per refactoring. All of them take the path in `run`.

mod extract;
mod inline;
mod merge;
mod relocate;
mod rename;
mod renumber;
mod run;
mod sort;
mod split;

use clap::{Args, Subcommand};

use super::console::Console;
use super::outcome::Outcome;

/// Change a schema in all files at once, with a proof that nothing else differs
///
/// The new texts are compiled and compared with the old schema, element by element. Then the breaking rules of the configuration
/// judge the change. Nothing is written if anything else differs, or if the change breaks clients and `--yes` is missing.
#[derive(Debug, Args)]
#[command(subcommand_required = true, arg_required_else_help = true)]
pub(super) struct RefactorCommand {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Rename(rename::Rename),
    Move(relocate::Move),
    Split(split::Split),
    Merge(merge::Merge),
    Extract(extract::Extract),
    Inline(inline::Inline),
    Renumber(renumber::Renumber),
    Sort(sort::Sort),
}

impl RefactorCommand {
    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        match &self.command {
            Command::Rename(it) => it.run(console),
            Command::Move(it) => it.run(console),
            Command::Split(it) => it.run(console),
            Command::Merge(it) => it.run(console),
            Command::Extract(it) => it.run(console),
            Command::Inline(it) => it.run(console),
            Command::Renumber(it) => it.run(console),
            Command::Sort(it) => it.run(console),
        }
    }
}
