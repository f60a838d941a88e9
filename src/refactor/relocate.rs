//! `protoward refactor move`: declarations move to another file. `move` is a keyword of Rust, so the module has another name.

use super::run::RunArgs;
use crate::console::Console;
use crate::input::InputArgs;
use crate::outcome::Outcome;
use protoward_refactor::Destination;

/// Move declarations to another file, which may be new or have another package
///
/// Nested messages and enums become top-level declarations.
///
/// Imports are added where they are needed, and removed where nothing needs them any longer. A new file gets the syntax, the package
/// and the options of the old one.
#[derive(Debug, clap::Args)]
pub(super) struct Move {
    /// The full names of messages, enums, services and extensions of one file, separated by commas
    #[arg(value_name = "NAMES")]
    names: String,

    #[command(flatten)]
    input: InputArgs,

    /// The file to move to, as imports name it or from the working directory: `acme/v1/order.proto`
    #[arg(long, value_name = "PATH")]
    to: String,

    /// The package of a new file [default: that of the old file]
    #[arg(long, value_name = "PACKAGE")]
    package: Option<String>,

    /// The new name of a message or enum, without a scope [default: the old one]
    #[arg(long = "as", value_name = "NEW")]
    new_name: Option<String>,

    /// Import the new file publicly in the old one, so that other files need not change
    #[arg(long)]
    forward: bool,

    #[command(flatten)]
    run: RunArgs,
}

impl Move {
    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        let path = self.to.clone();
        let package = self.package.clone();
        let name = self.new_name.clone();
        let to = Destination { path, package, name, is_forwarded: self.forward };
        self.run.run(&self.input, console, |planner| planner.relocate(&self.names, to))
    }
}
