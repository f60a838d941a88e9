//! `protoward completions`: the script that clap generates from the definition of the command line.

use clap::CommandFactory;
use clap_complete::Shell;

use super::Cli;
use super::console::Console;
use super::outcome::Outcome;

/// Print a completion script for a shell
///
/// For bash: `protoward completions bash > ~/.local/share/bash-completion/completions/protoward`
#[derive(Debug, clap::Args)]
pub(super) struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "protoward", &mut script);
        console.print_bytes(&script);
        Outcome::Fine
    }
}
