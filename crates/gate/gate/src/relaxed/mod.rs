//! A relaxed gate: what the configuration of a change permits that the one before reports.
//!
//! The effects of both configurations on the same files are compared, not their texts. The rule `GATE_RELAXED` has the
//! severity of the old configuration, so that a change cannot silence the report about itself.

mod consumers;
mod effect;
mod first;
mod foreign;
mod ledger;
mod lint_baseline;
mod moved;
mod owners;
mod places;
mod plugins;
mod policies;
mod settings;

use std::collections::BTreeSet;

pub use ledger::earlier_ledger;
pub(crate) use ledger::read_ledger;

use crate::compat::version;
use crate::policy::Policy;
use crate::{OlderVersion, diagnostics};
use effect::{Effect, listed};
use places::Places;
use protoward_breaking::{Finding, catalog, gate_relaxed};
use protoward_policy::{Ignore, IgnoreScope, Level, PolicySettings, PolicySide, Relaxation, Rule, relaxations};
use protoward_schema::Schema;
use protoward_settings::{Breaking, Config, Form};
use protoward_source::tree_path::below;
use protoward_source::{Diagnostic, LocatedText, Report, Severity, Sources};
use protoward_workspace::Workspace;

/// Returns what the configuration of the new version permits that the one of the old version reports. `findings` are those that
/// the new one reports.
pub(crate) fn relaxed(
    version: &OlderVersion,
    new: &Workspace,
    sources: &Sources,
    policy: &Policy,
    findings: &[Finding],
) -> Report {
    let old = &version.workspace;
    let mut report = since(version, &old.schema, new, sources, policy);
    report.append(first::weaker(version, new, sources, policy, findings));
    report
}

/// Returns what the configuration of the new version permits that the one of the version where the work began reports, which has
/// no schema.
pub(crate) fn relaxed_since(origin: &OlderVersion, new: &Workspace, sources: &Sources, policy: &Policy) -> Report {
    since(origin, &new.schema, new, sources, policy)
}

/// Returns a warning about unknown rules in the configuration of an older version, whose findings cannot be compared. It is no
/// error, which would block the change that corrects the configuration.
pub(crate) fn unknown_rules(version: &OlderVersion, new: &Workspace, policy: &Policy) -> Option<Diagnostic> {
    let was = version.workspace.compared_config();
    // Rules of plugins are compared with the plugins.
    if was.source.is_none() || was.source == new.compared_config().source || !was.plugins.is_empty() {
        return None;
    }
    let known = |breaking: &Breaking| self::version(breaking.version, was.is_of_buf() || policy.is_compat_buf);
    let is_unknown = |breaking: &Breaking, word: &str| !policy.catalog.is_known(known(breaking), word);
    let of_settings = |breaking: &'_ Breaking| -> Vec<LocatedText> {
        let words = plugins::named_rules(&breaking.settings).into_iter();
        words.filter(|word| is_unknown(breaking, &word.text)).cloned().collect()
    };
    let words: Vec<LocatedText> =
        protoward_workspace::distinct_settings(was).into_iter().flat_map(of_settings).collect();
    let first = words.first()?;
    let names: BTreeSet<String> = words.iter().map(|word| format!("`{}`", word.text)).collect();
    let names: Vec<String> = names.into_iter().collect();
    Some(diagnostics::unknown_earlier_rules(&listed(&names), version.baseline.text(), first))
}

/// Compares the configurations, and the files beside them. `schema` has the elements that consumers may have used.
fn since(version: &OlderVersion, schema: &Schema, new: &Workspace, sources: &Sources, policy: &Policy) -> Report {
    let old = &version.workspace;
    let mut report = first::left_out(version, new.compared_config(), policy);
    let former = old.former_projects();
    former.iter().for_each(|project| report.append(of_config(project, new, sources, policy)));
    if former.is_empty() && report.is_empty() {
        report = of_config(old, new, sources, policy);
    }
    report.append(foreign::weaker(old, new, policy));
    report.append(moved::weaker(old, new, policy, former.is_empty() && is_unchanged(old, new, sources)));
    report.append(consumers::weaker(version, schema, new, policy));
    owners::more_owners(old, new, policy).into_iter().for_each(|diagnostic| report.push(diagnostic));
    lint_baseline::longer(old, new, policy).into_iter().for_each(|diagnostic| report.push(diagnostic));
    report
}

/// Returns the findings that this old configuration reports and the new one permits.
fn of_config(old: &Workspace, new: &Workspace, sources: &Sources, policy: &Policy) -> Report {
    let was = old.compared_config();
    let is = new.compared_config();
    let Some(severity) = severity(was, is, policy) else { return Report::default() };
    if is_unchanged(old, new, sources) {
        return Report::default();
    }
    let change = ConfigChange { old, new, was, is, policy };
    let effects = change.effects();
    effects.into_iter().map(|effect| effect.finding(severity)).collect()
}

/// Returns the severity of the findings, by the old configuration; `None` if the rule does not run. Without an old
/// configuration, the default one is compared. If the findings of buf are asked for, the rule runs for a `buf.yaml` that names
/// it.
fn severity(was: &Config, is: &Config, policy: &Policy) -> Option<Severity> {
    if was.source == is.source { None } else { gate_severity(was, is, policy) }
}

/// Returns the severity of the rule in an old configuration, which may be that of both sides; `None` if the rule does not run.
fn gate_severity(was: &Config, is: &Config, policy: &Policy) -> Option<Severity> {
    was.source?;
    let settings = &was.of_dependencies.settings;
    let is_named = |settings: &PolicySettings| {
        settings.use_.iter().any(|word| [gate_relaxed().id(), "GATE"].contains(&word.text.as_str()))
    };
    if was.is_of_buf() && is.is_of_buf() && policy.is_compat_buf && !is_named(settings) {
        return None;
    }
    let level = catalog().level_of_gate(gate_relaxed(), settings, version(was.version, was.is_of_buf()));
    match level {
        Level::Off => None,
        Level::Warning => Some(Severity::Warning),
        Level::Error => Some(severity_of(policy)),
    }
}

/// Returns the severity of a relaxation that an old configuration does not make a warning.
fn severity_of(policy: &Policy) -> Severity {
    if policy.options.accepts_relaxed { Severity::Warning } else { Severity::Error }
}

/// Returns `true` for the same text with the same folders, whose effects need no comparison.
fn is_unchanged(old: &Workspace, new: &Workspace, sources: &Sources) -> bool {
    let configs = [old, new].map(Workspace::compared_config);
    // Other forms may consist of several files, and so do policies from elsewhere. Plugins have files of their own.
    let is_alone = |config: &&Config| {
        config.form == Some(Form::Protoward)
            && config.breaking.policy_from.is_none()
            && config.policies.is_empty()
            && config.plugins.is_empty()
    };
    let texts = configs.map(|config| config.source.and_then(|source| sources.get(source).text.clone()));
    let folders = |side: &Workspace| {
        let modules = 0..side.compared_config().modules.len();
        modules.map(|module| side.path_from_input(module, "")).collect::<Vec<_>>()
    };
    configs.iter().all(is_alone) && texts[0] == texts[1] && folders(old) == folders(new)
}

/// Both configurations of a comparison.
struct ConfigChange<'a> {
    old: &'a Workspace,
    new: &'a Workspace,
    was: &'a Config,
    is: &'a Config,
    policy: &'a Policy,
}

impl<'a> ConfigChange<'a> {
    fn effects(&self) -> Vec<Effect> {
        let places = Places { was: self.was, is: self.is };
        let modules = self.new.modules_of_old_files(self.old);
        let mut effects: Vec<Effect> = Vec::new();
        for &(was, is) in &modules.pairs {
            let covers =
                |ignore: &Ignore, own: &Ignore| covers(region(self.new, is, ignore), region(self.old, was, own));
            let breaking = [places::of_module(self.was, was), places::of_module(self.is, is)];
            for relaxation in self.relaxations(breaking, &covers) {
                let module = (self.is.modules.len() > 1).then(|| self.is.modules[is].path.text.clone());
                add(&mut effects, Effect::new(relaxation, Some(is), module, &places));
            }
        }
        if self.was.compares_imports() && self.is.compares_imports() {
            let breaking = [&self.was.of_dependencies, &self.is.of_dependencies];
            let covers = |ignore: &Ignore, own: &Ignore| covers(path(ignore), path(own));
            let found = self.relaxations(breaking, &covers).into_iter();
            let known: Vec<String> = effects.iter().map(|effect| effect.message.clone()).collect();
            let found = found.map(|it| Effect::new(it, None, Some("the dependencies".to_owned()), &places));
            found.filter(|effect| !known.contains(&effect.message)).for_each(|effect| add(&mut effects, effect));
        }
        effects.extend(Effect::left_out(&places, &modules.left_out));
        effects.extend(settings::effects(self.was, self.is, &places));
        effects.extend(owners::effects(self.was, self.is, &places));
        effects.extend(plugins::effects([self.old, self.new], [self.was, self.is], &places));
        effects.extend(self.effects_of_policies(&places));
        effects
    }

    /// Returns the relaxations for one file: the first settings apply to its old path, and the second ones to its new path.
    fn relaxations_of_file(&self, breaking: [&Breaking; 2], was: &str, is: &str) -> Vec<Relaxation> {
        let covers = |_: &Ignore, own: &Ignore| is_about(own, was);
        let mut found = self.relaxations(breaking, &covers);
        found.retain(|it| !matches!(it, Relaxation::Ignored(ignore, _) if !is_about(ignore, is)));
        found
    }

    fn relaxations(&self, breaking: [&Breaking; 2], covers: &dyn Fn(&Ignore, &Ignore) -> bool) -> Vec<Relaxation> {
        let current = |config: &'a Config| config.current.as_ref().map(|word| word.text.as_str());
        let clocks = [self.was, self.is].map(|config| self.policy.options.clock.with_version(current(config)));
        // A ledger that is removed is an effect of its own.
        let has_ledger = self.policy.options.ledger.is_some() || self.was.breaking.ledger.is_some();
        let catalog = &self.policy.catalog;
        let sides = [self.was, self.is].map(|config| config.is_of_buf() || self.policy.is_compat_buf);
        let versions = [0, 1].map(|index| version(breaking[index].version, sides[index]));
        // Some names are unknown here: rules of a plugin that only one side has, and, in an old configuration, rules of another
        // version of this program. A removed plugin is reported by itself.
        let known = |index: usize| breaking[index].settings.known_to(catalog, versions[index]);
        let mut settings = [known(0), known(1)];
        // Words that mean nothing now are no reason to compare nothing. Those of plugins are compared with the plugins.
        if settings[0].use_.is_empty() && !breaking[0].settings.use_.is_empty() && self.was.plugins.is_empty() {
            settings[0].use_ = Breaking::default().settings.use_;
        }
        let side = |index: usize| PolicySide {
            settings: &settings[index],
            version: versions[index],
            has_ledger,
            clock: &clocks[index],
        };
        relaxations(catalog, side(0), side(1), covers)
    }
}

/// Adds an effect, or its modules to the same effect in other modules.
fn add(effects: &mut Vec<Effect>, effect: Effect) {
    match effects.iter_mut().find(|other| other.message == effect.message && other.place == effect.place) {
        Some(other) => other.modules.extend(effect.modules),
        None => effects.push(effect),
    }
}

/// Returns the files of an ignore in a module, by path from the input; `None` if it has none there.
fn region(side: &Workspace, module: usize, ignore: &Ignore) -> Option<String> {
    match &ignore.within {
        IgnoreScope::All => side.path_from_input(module, ""),
        IgnoreScope::Path(path) => side.path_from_input(module, path),
        IgnoreScope::Nothing => None,
    }
}

/// Returns the path of an ignore from the folder of its configuration.
fn path(ignore: &Ignore) -> Option<String> {
    Some(ignore.path.as_ref().map(|path| path.text.clone()).unwrap_or_default())
}

/// Returns `true` if the second region has all files of the first.
fn covers(region: Option<String>, own: Option<String>) -> bool {
    match (region, own) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(region), Some(own)) => below(&region, &own).is_some(),
    }
}

/// Returns `true` if an ignore covers a file, by import path.
fn is_about(ignore: &Ignore, name: &str) -> bool {
    match &ignore.within {
        IgnoreScope::All => true,
        IgnoreScope::Path(path) => below(name, path).is_some(),
        IgnoreScope::Nothing => false,
    }
}

/// Returns the ids of rules, without duplicates.
fn ids(rules: &[&'static Rule]) -> Vec<&'static str> {
    rules.iter().map(|rule| rule.id()).collect::<BTreeSet<_>>().into_iter().collect()
}
