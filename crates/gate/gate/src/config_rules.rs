//! The lint rules that a configuration defines, checked against the catalog, and their findings in the files of a module.

use crate::CheckPlugins;
use protoward_check_plugin::RuleKind;
use protoward_lint::{Finding, catalog};
use protoward_lint_custom::{ConditionRule, WrittenRule};
use protoward_policy::{Catalog, PolicySettings, Rule};
use protoward_schema::{FileId, Schema};
use protoward_settings::Config;
use protoward_source::{Report, Sources};

/// Returns the rules of a configuration, which all of its modules share. Ids of `catalog` are errors.
pub(crate) fn load(config: &Config, catalog: &Catalog, sources: &Sources) -> Result<Vec<ConditionRule>, Report> {
    protoward_lint_custom::load(written(config), catalog, sources)
}

/// Returns the lint rules that a configuration defines, with their pages. Ids of rules of `plugins` are errors.
///
/// # Errors
/// Fails if a definition has a mistake.
pub fn defined_lint_rules(
    config: &Config,
    plugins: &CheckPlugins,
    sources: &Sources,
) -> Result<Vec<&'static Rule>, Report> {
    let catalog = plugins.extend(catalog(), RuleKind::Lint);
    Ok(load(config, &catalog, sources)?.iter().map(|own| own.rule).collect())
}

fn written(config: &Config) -> &[WrittenRule] {
    config.lint.as_ref().map_or(&[], |lint| &lint.own)
}

/// Returns settings with the severities of the rules. Those of the settings have precedence.
pub(crate) fn with_severities(settings: &PolicySettings, config: &Config) -> PolicySettings {
    let of_rules = written(config).iter().filter_map(|rule| Some((rule.id.clone(), rule.severity?)));
    let severity = of_rules.chain(settings.severity.iter().cloned()).collect();
    PolicySettings { severity, ..settings.clone() }
}

/// Checks the files of a module.
///
/// # Errors
/// Fails if a condition fails for a declaration, or takes too long. Warnings are added to `notes`.
pub(crate) fn check(
    schema: &Schema,
    sources: &Sources,
    files: &[FileId],
    rules: &[ConditionRule],
    notes: &mut Report,
) -> Result<Vec<Finding>, Report> {
    let checked = protoward_lint_custom::check(schema, sources, files, rules);
    if checked.problems.has_errors() {
        return Err(checked.problems);
    }
    notes.append(checked.problems);
    let finding = |violation: protoward_lint_custom::Violation| {
        let rule = &rules[violation.rule];
        let mut finding = Finding::new(schema, rule.rule, violation.element, violation.place, violation.message);
        finding.diagnostic.help.clone_from(&rule.help);
        finding
    };
    Ok(checked.violations.into_iter().map(finding).collect())
}
