//! Relaxations: what one policy permits that another one reports.
//!
//! Effects are compared, not texts: a category and a list of its rules are the same, and an ignore of a rule that does
//! not run permits nothing.

use crate::catalog::unique;
use crate::names::RuleNames;
use crate::requirements::Requirements;
use crate::{Catalog, Clock, ConfigVersion, Ignore, IgnoreEnd, Level, PolicySettings, Rule, compare_versions};
use protoward_source::Report;

/// The settings of a module before or after a change.
#[derive(Clone, Copy, Debug)]
pub struct PolicySide<'a> {
    /// The settings on this side.
    pub settings: &'a PolicySettings,
    /// The version of the configuration, which determines the meaning of names.
    pub version: ConfigVersion,
    /// `true` if there is a ledger, for rules that need one.
    pub has_ledger: bool,
    /// The day and the version at which ignores end.
    pub clock: &'a Clock,
}

/// One effect of a change of settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Relaxation {
    /// Rules that no longer run.
    Stopped(Vec<&'static Rule>),
    /// Rules whose findings no longer fail.
    OnlyWarn(Vec<&'static Rule>),
    /// An ignore that covers more than those before, and the rules for which it does.
    Ignored(Box<Ignore>, Vec<&'static Rule>),
    /// Findings in unstable packages are ignored.
    Unstable,
}

/// A module's policy, resolved for comparison.
struct Resolved<'a> {
    side: PolicySide<'a>,
    rules: Vec<&'static Rule>,
    warnings: Vec<&'static Rule>,
    ignores: Vec<(&'a Ignore, Vec<&'static Rule>)>,
}

/// Returns what the new settings permit that the old ones report. `covers` returns `true` if the files of the second
/// ignore, an old one, include those of the first.
///
/// Settings with unknown names have no effect that could be compared: a gate with them does not run.
pub fn relaxations(
    catalog: &Catalog,
    old: PolicySide<'_>,
    new: PolicySide<'_>,
    covers: &dyn Fn(&Ignore, &Ignore) -> bool,
) -> Vec<Relaxation> {
    let (Some(old), Some(new)) = (Resolved::new(catalog, old), Resolved::new(catalog, new)) else { return Vec::new() };
    let mut found = Vec::new();
    let mut stopped = Vec::new();
    let mut only_warn = Vec::new();
    for &rule in &old.rules {
        match new.level(catalog, rule) {
            None => stopped.push(rule),
            Some(Level::Warning) if !old.warnings.contains(&rule) => only_warn.push(rule),
            Some(_) => {}
        }
    }
    if !stopped.is_empty() {
        found.push(Relaxation::Stopped(stopped));
    }
    if !only_warn.is_empty() {
        found.push(Relaxation::OnlyWarn(only_warn));
    }
    for (ignore, rules) in &new.ignores {
        let is_new = |rule: &&'static Rule| {
            let mut before = old.rules.iter().copied().filter(|old| new.finds(catalog, old, rule));
            before.any(|before| !old.ignores_all_of(ignore, before, &new, covers))
        };
        let ignored: Vec<_> = rules.iter().copied().filter(is_new).collect();
        if !ignored.is_empty() {
            found.push(Relaxation::Ignored(Box::new(Ignore::clone(ignore)), ignored));
        }
    }
    if new.side.settings.ignore_unstable_packages && !old.side.settings.ignore_unstable_packages {
        found.push(Relaxation::Unstable);
    }
    found
}

impl<'a> Resolved<'a> {
    fn new(catalog: &Catalog, side: PolicySide<'a>) -> Option<Self> {
        let PolicySide { settings, version, has_ledger, clock } = side;
        let names = RuleNames { catalog, version };
        let mut report = Report::default();
        let mut rules = names.selected(settings, has_ledger, &mut report);
        let levels = names.levels(settings, &mut report);
        let is_at = |rule: &&'static Rule, level| levels.contains(&(*rule, level));
        let is_kept = |rule: &&'static Rule| !settings.is_off || settings.keeps_plugins && rule.is_of_plugin();
        rules.retain(|rule| is_kept(rule) && !is_at(rule, Level::Off));
        let warnings = rules.iter().copied().filter(|rule| is_at(rule, Level::Warning)).collect();
        let requirements = Requirements { policy: settings.policy, catalog, clock };
        let has_effect = |ignore: &&Ignore| {
            let has_ended = ignore.until.as_ref().is_some_and(|(_, until)| clock.ended(until).is_some());
            !has_ended && requirements.violation(ignore).is_none()
        };
        let mut ignores = Vec::new();
        for ignore in settings.ignores.iter().filter(has_effect) {
            let named = ignore.rules.iter().flat_map(|word| names.ignored(word, &mut report)).collect();
            let named = if ignore.rules.is_empty() { rules.clone() } else { unique(named) };
            ignores.push((ignore, named));
        }
        (!report.has_errors()).then_some(Self { side, rules, warnings, ignores })
    }

    /// Returns how loud the findings of a rule are, or those of the rules that find the same changes; `None` if there are
    /// none. Instead of a move, the findings that it stands for are reported.
    fn level(&self, catalog: &Catalog, rule: &'static Rule) -> Option<Level> {
        let level = |rule: &&Rule| if self.warnings.contains(rule) { Level::Warning } else { Level::Error };
        if self.rules.contains(&rule) {
            return Some(level(&rule));
        }
        let replaced = self.rules.iter().filter(|other| rule.stands_for().contains(&other.id()));
        let implying = self.implying(catalog, rule);
        let all: Vec<Level> = replaced.chain(&implying).map(level).collect();
        if all.contains(&Level::Warning) { Some(Level::Warning) } else { all.first().copied() }
    }

    /// Returns the rules that together find every change that a rule finds; none if they do not all run.
    fn implying(&self, catalog: &Catalog, rule: &Rule) -> Vec<&'static Rule> {
        let running = |ids: &&[&str]| {
            let rules = ids.iter().map(|id| self.rules.iter().copied().find(|rule| rule.id() == *id));
            rules.collect::<Option<Vec<_>>>()
        };
        let mut sets: Vec<Vec<_>> = catalog.implied_by(rule).iter().filter_map(running).collect();
        // A set that fails replaces one that only warns.
        sets.sort_by_key(|rules| rules.iter().any(|rule| self.warnings.contains(rule)));
        sets.into_iter().next().unwrap_or_default()
    }

    /// Returns `true` if `rule` finds changes that another side's rule `before` finds: it is the same, or one that runs in
    /// its place.
    fn finds(&self, catalog: &Catalog, before: &'static Rule, rule: &'static Rule) -> bool {
        let runs = self.rules.contains(&before);
        before == rule
            || !runs && (self.implying(catalog, before).contains(&rule) || before.stands_for().contains(&rule.id()))
    }

    /// Returns `true` if one of these ignores covers a rule in the scope of another side's ignore until that one ends.
    fn ignores_all_of(
        &self,
        ignore: &Ignore,
        rule: &'static Rule,
        other: &Self,
        covers: &dyn Fn(&Ignore, &Ignore) -> bool,
    ) -> bool {
        let end = end(ignore, other.side.clock);
        self.ignores.iter().any(|(own, rules)| {
            // An ignore of all rules also covers those that do not run yet.
            (own.rules.is_empty() || rules.contains(&rule))
                && covers(ignore, own)
                && covers_element(ignore, own)
                && is_until(self::end(own, self.side.clock), end)
        })
    }
}

/// Returns the end of an ignore; `None` if it never ends, as with a version when that of the schema is unknown.
fn end<'i>(ignore: &'i Ignore, clock: &Clock) -> Option<&'i IgnoreEnd> {
    ignore.until.as_ref().map(|(_, until)| until).filter(|until| !clock.cannot_tell(until))
}

/// Returns `true` if the first end is not before the second.
fn is_until(own: Option<&IgnoreEnd>, other: Option<&IgnoreEnd>) -> bool {
    match (own, other) {
        (None, _) => true,
        (Some(IgnoreEnd::Date(own)), Some(IgnoreEnd::Date(other))) => own >= other,
        (Some(IgnoreEnd::Version(own)), Some(IgnoreEnd::Version(other))) => compare_versions(own, other).is_ge(),
        // A day and a version cannot be compared.
        (Some(_), _) => false,
    }
}

/// Returns `true` if the element of the second ignore contains that of the first.
fn covers_element(ignore: &Ignore, own: &Ignore) -> bool {
    let name = |ignore: &Ignore| ignore.element.as_ref().map(|word| word.text.trim_start_matches('.').to_owned());
    match (name(own), name(ignore)) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(own), Some(name)) => name.strip_prefix(&own).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')),
    }
}
