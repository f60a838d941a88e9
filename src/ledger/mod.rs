//! `protoward ledger`: one file per command, which runs for the ledger of each project.

mod check;
mod import;
mod init;
mod show;
mod update;

use std::path::Path;

use clap::{Args, Subcommand};

use super::console::Console;
use super::diagnostics;
use super::input::InputArgs;
use super::outcome::Outcome;

pub(super) use check::choice;

/// Maintain a ledger: every number and name that the schema ever assigned
///
/// A ledger is a text file with one fact per line, so that Git can merge it. `breaking` and `check` use it to report
/// numbers and names that are assigned again with another meaning, however long ago they were removed.
/// `docs/history.md` describes the commands and the format.
#[derive(Debug, Args)]
#[command(subcommand_required = true, arg_required_else_help = true)]
pub(super) struct LedgerCommand {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Init(init::Init),
    Update(update::Update),
    Show(show::Show),
    Check(check::Check),
    Import(import::Import),
}

impl LedgerCommand {
    /// Returns `true` for a command that reports findings.
    pub(super) const fn reports(&self) -> bool {
        matches!(self.command, Command::Check(_))
    }

    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        match &self.command {
            Command::Init(it) => it.run(console),
            Command::Update(it) => it.run(console),
            Command::Show(it) => it.run(console),
            Command::Check(it) => it.run(console),
            Command::Import(it) => it.run(console),
        }
    }
}

/// Runs a command for the ledger of each project. Several projects cannot share a named ledger.
fn each_ledger(
    input: &InputArgs,
    ledger: Option<&Path>,
    console: &mut Console,
    mut work: impl FnMut(&InputArgs, &mut Console) -> Outcome,
) -> Outcome {
    let Some(projects) = input.configured_projects(console) else { return Outcome::Failed };
    if let (Some(ledger), [_, _, ..]) = (ledger, &projects[..]) {
        console.problem(diagnostics::one_ledger_for_many(ledger));
        return Outcome::Failed;
    }
    projects.iter().fold(Outcome::Fine, |outcome, project| outcome.worst(work(project, console)))
}
