//! `protoward deps`: one file per command, and the step that all of them begin with.

mod add;
mod graph;
mod outdated;
mod tree;
mod update;
mod vendor;
mod why;

use clap::{Args, Subcommand};

use super::console::Console;
use super::input::{InputArgs, report_errors};
use super::outcome::Outcome;
use protoward_operations::deps::{DependencyProject, DependencyUpdate};
use protoward_source::{Report, Sources};

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
    Outdated(outdated::Outdated),
    Tree(tree::Tree),
    Graph(graph::Graph),
    Vendor(vendor::Vendor),
    Why(why::Why),
}

impl DepsCommand {
    /// Returns `true` if findings are the product of the command.
    pub(super) const fn reports(&self) -> bool {
        matches!(&self.command, Command::Update(it) if it.reports())
    }

    pub(super) fn run(self, console: &mut Console) -> Outcome {
        let done = match self.command {
            Command::Update(it) => return it.run(console).unwrap_or(Outcome::Failed),
            Command::Outdated(it) => return it.run(console).unwrap_or(Outcome::Failed),
            Command::Add(it) => it.run(console),
            Command::Tree(it) => it.run(console),
            Command::Graph(it) => it.run(console),
            Command::Vendor(it) => it.run(console),
            Command::Why(it) => it.run(console),
        };
        done.map_or(Outcome::Failed, |()| Outcome::Fine)
    }
}

/// Runs a step for the project of an input, and reports errors.
fn with_project<T>(
    input: &InputArgs,
    sources: &mut Sources,
    console: &mut Console,
    work: impl FnOnce(&DependencyProject, &mut Sources, &mut Report) -> Option<T>,
) -> Option<T> {
    let input = input.only_project("a list of dependencies", console)?;
    let project = DependencyProject { input: input.parse(console)?, options: input.options() };
    report_errors(console, sources, |sources, report| work(&project, sources, report))
}

/// Prints the changes of a lock, and a reminder to vendor it.
fn changed(update: &DependencyUpdate, console: &mut Console) {
    console.print(&update.changes().to_string());
    if let Some(folder) = update.outdated_vendor_folder() {
        console.print_status(&format!("`{folder}` has other files now: run `protoward deps vendor {folder}`"));
    }
}
