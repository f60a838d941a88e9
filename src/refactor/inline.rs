use super::diagnostics;
use super::run::{Plan, RunArgs};
use super::subjects::declaration;
use crate::console::Console;
use crate::input::InputArgs;
use crate::outcome::Outcome;
use protoward_refactor::{Planner, described};
use protoward_schema::{Element, Schema};
use protoward_source::Diagnostic;

/// Move a message or enum of the top level into a message of its file
///
/// It is written behind the nested types of the message, or at its end. All references follow; `refactor extract` is the way back.
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
        self.run.run(&self.input, console, |schema, planner| self.plan(schema, planner))
    }

    fn plan(&self, schema: &Schema, planner: &Planner<'_>) -> Result<Plan, Box<Diagnostic>> {
        let element = declaration(planner, &self.name)?;
        let into = match declaration(planner, &self.into)? {
            Element::Message(id) => id,
            other => return Err(Box::new(diagnostics::not_a_message(&described(schema, other), schema.place(other)))),
        };
        let subject = described(schema, element);
        let refactoring = planner.inline(element, into, self.new_name.as_deref());
        let refactoring = refactoring.map_err(|refusal| Box::new(diagnostics::refused(&subject, &refusal, schema)))?;
        let to = refactoring.changes.moved.get(&element).cloned().unwrap_or_default();
        Ok(Plan {
            verb: ["inlined", "would inline"],
            what: format!("{subject} as `{to}`"),
            subject,
            refactoring,
            is_judged: true,
        })
    }
}
