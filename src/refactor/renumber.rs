//! `protoward refactor renumber`: other numbers, as long as no release has the elements.

use super::run::RunArgs;
use crate::console::Console;
use crate::environment;
use crate::input::InputArgs;
use crate::outcome::Outcome;
use protoward_operations::refactor::Released;
use protoward_source::Sources;

/// Give the fields of a message, or the values of an enum, other numbers, if they were never released
///
/// Without `--field`, the numbers are consecutive. If a commit, a tag, the ledger or a configured baseline has one of the elements,
/// nothing is written, not even with `--yes`.
#[derive(Debug, clap::Args)]
pub(super) struct Renumber {
    /// The full name of a message or enum: `acme.v1.Order`
    #[arg(value_name = "NAME")]
    name: String,

    #[command(flatten)]
    input: InputArgs,

    /// A field or value with its new number; may be repeated, and the others stay [default: consecutive numbers for all]
    #[arg(long = "field", visible_alias = "value", value_name = "NAME=NUMBER")]
    chosen: Vec<String>,

    #[command(flatten)]
    run: RunArgs,
}

impl Renumber {
    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        let Some(args) = self.input.only_project("a refactoring", console) else { return Outcome::Failed };
        let Some(input) = args.parse(console) else { return Outcome::Failed };
        let mut sources = Sources::default();
        let released = Released::find(&input, &args.options(), environment::change, environment::now(), &mut sources);
        match released {
            Ok(released) => {
                self.run.run(&args, console, |planner| planner.renumber(&self.name, &self.chosen, &released))
            }
            Err(report) => {
                console.problems(&report, &sources);
                Outcome::Failed
            }
        }
    }
}
