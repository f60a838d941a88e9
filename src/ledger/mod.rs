//! `protoward ledger`: one file per command.

mod check;
mod diagnostics;
mod earlier;
mod file;
mod import;
mod init;
mod lock;
mod part;
mod phrases;
mod problems;
mod show;
mod update;
mod when;

use std::path::Path;

use clap::{Args, Subcommand};

use super::console::Console;
use super::outcome::Outcome;
use protoward_gate::LedgerFile;
use protoward_ledger::Ledger;
use protoward_workspace::Workspace;
use protoward_workspace::config::Config;

pub(super) use check::{ComparedSchema, of_gate};

/// An earlier version of a ledger.
#[derive(Debug)]
struct Version {
    ledger: Ledger,
    /// The name of the version: `git:HEAD~1`.
    name: String,
    /// The command that restores the file from Git.
    restore: Option<String>,
}

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

/// Returns `true` if the gate uses a ledger.
pub(super) fn is_named(flag: Option<&Path>, config: &Config) -> bool {
    file::named(flag, config, None).is_some()
}

/// Returns the ledger of the gate, named by a flag or the configuration.
pub(super) fn of_comparison(flag: Option<&Path>, workspace: &Workspace) -> Option<LedgerFile> {
    file::named(flag, &workspace.config, workspace.root.as_deref()).map(|file| file.at)
}
