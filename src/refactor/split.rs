//! `protoward refactor split`: a file for each declaration.

use super::run::RunArgs;
use crate::console::Console;
use crate::input::InputArgs;
use crate::outcome::Outcome;
use protoward_refactor::SplitOptions;

/// Give each message, enum, service and block of extensions of a file its own file
///
/// A new file is named after its declaration: `order_item.proto` for `OrderItem`. It gets the syntax, the package, the options and
/// the comment at the top of the old one. Declarations that need each other stay together. The old file is removed, unless one of
/// the declarations has its name.
#[derive(Debug, clap::Args)]
pub(super) struct Split {
    /// The file, as imports name it or from the working directory: `acme/v1/types.proto`
    #[arg(value_name = "FILE")]
    file: String,

    #[command(flatten)]
    input: InputArgs,

    /// The folder of the new files, as imports name it [default: that of the old file]
    #[arg(long, value_name = "FOLDER")]
    into: Option<String>,

    /// Keep the old file, and import the new files publicly in it, so that other files need not change
    #[arg(long)]
    forward: bool,

    #[command(flatten)]
    run: RunArgs,
}

impl Split {
    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        let options = SplitOptions { folder: self.into.clone(), is_forwarded: self.forward };
        self.run.run(&self.input, console, |planner| planner.split(&self.file, options))
    }
}
