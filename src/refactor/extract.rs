//! `protoward refactor extract`: a nested type moves to the top level.

use super::run::RunArgs;
use crate::console::Console;
use crate::input::InputArgs;
use crate::outcome::Outcome;

/// Make a nested message or enum one at the top level of its file
///
/// It is placed after the declaration that contained it. All references follow; `refactor inline` is the way back.
#[derive(Debug, clap::Args)]
pub(super) struct Extract {
    /// The full name of a nested message or enum: `acme.v1.Order.Item`
    #[arg(value_name = "NAME")]
    name: String,

    #[command(flatten)]
    input: InputArgs,

    /// The new name, without a scope [default: the old one]
    #[arg(long = "as", value_name = "NEW")]
    new_name: Option<String>,

    #[command(flatten)]
    run: RunArgs,
}

impl Extract {
    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        self.run.run(&self.input, console, |planner| planner.extract(&self.name, self.new_name.as_deref()))
    }
}
