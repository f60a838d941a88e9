use super::diagnostics;
use super::run::{Plan, RunArgs};
use crate::console::Console;
use crate::input::InputArgs;
use crate::outcome::Outcome;
use protoward_refactor::{Planner, Refusal, RenameOptions, Subject, described, scope_of};
use protoward_schema::Schema;
use protoward_source::Diagnostic;

/// Give a declaration or a package another name, with all references
///
/// References are those in types, in options and their values, in defaults, in paths of http rules, and in links of comments such
/// as `[Order][]`. A package is renamed in all of its files, which stay where they are.
#[derive(Debug, clap::Args)]
pub(super) struct Rename {
    /// The full name of a declaration or package: `acme.v1.Order`, `acme.v1.Order.id`, `acme.v1`
    #[arg(value_name = "OLD")]
    old: String,

    /// The new name: `Purchase`, or the full name in the same scope
    #[arg(value_name = "NEW")]
    new: String,

    #[command(flatten)]
    input: InputArgs,

    #[command(flatten)]
    run: RunArgs,

    /// Keep the JSON name of a field: `json_name` is set where the new name would give another one
    #[arg(long)]
    keep_json: bool,

    /// Keep the old name of an enum value as a deprecated alias, which JSON and text format still read
    #[arg(long)]
    alias: bool,
}

impl Rename {
    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        self.run.run(&self.input, console, |schema, planner| self.plan(schema, planner))
    }

    fn plan(&self, schema: &Schema, planner: &Planner<'_>) -> Result<Plan, Box<Diagnostic>> {
        let old = self.old.trim_start_matches('.');
        let Some(subject) = planner.subject(old) else {
            return Err(Box::new(diagnostics::not_found(old, &planner.near(old))));
        };
        let options = RenameOptions { keeps_json: self.keep_json, has_alias: self.alias };
        let (what, renamed) = match &subject {
            Subject::Element(element) => {
                let full_name = schema.full_name(*element);
                let name = match self.new.trim_start_matches('.').rsplit_once('.') {
                    None => self.new.as_str(),
                    Some((scope, name)) if scope == scope_of(&full_name) || scope == scope_of(old) => name,
                    Some((scope, _)) => {
                        return Err(Box::new(diagnostics::other_scope(old, scope_of(&full_name), scope)));
                    }
                };
                (described(schema, *element), planner.rename(*element, name, options))
            }
            Subject::Package(_) if self.keep_json || self.alias => {
                return Err(Box::new(diagnostics::only_of_members()));
            }
            Subject::Package(files) => (format!("package `{old}`"), planner.repackage(files, &self.new)),
        };
        let refused = |refusal: Refusal| Box::new(diagnostics::refused(&what, &refusal, schema));
        let refactoring = renamed.map_err(refused)?;
        let done = format!("{what} to `{}`", self.new);
        Ok(Plan { verb: ["renamed", "would rename"], what: done, subject: what, refactoring, is_judged: true })
    }
}
