//! Rules from what a configuration says. All mistakes are reported before any file is read.

use crate::condition::Condition;
use crate::diagnostics;
use crate::message::MessageTemplate;
use crate::rule::{ConditionRule, WrittenRule};
use crate::target::Target;
use protoward_policy::{Catalog, ConfigVersion, Rule, RuleDefinition};
use protoward_source::{Report, Sources};

/// Checks the rules of a configuration. `catalog` has the rules whose ids are taken.
///
/// # Errors
/// Fails for an id, a target, a message or a condition that is wrong. The report has all mistakes.
pub fn load(written: &[WrittenRule], catalog: &Catalog, sources: &Sources) -> Result<Vec<ConditionRule>, Report> {
    let (mut rules, mut report) = (Vec::new(), Report::default());
    let taken = catalog.names(ConfigVersion::Own);
    for (index, rule) in written.iter().enumerate() {
        let id = rule.id.text.as_str();
        let first = written.iter().take(index).find(|other| other.id.text == id);
        if !is_id(id) {
            report.push(diagnostics::bad_id(&rule.id));
        } else if first.is_some() || taken.contains(&id) || catalog.rule(id).is_some() {
            report.push(diagnostics::taken_id(&rule.id, first.and_then(|first| first.id.place)));
        }
        for category in rule.categories.iter().filter(|category| !is_id(&category.text)) {
            report.push(diagnostics::bad_id(category));
        }
        rules.extend(checked(rule, sources, &mut report));
    }
    if report.has_errors() { Err(report) } else { Ok(rules) }
}

fn is_id(id: &str) -> bool {
    let is_right = |it: char| it.is_ascii_uppercase() || it.is_ascii_digit() || it == '_';
    id.starts_with(|it: char| it.is_ascii_uppercase()) && id.chars().all(is_right)
}

fn checked(written: &WrittenRule, sources: &Sources, report: &mut Report) -> Option<ConditionRule> {
    let Some(target) = Target::named(&written.target.text) else {
        report.push(diagnostics::unknown_target(&written.target));
        return None;
    };
    let condition = Condition::parse(&written.condition.text, target);
    let condition = condition.map_err(|error| diagnostics::wrong_expression(sources, &written.condition, &error));
    let message = MessageTemplate::parse(&written.message.text, target);
    let message = message.map_err(|error| diagnostics::wrong_expression(sources, &written.message, &error));
    let (condition, message) = match (condition, message) {
        (Ok(condition), Ok(message)) => (condition, message),
        (condition, message) => {
            condition.err().into_iter().chain(message.err()).for_each(|problem| report.push(problem));
            return None;
        }
    };
    let categories: Vec<_> = written.categories.iter().map(|category| category.text.as_str()).collect();
    let (id, summary) = (written.id.text.as_str(), written.message.text.as_str());
    let rule = Rule::defined(RuleDefinition { id, summary, categories: &categories, page: &page(written) });
    let (text, help) = (written.condition.clone(), written.help.as_ref().map(|help| help.text.clone()));
    Some(ConditionRule { rule, target, condition, text, message, help })
}

/// Returns the page of a rule.
fn page(written: &WrittenRule) -> String {
    let WrittenRule { id, message, target, condition, help, .. } = written;
    let help = help.as_ref().map(|help| format!("\n{}\n", help.text)).unwrap_or_default();
    let condition = condition.text.trim();
    format!(
        "# {}\n\n{}\n\nEvery {} must meet this condition:\n\n```cel\n{condition}\n```\n{help}",
        id.text, message.text, target.text
    )
}
