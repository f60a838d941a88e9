//! `protoward deps`: one file per command.

mod add;
mod gate;
mod outdated;
mod tree;
mod update;
mod vendor;
mod vendor_key;
mod version;
mod why;

use clap::{Args, Subcommand};

use super::console::Console;
use super::input::{InputArgs, report_errors};
use super::outcome::Outcome;
use protoward_source::{Diagnostic, Report, Sources};
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
    Outdated(outdated::Outdated),
    Tree(tree::Tree),
    Vendor(vendor::Vendor),
    Why(why::Why),
}

impl DepsCommand {
    /// Returns `true` if findings are the product of the command.
    pub(super) const fn reports(&self) -> bool {
        matches!(&self.command, Command::Update(it) if it.reports())
    }

    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        let done = match &self.command {
            Command::Update(it) => return it.run(console).unwrap_or(Outcome::Failed),
            Command::Outdated(it) => return it.run(console).unwrap_or(Outcome::Failed),
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
    resolve_in(input, options, &mut Sources::default(), console)
}

/// Resolves the dependencies of an input, and reports errors. The places of requirements are in `sources`.
fn resolve_in(
    input: &InputArgs,
    options: &OpenOptions,
    sources: &mut Sources,
    console: &mut Console,
) -> Option<Dependencies> {
    let parsed = input.parse(console)?;
    report_errors(console, sources, |sources, report| {
        protoward_workspace::dependencies(&parsed, options, sources, report)
    })
}

/// Reports a problem with a dependency, whose place is in `sources`.
fn problem(diagnostic: Diagnostic, sources: &Sources, console: &mut Console) {
    let mut report = Report::default();
    report.push(diagnostic);
    console.problems(&report, sources);
}
