use super::run::{Plan, RunArgs};
use crate::console::Console;
use crate::input::InputArgs;
use crate::outcome::Outcome;
use protoward_refactor::{Planner, Refactoring};
use protoward_schema::Schema;

/// Sort the imports of all files by their paths
///
/// Imports keep the comments above them and in their lines. Blank lines separate groups, which are sorted on their own.
#[derive(Debug, clap::Args)]
pub(super) struct Sort {
    #[command(flatten)]
    input: InputArgs,

    #[command(flatten)]
    run: RunArgs,
}

impl Sort {
    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        self.run.run(&self.input, console, |schema, planner| Ok(plan(schema, planner)))
    }
}

fn plan(schema: &Schema, planner: &Planner<'_>) -> Plan {
    let own = schema.files.iter().filter(|(_, file)| !file.is_import);
    let mut refactoring = Refactoring::default();
    for (file, _) in own {
        let sorted = planner.sort_imports(file);
        refactoring.edits.extend(sorted.edits);
        refactoring.changes.files.extend(sorted.changes.files);
    }
    let (what, subject) = ("imports".to_owned(), "the imports".to_owned());
    Plan { verb: ["sorted", "would sort"], what, subject, refactoring, is_judged: true }
}
