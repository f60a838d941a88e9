//! `protoward ledger`: one file per command.

mod check;
mod diagnostics;
mod earlier;
mod file;
mod import;
mod init;
mod lock;
mod problems;
mod show;
mod told;
mod update;
mod when;

use std::path::Path;
use std::sync::Arc;

use clap::{Args, Subcommand};

use super::console::Console;
use super::outcome::Outcome;
use protoward_ledger::Ledger;
use protoward_source::{Report, Sources};
use protoward_workspace::Workspace;
use protoward_workspace::config::Config;

pub(super) use check::{Compared, of_gate};

/// An earlier version of a ledger.
#[derive(Debug)]
struct Version {
    ledger: Ledger,
    /// What has it, as people write it: `git:HEAD~1`.
    name: String,
    /// The command that gets the file back, where it is in git.
    restore: Option<String>,
}

/// Keep a ledger: every number and name that the schema has ever given
///
/// A ledger is a text file, one fact a line, that merges well. With one, `breaking` and `check` find numbers and names that
/// come back as something else, however long ago they left. `docs/ledger.md` has the format.
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
    /// Whether it looks for something, and reports what it finds.
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

/// Whether the gate looks at a ledger.
pub(super) fn is_named(flag: Option<&Path>, config: &Config) -> bool {
    file::named(flag, config, None).is_some()
}

/// The ledger that the gate looks at: what a flag says, else what the configuration says; the inner `None` if neither
/// says anything. Where it cannot be read, that is in the report.
pub(super) fn for_gate(
    flag: Option<&Path>,
    workspace: &Workspace,
    sources: &mut Sources,
    report: &mut Report,
) -> Option<Option<Arc<Ledger>>> {
    let Some(file) = file::named(flag, &workspace.config, workspace.root.as_deref()) else { return Some(None) };
    file.read(sources, report).map(|(ledger, _)| Some(Arc::new(ledger)))
}
