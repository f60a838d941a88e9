//! From the words of a configuration to the rules that run, and over what.

use std::collections::BTreeMap;

use super::diagnostics;
use crate::breaking::{self, Category, ConfigVersion, Finding, Rule, Settings};
use crate::config::{Breaking, Version, Word};
use crate::report::{Report, RuleText};
use crate::schema::Schema;
use crate::source::SourceId;
use crate::workspace::Workspace;

/// What flags say about it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Scope {
    pub(super) exclude_imports: bool,
    pub(super) limit_to_input_files: bool,
}

/// What the gate said, and how many rules it asked.
#[derive(Debug, Default)]
pub(super) struct Verdict {
    pub(super) findings: Vec<Finding>,
    pub(super) rules: usize,
}

/// Compares two versions of a schema as the configuration of the new one says.
///
/// # Errors
/// When the configuration names a rule that does not exist.
pub(super) fn judge(old: &Workspace, new: &Workspace, scope: Scope) -> Result<Verdict, Report> {
    let mut verdict = Verdict::default();
    let mut rules: Vec<&Rule> = Vec::new();
    let parts = new.parts(old, scope.exclude_imports);
    for part in &parts {
        let scope = Scope { exclude_imports: part.exclude_imports, ..scope };
        let settings = settings(new.config.version, part.breaking, scope)?;
        verdict.findings.extend(breaking::check(&part.old, &part.new, &settings));
        rules.extend(settings.rules);
    }
    if parts.len() > 1 {
        in_order(&mut verdict.findings, &new.schema);
    }
    rules.sort_unstable_by_key(|rule| rule.id());
    rules.dedup();
    verdict.rules = rules.len();
    Ok(verdict)
}

/// Puts the findings of several parts in the order of one.
fn in_order(findings: &mut [Finding], new: &Schema) {
    let paths: BTreeMap<SourceId, &str> =
        new.files.iter().map(|(_, file)| (file.source, new.text(file.path))).collect();
    let path = |finding: &Finding| finding.place.and_then(|place| paths.get(&place.source).copied());
    let start = |finding: &Finding| finding.place.and_then(|place| place.start());
    findings.sort_by_key(|finding| (path(finding), start(finding), finding.rule.id()));
}

/// The settings of a configuration.
fn settings(version: Version, breaking: &Breaking, scope: Scope) -> Result<Settings, Report> {
    let names = Names { version: self::version(version) };
    let mut report = Report::default();
    let mut settings = Settings {
        rules: names.selected(breaking, &mut report),
        ignore: words(&breaking.ignore),
        ignore_unstable_packages: breaking.ignore_unstable_packages,
        exclude_imports: scope.exclude_imports,
        limit_to_input_files: scope.limit_to_input_files,
        ..Settings::default()
    };
    for (name, paths) in &breaking.ignore_only {
        let rules = names.rules(name, &mut report);
        settings.ignore_only.extend(rules.into_iter().map(|rule| (rule, words(paths))));
    }
    if report.has_errors() { Err(report) } else { Ok(settings) }
}

fn words(words: &[Word]) -> Vec<String> {
    words.iter().map(|word| word.text.clone()).collect()
}

const fn version(version: Version) -> ConfigVersion {
    match version {
        Version::V1Beta1 => ConfigVersion::V1Beta1,
        Version::V1 => ConfigVersion::V1,
        Version::V2 => ConfigVersion::V2,
    }
}

/// What ids and categories stand for in one version of the configuration.
struct Names {
    version: ConfigVersion,
}

impl Names {
    /// The rules that are used and not excepted.
    fn selected(&self, breaking: &Breaking, report: &mut Report) -> Vec<&'static Rule> {
        let mut except = Vec::new();
        for word in &breaking.except {
            except.extend(self.rules(word, report));
        }
        let mut selected = Vec::new();
        for word in &breaking.use_ {
            selected.extend(self.rules(word, report).into_iter().filter(|rule| !except.contains(rule)));
        }
        selected.sort_by_key(|rule| rule.id());
        selected.dedup();
        selected
    }

    fn rules(&self, word: &Word, report: &mut Report) -> Vec<&'static Rule> {
        let rules = breaking::named(self.version, &word.text);
        if !breaking::is_known(self.version, &word.text) {
            report.push(diagnostics::unknown_rule_in_config(word, &self.known()));
        }
        rules
    }

    fn known(&self) -> Vec<&'static str> {
        let rules = breaking::rules().into_iter().map(Rule::id);
        let known = rules.chain(Category::ALL.into_iter().map(Category::id));
        known.filter(|name| !breaking::named(self.version, name).is_empty()).collect()
    }
}

/// Findings as diagnostics.
pub(super) fn report(findings: &[Finding]) -> Report {
    findings.iter().map(|finding| finding.diagnostic.clone()).collect()
}

/// What reports say about rules.
pub(super) fn rule_texts() -> Vec<RuleText> {
    let groups = |rule: &Rule| rule.categories(ConfigVersion::default()).into_iter().map(Category::id).collect();
    let text =
        |rule: &Rule| RuleText { id: rule.id(), summary: rule.summary(), page: rule.doc(), groups: groups(rule) };
    breaking::rules().into_iter().map(text).collect()
}

/// In how many files something was found.
pub(super) fn files(findings: &[Finding]) -> usize {
    let mut files: Vec<_> = findings.iter().filter_map(|it| it.place.or(it.was)).map(|place| place.source).collect();
    files.sort_unstable();
    files.dedup();
    files.len()
}
