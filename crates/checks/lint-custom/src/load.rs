//! Rules from what a configuration says. All mistakes are reported before any file is read.

use crate::condition::Condition;
use crate::diagnostics;
use crate::message::MessageTemplate;
use crate::rule::{ConditionRule, WrittenRule};
use crate::target::Target;
use protoward_policy::{Catalog, ConfigVersion, Rule, RuleDefinition};
use protoward_source::{Report, Sources};

/// Reports the mistakes in the rules of a configuration, except for ids that other rules have.
pub fn verify(written: &[WrittenRule], sources: &Sources) -> Report {
    let mut report = Report::default();
    for (index, rule) in written.iter().enumerate() {
        let id = rule.id.text.as_str();
        let first = written.iter().take(index).find(|other| other.id.text == id);
        if !is_id(id) {
            report.push(diagnostics::bad_id(&rule.id));
        } else if let Some(first) = first {
            report.push(diagnostics::taken_id(&rule.id, first.id.place));
        }
        for category in rule.categories.iter().filter(|category| !is_id(&category.text)) {
            report.push(diagnostics::bad_id(category));
        }
        parsed(rule, sources, &mut report);
    }
    report
}

/// Returns the rules of a configuration. `catalog` has the rules whose ids are taken.
///
/// # Errors
/// Fails for what [`verify`] reports, and for an id that the catalog has.
pub fn load(written: &[WrittenRule], catalog: &Catalog, sources: &Sources) -> Result<Vec<ConditionRule>, Report> {
    let mut report = verify(written, sources);
    let taken = catalog.names(ConfigVersion::Own);
    for id in written.iter().map(|rule| &rule.id) {
        if taken.contains(&id.text.as_str()) || catalog.rule(&id.text).is_some() {
            report.push(diagnostics::taken_id(id, None));
        }
    }
    if report.has_errors() {
        return Err(report);
    }
    Ok(written.iter().filter_map(|rule| loaded(rule, sources)).collect())
}

fn is_id(id: &str) -> bool {
    let is_right = |it: char| it.is_ascii_uppercase() || it.is_ascii_digit() || it == '_';
    id.starts_with(|it: char| it.is_ascii_uppercase()) && id.chars().all(is_right)
}

/// Parses the parts of a rule.
fn parsed(
    written: &WrittenRule,
    sources: &Sources,
    report: &mut Report,
) -> Option<(Target, Condition, MessageTemplate)> {
    let Some(target) = Target::named(&written.target.text) else {
        report.push(diagnostics::unknown_target(&written.target));
        return None;
    };
    let mut wrong = |text, error| report.push(diagnostics::wrong_expression(sources, text, &error));
    let condition = Condition::parse(&written.condition.text, target);
    let condition = condition.map_err(|error| wrong(&written.condition, error)).ok();
    let message = MessageTemplate::parse(&written.message.text, target);
    let message = message.map_err(|error| wrong(&written.message, error)).ok();
    Some((target, condition?, message?))
}

fn loaded(written: &WrittenRule, sources: &Sources) -> Option<ConditionRule> {
    let (target, condition, message) = parsed(written, sources, &mut Report::default())?;
    let categories: Vec<_> = written.categories.iter().map(|category| category.text.as_str()).collect();
    let id = written.id.text.as_str();
    let summary = written.message.text.as_str();
    let rule = Rule::defined(RuleDefinition { id, summary, categories: &categories, page: &page(written) });
    let text = written.condition.clone();
    let help = written.help.as_ref().map(|help| help.text.clone());
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
