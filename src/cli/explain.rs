use super::console::Console;
use super::diagnostics;
use super::outcome::Outcome;
use super::page::page;
use crate::breaking;

/// Explain a rule: what it finds, why it matters, and what to do instead
#[derive(Debug, clap::Args)]
pub(super) struct Explain {
    /// The id of the rule, such as FIELD_NO_DELETE
    rule: String,
}

impl Explain {
    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        let id = self.rule.to_uppercase().replace('-', "_");
        match breaking::rule(&id) {
            Some(rule) => {
                let page = page(&format!("{}\n", rule.doc().trim_end()), console.out_style());
                console.print(&page);
                Outcome::Fine
            }
            None => {
                console.problem(diagnostics::unknown_rule(&self.rule));
                Outcome::Failed
            }
        }
    }
}
