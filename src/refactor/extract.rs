use super::diagnostics;
use super::run::{Plan, RunArgs};
use super::subjects::declaration;
use crate::console::Console;
use crate::input::InputArgs;
use crate::outcome::Outcome;
use protoward_refactor::{Planner, described};
use protoward_schema::Schema;
use protoward_source::Diagnostic;

/// Make a nested message or enum one at the top level of its file
///
/// It is written behind the declaration around it. All references follow; `refactor inline` is the way back.
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
        self.run.run(&self.input, console, |schema, planner| self.plan(schema, planner))
    }

    fn plan(&self, schema: &Schema, planner: &Planner<'_>) -> Result<Plan, Box<Diagnostic>> {
        let element = declaration(planner, &self.name)?;
        let subject = described(schema, element);
        let refactoring = planner.extract(element, self.new_name.as_deref());
        let refactoring = refactoring.map_err(|refusal| Box::new(diagnostics::refused(&subject, &refusal, schema)))?;
        let to = refactoring.changes.moved.get(&element).cloned().unwrap_or_default();
        Ok(Plan {
            verb: ["extracted", "would extract"],
            what: format!("{subject} as `{to}`"),
            subject,
            refactoring,
            is_judged: true,
        })
    }
}
