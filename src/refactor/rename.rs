//! `protoward refactor rename`: another name for a declaration or a package.

use super::run::RunArgs;
use crate::console::Console;
use crate::input::InputArgs;
use crate::outcome::Outcome;
use protoward_refactor::RenameOptions;

/// Give a declaration or a package another name, with all references
///
/// References are those in types, in options and their values, in defaults, in paths of http rules, and in links of comments such
/// as `[Order][]`. A package is renamed in all of its files, which stay where they are.
#[derive(Debug, clap::Args)]
pub(super) struct Rename {
    /// The full name of a declaration or package: `acme.v1.Order`, `acme.v1.Order.id`, `acme.v1`
    #[arg(value_name = "OLD")]
    old: String,

    /// The new name: `Purchase`, or the full name in the same scope
    #[arg(value_name = "NEW")]
    new: String,

    #[command(flatten)]
    input: InputArgs,

    #[command(flatten)]
    run: RunArgs,

    /// Keep the JSON name of a field: `json_name` is set where the new name would give another one
    #[arg(long)]
    keep_json: bool,

    /// Keep the old name of an enum value as a deprecated alias, which JSON and text format still read
    #[arg(long)]
    alias: bool,
}

impl Rename {
    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        let options = RenameOptions { keeps_json: self.keep_json, has_alias: self.alias };
        self.run.run(&self.input, console, |planner| planner.rename(&self.old, &self.new, options))
    }
}
