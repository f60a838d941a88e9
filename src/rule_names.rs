//! What ids and categories of a configuration stand for.

use super::diagnostics;
use protoward_rules::{Category, CommentIgnore, ConfigVersion, Rule};
use protoward_source::Report;
use protoward_workspace::config::{Breaking, Level, Version, Word};

/// The names that one version of the configuration knows.
#[derive(Clone, Copy, Debug)]
pub(super) struct RuleNames {
    version: ConfigVersion,
}

impl RuleNames {
    /// `as_buf` gives categories the rules that they have in buf, and no more.
    pub(super) const fn new(version: Version, as_buf: bool) -> Self {
        let version = match version {
            Version::V1Beta1 => ConfigVersion::V1Beta1,
            Version::V1 => ConfigVersion::V1,
            Version::V2 if as_buf => ConfigVersion::V2,
            Version::V2 => ConfigVersion::Own,
        };
        Self { version }
    }

    /// The rules that are used and not excepted. Where there is a ledger, all rules that look at it are used, unless some
    /// are named; where there is none, none can be.
    pub(super) fn selected(self, breaking: &Breaking, has_ledger: bool, report: &mut Report) -> Vec<&'static Rule> {
        let except: Vec<&Rule> = breaking.except.iter().flat_map(|word| self.rules(word, report)).collect();
        let mut used = Vec::new();
        for word in &breaking.use_ {
            let rules = self.rules(word, report);
            if !has_ledger && rules.iter().any(|rule| rule.needs_ledger()) {
                report.push(diagnostics::rule_needs_a_ledger(word));
            }
            used.extend(rules);
        }
        if has_ledger && !used.iter().any(|rule| rule.needs_ledger()) {
            used.extend(protoward_rules::named(self.version, Category::History.id()));
        }
        let mut selected: Vec<&Rule> = used.into_iter().filter(|rule| !except.contains(rule)).collect();
        selected.sort_by_key(|rule| rule.id());
        selected.dedup();
        selected
    }

    /// How loud each rule is of which something is said. A rule by its name counts more than its category; of several
    /// categories, the last one counts.
    pub(super) fn levels(self, breaking: &Breaking, report: &mut Report) -> Vec<(&'static Rule, Level)> {
        let mut levels: Vec<(&'static Rule, Level)> = Vec::new();
        let is_rule = |word: &Word| protoward_rules::rule(&word.text).is_some();
        let (rules, categories): (Vec<_>, Vec<_>) = breaking.severity.iter().partition(|(word, _)| is_rule(word));
        for (word, level) in categories.into_iter().chain(rules) {
            for rule in self.rules(word, report) {
                levels.retain(|(other, _)| *other != rule);
                levels.push((rule, *level));
            }
        }
        levels
    }

    /// The rules of an id or a category; where there is none of that name, that is said.
    pub(super) fn rules(self, word: &Word, report: &mut Report) -> Vec<&'static Rule> {
        if !protoward_rules::is_known(self.version, &word.text) {
            report.push(diagnostics::unknown_rule_in_config(word, &protoward_rules::names(self.version)));
        }
        protoward_rules::named(self.version, &word.text)
    }

    /// The rules that a comment names; where it names none, or one that does not exist, that is said.
    pub(super) fn rules_of_comment(self, comment: &CommentIgnore, notes: &mut Report) -> Vec<&'static Rule> {
        if comment.rules.is_empty() {
            notes.push(diagnostics::comment_without_rule(comment.place));
        }
        let mut rules = Vec::new();
        for name in &comment.rules {
            if !protoward_rules::is_known(self.version, name) {
                notes.push(diagnostics::unknown_rule_in_comment(
                    name,
                    comment.place,
                    &protoward_rules::names(self.version),
                ));
            }
            rules.extend(protoward_rules::named(self.version, name));
        }
        rules
    }
}
