//! Generates the checked-in code of the examples: `protoward generate`, on this repository.

use std::process::ExitCode;

use crate::trouble::Trouble;
use crate::workspace::root;

#[derive(clap::Args)]
pub(crate) struct Options {
    /// Write nothing: print what would change, and exit with 100 if anything would
    #[arg(long)]
    check: bool,
}

/// Ends as the command ends.
pub(crate) fn run(options: &Options) -> Result<ExitCode, Trouble> {
    std::env::set_current_dir(root()).map_err(Trouble::at(root()))?;
    let check = options.check.then_some("--check");
    let arguments = ["protoward", "generate", "."].into_iter().chain(check);
    Ok(protoward::cli::main(arguments.map(Into::into).collect()))
}
