//! `protoward refactor inline`: a top-level type moves into a message.

use super::run::RunArgs;
use crate::console::Console;
use crate::input::InputArgs;
use crate::outcome::Outcome;

/// Move a message or enum of the top level into a message of its file
///
/// It is placed after the nested types of the message, or at its end. All references follow; `refactor extract` is the way back.
#[derive(Debug, clap::Args)]
pub(super) struct Inline {
    /// The full name of a message or enum: `acme.v1.Item`
    #[arg(value_name = "NAME")]
    name: String,

    #[command(flatten)]
    input: InputArgs,

    /// The full name of the message to move to: `acme.v1.Order`
    #[arg(long, value_name = "MESSAGE")]
    into: String,

    /// The new name, without a scope [default: the old one]
    #[arg(long = "as", value_name = "NEW")]
    new_name: Option<String>,

    #[command(flatten)]
    run: RunArgs,
}

impl Inline {
    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        self.run.run(&self.input, console, |planner| planner.inline(&self.name, &self.into, self.new_name.as_deref()))
    }
}
