//! `protoward deps`: one file per command.

mod add;
mod tree;
mod update;
mod vendor;
mod vendor_key;
mod why;

use clap::{Args, Subcommand};

use super::console::Console;
use super::input::{InputArgs, report_errors};
use super::outcome::Outcome;
use protoward_source::Sources;
use protoward_workspace::{Dependencies, OpenOptions};

/// Manage dependencies: schemas in git repositories and other folders
///
/// The table `[dependencies]` of protoward.toml names them, and protoward.lock has their commits.
/// `docs/dependencies.md` describes both.
#[derive(Debug, Args)]
#[command(subcommand_required = true, arg_required_else_help = true)]
pub(super) struct DepsCommand {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Update(update::Update),
    Add(add::Add),
    Tree(tree::Tree),
    Vendor(vendor::Vendor),
    Why(why::Why),
}

impl DepsCommand {
    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        let done = match &self.command {
            Command::Update(it) => it.run(console),
            Command::Add(it) => it.run(console),
            Command::Tree(it) => it.run(console),
            Command::Vendor(it) => it.run(console),
            Command::Why(it) => it.run(console),
        };
        done.map_or(Outcome::Failed, |()| Outcome::Fine)
    }
}

/// Resolves the dependencies of an input, and reports errors.
fn resolve(input: &InputArgs, options: &OpenOptions, console: &mut Console) -> Option<Dependencies> {
    let (parsed, mut sources) = (input.parse(console)?, Sources::default());
    report_errors(console, &mut sources, |sources, report| {
        protoward_workspace::dependencies(&parsed, options, sources, report)
    })
}
