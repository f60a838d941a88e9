use std::collections::BTreeMap;

use super::diagnostics;
use super::released::Released;
use super::run::{Plan, RunArgs};
use super::subjects::declaration;
use crate::console::Console;
use crate::input::InputArgs;
use crate::outcome::Outcome;
use protoward_refactor::{Planner, described};
use protoward_schema::{Element, Schema};
use protoward_source::Diagnostic;

/// Give the fields of a message, or the values of an enum, other numbers, if they were never released
///
/// Without `--field`, the numbers are consecutive. What a commit, a tag, the ledger or a configured baseline has keeps its number:
/// then nothing is written, with `--yes` either.
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
        let Some(released) = Released::find(&self.input, console) else { return Outcome::Failed };
        self.run.run(&self.input, console, |schema, planner| self.plan(schema, planner, &released))
    }

    fn plan(&self, schema: &Schema, planner: &Planner<'_>, released: &Released) -> Result<Plan, Box<Diagnostic>> {
        let holder = declaration(planner, &self.name)?;
        let subject = described(schema, holder);
        let chosen = self.chosen(schema, planner, holder)?;
        let refactoring = planner.renumber(holder, &chosen);
        let mut refactoring =
            refactoring.map_err(|refusal| Box::new(diagnostics::refused(&subject, &refusal, schema)))?;
        for (&element, &number) in &refactoring.changes.numbers {
            if let Some(objection) = released.objection(schema, element, number) {
                let what = described(schema, element);
                return Err(Box::new(diagnostics::released(&what, &objection, schema.place(element))));
            }
        }
        let is_judged = !released.is_known();
        if is_judged {
            refactoring
                .notes
                .push("the files are not in a Git repository: no history says if the numbers were released".to_owned());
        } else {
            refactoring.breaks = None;
        }
        Ok(Plan { verb: ["renumbered", "would renumber"], what: subject.clone(), subject, refactoring, is_judged })
    }

    /// Returns the chosen numbers.
    fn chosen(
        &self,
        schema: &Schema,
        planner: &Planner<'_>,
        holder: Element,
    ) -> Result<BTreeMap<Element, i32>, Box<Diagnostic>> {
        let mut chosen = BTreeMap::new();
        for text in &self.chosen {
            let parsed = text.split_once('=').and_then(|(name, number)| Some((name, number.parse::<i32>().ok()?)));
            let (name, number) = parsed.ok_or_else(|| Box::new(diagnostics::not_a_choice(text)))?;
            let members = planner.members_named(holder, &[name]).map_err(|name| {
                Box::new(diagnostics::no_member(&described(schema, holder), name, schema.place(holder)))
            })?;
            chosen.extend(members.into_iter().map(|member| (member, number)));
        }
        Ok(chosen)
    }
}
