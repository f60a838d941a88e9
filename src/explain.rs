//! `protoward explain`: the page of a rule. Built-in rules come first, because others cost a start of the check plugins.

use super::console::Console;
use super::diagnostics;
use super::outcome::Outcome;
use super::page::page;
use super::rules;
use protoward_policy::Rule;

/// Explain a rule: what it finds, why it matters, and how to fix it
///
/// Rules that the configuration of the working directory defines have pages too.
#[derive(Debug, clap::Args)]
pub(super) struct Explain {
    /// The id of the rule, such as FIELD_NO_DELETE
    rule: String,
}

impl Explain {
    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        let id = self.rule.to_uppercase().replace('-', "_");
        let rule = match rules::find(&id) {
            Some(rule) => Some(rule),
            // Only a rule that this program does not have is worth reading a configuration and starting its plugins.
            None => match rules::configured(console) {
                Some(own) => own.into_iter().map(|(_, rule)| rule).find(|rule| rule.id() == id),
                None => return Outcome::Failed,
            },
        };
        match rule {
            Some(rule) => {
                let text = format!("{}\n\n## Categories\n\n{}\n", rule.page().trim_end(), categories(rule));
                console.print(&page(&text, console.out_style()));
                Outcome::Fine
            }
            None => {
                let ids: Vec<&str> = rules::all().into_iter().map(|rule| rule.id()).collect();
                console.problem(diagnostics::unknown_rule(&self.rule, &ids));
                Outcome::Failed
            }
        }
    }
}

fn categories(rule: &Rule) -> String {
    let categories: Vec<String> = rules::categories(rule).iter().map(|id| format!("`{id}`")).collect();
    match (categories.is_empty(), rule.is_defined()) {
        (true, true) => "none".to_owned(),
        (true, false) => "none: a configuration selects the rule by its id".to_owned(),
        (false, _) => categories.join(", "),
    }
}
