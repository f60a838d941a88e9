use super::console::Console;
use super::diagnostics;
use super::outcome::Outcome;
use super::page::page;
use super::rules;
use protoward_check_plugin::RuleKind;

/// Explain a rule: what it finds, why it matters, and how to fix it
#[derive(Debug, clap::Args)]
pub(super) struct Explain {
    /// The id of the rule, such as FIELD_NO_DELETE
    rule: String,
}

impl Explain {
    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        let id = self.rule.to_uppercase().replace('-', "_");
        let found = match rules::find(&id) {
            Some(rule) => Some(rule),
            // Only a rule that this program does not have is worth starting other programs.
            None => match rules::plugins(console) {
                Some(plugins) => [RuleKind::Breaking, RuleKind::Lint]
                    .into_iter()
                    .find_map(|kind| plugins.rules(kind).find(|rule| rule.id() == id)),
                None => return Outcome::Failed,
            },
        };
        match found {
            Some(rule) => {
                let categories: Vec<String> = rules::categories(rule).iter().map(|id| format!("`{id}`")).collect();
                let text = format!("{}\n\n## Categories\n\n{}\n", rule.page().trim_end(), categories.join(", "));
                console.print(&page(&text, console.out_style()));
                Outcome::Fine
            }
            None => {
                console.problem(diagnostics::unknown_rule(&self.rule));
                Outcome::Failed
            }
        }
    }
}
