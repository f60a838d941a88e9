//! Levels of stability: which promise an element makes, and what a breaking change of it is.

mod diagnostics;
mod levels;
mod promises;

use protoward_breaking::Finding;
use protoward_policy::{Catalog, ConfigVersion, IgnoreReason, Level, Rule};
use protoward_settings::{StabilityLevel, StabilitySetting};
use protoward_source::{Report, Severity};

pub(crate) use levels::Levels;
pub(crate) use promises::broken_promises;

/// The rules of each level.
#[derive(Clone, Debug)]
pub(crate) struct StabilityPolicy {
    pub(crate) setting: StabilitySetting,
    /// The rules that run for each level; `None` for all that run.
    rules: [Option<Vec<&'static Rule>>; 3],
}

/// The effect of a level on a finding.
pub(crate) enum LevelEffect {
    /// The rule does not run for this level.
    NotRun,
    /// Findings are ignored, for this reason.
    Ignored(IgnoreReason),
    /// The finding is reported, perhaps as a warning only.
    Reported,
}

impl StabilityPolicy {
    /// Creates the policy of a section.
    ///
    /// # Errors
    /// Fails if it names an unknown rule.
    pub(crate) fn new(setting: StabilitySetting, catalog: &Catalog, version: ConfigVersion) -> Result<Self, Report> {
        let mut report = Report::default();
        let rules = setting.rules.each_ref().map(|of_level| {
            let words = of_level.rules.as_ref()?;
            let mut rules = Vec::new();
            for word in words {
                if !catalog.is_known(version, &word.text) {
                    report.push(diagnostics::unknown_rule(word));
                }
                rules.extend(catalog.named(version, &word.text));
            }
            Some(rules)
        });
        if report.has_errors() { Err(report) } else { Ok(Self { setting, rules }) }
    }

    /// Returns the rules that levels name, which may be others than those of the modules.
    pub(crate) fn named_rules(&self) -> impl Iterator<Item = &'static Rule> {
        self.rules.iter().flatten().flatten().copied()
    }

    /// Returns `true` if a level names a rule.
    pub(crate) fn names(&self, rule: &'static Rule, level: StabilityLevel) -> bool {
        self.rules[level as usize].as_ref().is_some_and(|rules| rules.contains(&rule))
    }

    /// Applies the level of the changed element to a finding.
    pub(crate) fn apply(&self, finding: &mut Finding, level: StabilityLevel) -> LevelEffect {
        let index = level as usize;
        let is_named = |rule: &'static Rule| self.rules[index].as_ref().is_none_or(|rules| rules.contains(&rule));
        // A move counts as what it replaces.
        let runs = if finding.rule.is_move() {
            finding.stands_for.iter().any(|replaced| is_named(replaced.rule))
        } else {
            is_named(finding.rule)
        };
        match (runs, self.setting.rules[index].severity) {
            (false, _) => LevelEffect::NotRun,
            (true, Level::Off) => LevelEffect::Ignored(IgnoreReason::Stability(level.name())),
            (true, Level::Warning) => {
                finding.diagnostic.severity = Severity::Warning;
                LevelEffect::Reported
            }
            (true, Level::Error) => LevelEffect::Reported,
        }
    }
}
