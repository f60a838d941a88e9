//! Resolution of the names of rules in configurations and comments: ids, categories, retired ids, and those of other sections.

use crate::catalog::unique;
use crate::{Catalog, CommentIgnore, ConfigVersion, Level, PolicySettings, Rule, diagnostics};
use protoward_source::{LocatedText, Report};

/// The names of one kind of rules in one version of the configuration.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RuleNames<'a> {
    pub(crate) catalog: &'a Catalog,
    pub(crate) version: ConfigVersion,
}

impl RuleNames<'_> {
    /// Returns the used rules without the excluded ones. With a ledger, all rules that need one are used unless some
    /// are named. Without a ledger, naming such a rule is an error. Rules that the configuration defines are used whether
    /// it names them or not.
    pub(crate) fn selected(
        self,
        settings: &PolicySettings,
        has_ledger: bool,
        report: &mut Report,
    ) -> Vec<&'static Rule> {
        let except: Vec<&Rule> = settings.except.iter().flat_map(|word| self.rules(word, report)).collect();
        let mut used = Vec::new();
        for word in &settings.use_ {
            let rules = self.rules(word, report);
            if !has_ledger && rules.iter().any(|rule| rule.needs_ledger()) {
                report.push(diagnostics::rule_needs_a_ledger(self.catalog, word));
            }
            used.extend(rules);
        }
        if has_ledger && !used.iter().any(|rule| rule.needs_ledger()) {
            let categories = self.catalog.categories().iter().filter(|category| category.needs_ledger());
            used.extend(categories.flat_map(|category| self.catalog.named(self.version, category.id())));
        }
        used.extend(self.catalog.rules().iter().copied().filter(|rule| rule.is_defined()));
        if settings.uses_defaults {
            let of_plugins = self.catalog.rules().iter().copied().filter(|rule| rule.is_of_plugin());
            used.extend(of_plugins.filter(|rule| rule.is_default(self.version)));
        }
        let is_selected = |rule: &&'static Rule| !except.contains(rule) && !self.catalog.is_of_gate(rule);
        unique(used.into_iter().filter(is_selected).collect())
    }

    /// Returns the configured level of each rule. The level of a rule id has precedence over that of a category;
    /// among several categories, the last one counts.
    pub(crate) fn levels(self, settings: &PolicySettings, report: &mut Report) -> Vec<(&'static Rule, Level)> {
        let mut levels: Vec<(&'static Rule, Level)> = Vec::new();
        let is_rule = |word: &LocatedText| self.catalog.rule(&word.text).is_some();
        let (rules, categories): (Vec<_>, Vec<_>) = settings.severity.iter().partition(|(word, _)| is_rule(word));
        for (word, level) in categories.into_iter().chain(rules) {
            for rule in self.rules(word, report) {
                levels.retain(|(other, _)| *other != rule);
                levels.push((rule, *level));
            }
        }
        levels
    }

    /// Returns the level of a rule about the configuration, which runs unless it is excluded or turned off.
    pub(crate) fn level_of_gate(self, rule: &'static Rule, settings: &PolicySettings) -> Level {
        let mut unknown = Report::default();
        let is_excluded = settings.except.iter().any(|word| self.rules(word, &mut unknown).contains(&rule));
        let levels = self.levels(settings, &mut unknown);
        let level = levels.iter().find(|(other, _)| *other == rule).map_or(Level::Error, |(_, level)| *level);
        if is_excluded { Level::Off } else { level }
    }

    /// Returns the rules that an ignore covers by an id or a category. A category does not cover moves, because a move
    /// replaces findings that may be in other categories.
    pub(crate) fn ignored(self, word: &LocatedText, report: &mut Report) -> Vec<&'static Rule> {
        self.without_moves(&word.text, self.rules(word, report))
    }

    fn without_moves(self, word: &str, mut rules: Vec<&'static Rule>) -> Vec<&'static Rule> {
        rules.retain(|rule| !rule.is_move() || rule.id() == word);
        rules
    }

    /// Returns the rules about moves that `use` names, without any of the rules whose findings they replace.
    pub(crate) fn lone_moves(self, settings: &PolicySettings) -> Vec<&'static Rule> {
        let used: Vec<_> = settings.use_.iter().flat_map(|word| self.catalog.named(self.version, &word.text)).collect();
        let is_lone =
            |rule: &&'static Rule| rule.is_move() && !used.iter().any(|other| rule.stands_for().contains(&other.id()));
        unique(used.iter().copied().filter(is_lone).collect())
    }

    /// Returns the rules of an id or a category, and reports an unknown name.
    pub(crate) fn rules(self, word: &LocatedText, report: &mut Report) -> Vec<&'static Rule> {
        if !self.catalog.is_known(self.version, &word.text) {
            report.push(diagnostics::unknown_rule_in_config(word, self.catalog, self.version));
        }
        self.catalog.named(self.version, &word.text)
    }

    /// Returns the rules that a comment names, and what is wrong with the names: an error for an unknown one, or a warning if there
    /// is none.
    pub(crate) fn rules_of_comment(self, comment: &CommentIgnore) -> (Vec<&'static Rule>, Report) {
        let mut problems = Report::default();
        if comment.rules.is_empty() {
            problems.push(diagnostics::comment_without_rule(self.catalog, comment.place));
        }
        for name in comment.rules.iter().filter(|name| !self.catalog.is_known(self.version, name)) {
            problems.push(diagnostics::unknown_rule_in_comment(name, comment, self.catalog, self.version));
        }
        let rules =
            comment.rules.iter().flat_map(|name| self.without_moves(name, self.catalog.named(self.version, name)));
        (rules.collect(), problems)
    }
}

impl Catalog {
    /// Returns the level of a rule about the configuration. It runs unless the settings exclude it or turn it off.
    pub fn level_of_gate(&self, rule: &'static Rule, settings: &PolicySettings, version: ConfigVersion) -> Level {
        RuleNames { catalog: self, version }.level_of_gate(rule, settings)
    }
}
