//! The verdicts on one schema, which may have more than one baseline, as one result: a change is one finding, whichever
//! baselines show it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::Policy;
use crate::approvals::ApprovalDecision;
use crate::broken_versions::{BrokenVersions, ChangeKey};
use crate::comparing::OlderVersion;
use crate::consumer_effects::ConsumerEffects;
use crate::consumers::Lineage;
use crate::fingerprint::further;
use crate::judge::Verdict;
use crate::not_compared::Unrelated;
use crate::registry::{self, RegistryVerdict};
use crate::relaxed::{relaxed_since, unknown_rules};
use crate::version_verdict::{FixableFinding, VersionVerdict};
use crate::witness::{self, WitnessOptions};
use protoward_breaking::Finding;
use protoward_fix_plan::Fix;
use protoward_policy::IgnoreReason;
use protoward_registries::RegistryMode;
use protoward_source::{Diagnostic, Report, Sources, count, grouped, parallel};
use protoward_workspace::Workspace;

/// One verdict per baseline. A finding is only in the first verdict that contains it.
#[derive(Debug)]
#[non_exhaustive]
pub struct Verdicts {
    each: Vec<Verdict>,
    /// The fixes of the findings, per verdict.
    fixes: Vec<Vec<Fix>>,
    /// Relaxations of the configuration, which fail like findings if they are errors.
    pub relaxed: Report,
    /// Levels of stability that fall, and elements that use others of a lower level; they fail like findings if they are errors.
    pub promises: Report,
    /// Older files that do not compile, which fail like findings if they are errors.
    pub unreadable: Report,
    /// Findings that are ignored, with the reason.
    pub ignored: Vec<(Finding, IgnoreReason)>,
    /// Warnings about ignores, approvals, plugins and modules, each once for all versions.
    pub notes: Report,
    /// Ignores that are not allowed or cannot be read: errors that fail the gate like findings.
    pub violations: Report,
    /// Failures of check plugins, and baselines that do not compile: errors because of which findings are missing.
    pub failures: Report,
    /// Baselines of another schema, in which no rule can find anything.
    pub(crate) unrelated: Vec<Unrelated>,
    /// The verdict of a schema registry, if one was asked.
    registry: Option<RegistryVerdict>,
    /// `true` if findings are warnings because they break no release.
    pub(crate) has_unreleased: bool,
}

impl Verdicts {
    /// Compares a schema with each baseline. `sources` has the texts of all of them.
    pub(crate) fn new(olds: &[OlderVersion], new: &Workspace, sources: &Sources, policy: &Policy) -> Self {
        // Check plugins are processes that may use all cores.
        let threads = if policy.runs_plugins() { 1 } else { parallel::threads(None) };
        let renamed = if policy.options.released_only { renamed_since(olds, new) } else { Vec::new() };
        let each = parallel::map(olds.len(), threads, |at| match renamed.get(at) {
            Some(renamed) if !renamed.is_empty() => {
                VersionVerdict::new(&olds[at], new, sources, &policy.with_renamed(renamed))
            }
            _ => VersionVerdict::new(&olds[at], new, sources, policy),
        });
        let mut verdicts = Self::together(olds, new, policy, each);
        verdicts.mark_consumers(olds, new, sources, policy);
        verdicts
    }

    /// Merges the comparisons with all baselines.
    pub(crate) fn together(
        olds: &[OlderVersion],
        new: &Workspace,
        policy: &Policy,
        versions: Vec<VersionVerdict>,
    ) -> Self {
        let mut each = Vec::new();
        let mut fixes = Vec::new();
        let mut ignored = Vec::new();
        let mut notes = Vec::new();
        let mut broken = BrokenVersions::default();
        let mut hidden = BTreeSet::new();
        let mut violations = Vec::new();
        let mut relaxed = Vec::new();
        let mut failures = Report::default();
        let mut promises = Vec::new();
        let mut rejected = Vec::new();
        let mut facts = Vec::new();
        let mut unrelated = Vec::new();
        let mut unreadable = Vec::new();
        for (version, old) in versions.into_iter().zip(olds) {
            let mut verdict = version.verdict;
            add_new(&mut relaxed, version.relaxed);
            add_new(&mut promises, version.promises);
            match version.unreadable {
                Ok(files) => add_new(&mut unreadable, files),
                Err(errors) => failures.append(errors),
            }
            failures.append(std::mem::take(&mut verdict.failures));
            if relaxed.is_empty() {
                unrelated.extend(version.unrelated);
            }
            let (at, mut kept, mut known) = (each.len(), Vec::new(), HashMap::<String, usize>::new());
            for FixableFinding { mut finding, fix, fingerprint, changed } in version.findings {
                if !broken.add(&finding, at) {
                    continue;
                }
                let count = known.entry(fingerprint.clone()).or_default();
                let fingerprint = if *count == 0 { fingerprint } else { further(&fingerprint, *count) };
                finding.diagnostic.fingerprint = Some(fingerprint);
                *count += 1;
                let decision = policy.options.approvals.decide(&finding, &policy.options.clock, changed.as_deref());
                let ApprovalDecision { approved, facts: mut own, labels, rejected: no_approvals, mistaken } = decision;
                // Several baselines have the same finding.
                add_new(&mut rejected, no_approvals.into_iter().collect());
                add_new(&mut violations, mistaken.into_iter().collect());
                let deprecated = || match &policy.options.deprecation {
                    Some(deprecation) => deprecation.decide(&finding, olds, &old.workspace.schema, &new.schema),
                    None => Err(None),
                };
                match approved.map_or_else(deprecated, Ok) {
                    Ok(reason) => ignored.push((finding, reason)),
                    Err(missing) => {
                        own.extend(missing);
                        // The first label is the place of the finding, and the finding about a deleted file has none.
                        if !finding.diagnostic.labels.is_empty() {
                            finding.diagnostic.labels.extend(labels);
                        }
                        verdict.findings.push(finding);
                        kept.push(fix);
                        facts.push(own);
                    }
                }
            }
            fixes.push(kept);
            let others = std::mem::take(&mut verdict.ignored).into_iter();
            ignored.extend(others.filter(|(finding, _)| hidden.insert(ChangeKey::of(finding))));
            notes.push(std::mem::take(&mut verdict.notes));
            for violation in std::mem::take(&mut verdict.violations) {
                if !violations.contains(&violation) {
                    violations.push(violation);
                }
            }
            each.push(verdict);
        }
        let has_unreleased = broken.mark(&mut each, olds, policy.options.released_only);
        // The message identifies the change until here.
        for (finding, facts) in each.iter_mut().flat_map(|verdict| &mut verdict.findings).zip(facts) {
            facts.iter().for_each(|fact| finding.diagnostic.add_fact(fact));
        }
        if let Some(ledger) = &policy.options.ledger {
            add_new(&mut relaxed, ledger.lost.clone());
        }
        let is_by_flag = olds.iter().any(|old| old.baseline.is_by_flag());
        let stale = match new.is_complete() && !is_by_flag {
            true => {
                let found = each.iter().flat_map(|verdict| &verdict.findings);
                policy.options.approvals.notes(found.chain(ignored.iter().map(|(finding, _)| finding)))
            }
            // Another baseline, or a part of the files, has other findings.
            false => Report::default(),
        };
        let names = olds.iter().filter_map(|old| old.workspace.origin.ambiguous_name());
        let lacking =
            olds.iter().filter(|_| policy.options.released_only).filter_map(|old| old.baseline.lacks_newest_release());
        let mut newer = Vec::new();
        add_new(&mut newer, lacking.collect());
        let notes = policy.notes.iter().cloned().chain(names).chain(newer).chain(together(&notes)).chain(stale);
        let unknown = olds.iter().filter_map(|old| unknown_rules(old, new, policy));
        let notes = notes.chain(policy.options.approvals.unknown_end(&policy.options.clock));
        let notes = notes.chain(policy.options.approvals.provisional()).chain(rejected).chain(unknown).collect();
        let relaxed = relaxed.into_iter().collect();
        let violations = violations.into_iter().collect();
        let promises = promises.into_iter().collect();
        let unreadable = unreadable.into_iter().collect();
        Self {
            each,
            fixes,
            relaxed,
            promises,
            unreadable,
            ignored,
            notes,
            violations,
            failures,
            unrelated,
            registry: None,
            has_unreleased,
        }
    }

    /// Adds what the configuration of the new version permits since the work on it began.
    #[must_use]
    pub(crate) fn with_relaxed_since(
        self,
        origins: &[OlderVersion],
        new: &Workspace,
        sources: &Sources,
        policy: &Policy,
    ) -> Self {
        let mut relaxed: Vec<Diagnostic> = self.relaxed.into_iter().collect();
        origins.iter().for_each(|origin| add_new(&mut relaxed, relaxed_since(origin, new, sources, policy)));
        let unknown = origins.iter().filter_map(|origin| unknown_rules(origin, new, policy));
        let notes = self.notes.into_iter().chain(unknown).collect();
        Self { relaxed: relaxed.into_iter().collect(), notes, ..self }
    }

    /// Adds the effects on consumers to the findings.
    fn mark_consumers(&mut self, olds: &[OlderVersion], new: &Workspace, sources: &Sources, policy: &Policy) {
        if policy.options.consumers.is_empty() || self.findings().next().is_none() {
            return;
        }
        let effects = ConsumerEffects::new(&policy.options.consumers, olds, new, sources, policy);
        let mut unknown = Vec::new();
        for (at, (verdict, old)) in self.each.iter_mut().zip(olds).enumerate() {
            add_new(&mut unknown, effects.mark(&mut verdict.findings, at, &old.workspace.schema, &new.schema));
        }
        self.notes.append(unknown.into_iter().collect());
    }

    /// Returns the findings of all versions, each change once; ignored ones are not among them.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> + Clone {
        self.each.iter().flat_map(|verdict| &verdict.findings)
    }

    /// Returns all findings with their fixes.
    pub fn fixes(&self) -> impl Iterator<Item = (&Finding, &Fix)> {
        self.findings().zip(self.fixes.iter().flatten())
    }

    /// Returns the number of findings.
    pub fn len(&self) -> usize {
        self.findings().count()
    }

    /// Returns `true` if there is neither a finding nor a violation nor a relaxation.
    pub fn is_empty(&self) -> bool {
        let reports = [&self.violations, &self.relaxed, &self.promises, &self.unreadable, &self.failures];
        self.len() == 0 && reports.into_iter().all(Report::is_empty) && self.refusals().next().is_none()
    }

    /// Returns `true` if any finding, violation or relaxation is an error, or if findings are missing.
    pub fn fails(&self) -> bool {
        self.failures.has_errors()
            || !self.unrelated.is_empty()
            || self.violations.has_errors()
            || self.relaxed.has_errors()
            || self.promises.has_errors()
            || self.unreadable.has_errors()
            || self.refusals().next().is_some()
            || self.each.iter().any(Verdict::fails)
    }

    /// Returns the number of rules that ran.
    pub fn rules(&self) -> usize {
        self.each.iter().map(|verdict| verdict.rules).max().unwrap_or_default()
    }

    /// Returns the number of files with findings.
    pub fn files(&self) -> usize {
        let places = self.findings().filter_map(|it| it.place.or(it.was));
        places.map(|place| place.source).collect::<BTreeSet<_>>().len()
    }

    /// Returns the findings, the relaxations, the violations, the failures and the refusals of the registry as diagnostics.
    pub fn report(&self) -> Report {
        let findings = self.findings().map(|finding| finding.diagnostic.clone());
        let about_gate = self.relaxed.iter().chain(self.promises.iter()).chain(self.unreadable.iter());
        let about_gate = about_gate.chain(self.violations.iter()).chain(self.failures.iter());
        findings.chain(about_gate.cloned()).chain(self.refusals().cloned()).collect()
    }

    /// Removes the findings, the relaxations, the violations and the refusals of the registry, and returns them as diagnostics.
    pub fn take_report(&mut self) -> Report {
        let findings = self.each.iter_mut().flat_map(|verdict| std::mem::take(&mut verdict.findings));
        let about_gate = std::mem::take(&mut self.relaxed).into_iter().chain(std::mem::take(&mut self.promises));
        let about_gate = about_gate.chain(std::mem::take(&mut self.unreadable));
        let about_gate = about_gate.chain(std::mem::take(&mut self.violations));
        let refusals = self.registry.as_mut().map(|it| std::mem::take(&mut it.refusals)).unwrap_or_default();
        findings.map(|finding| finding.diagnostic).chain(about_gate).chain(refusals).collect()
    }

    /// Removes the findings in older files that another project has taken over, given by their displayed paths: they were
    /// moved and not deleted. Returns the number of them.
    pub(crate) fn leave_out_moved(&mut self, taken: &BTreeSet<String>, sources: &Sources) -> usize {
        let is_moved =
            |finding: &Finding| finding.was.is_some_and(|was| taken.contains(&sources.get(was.source).display));
        let before = self.len();
        for (verdict, fixes) in self.each.iter_mut().zip(&mut self.fixes) {
            let pairs = std::mem::take(&mut verdict.findings).into_iter().zip(std::mem::take(fixes));
            (verdict.findings, *fixes) = pairs.filter(|(finding, _)| !is_moved(finding)).unzip();
        }
        before - self.len()
    }

    /// Returns the errors about changes that only the registry refuses.
    fn refusals(&self) -> impl Iterator<Item = &Diagnostic> {
        self.registry.iter().flat_map(|registry| registry.refusals.iter())
    }

    /// Asks a registry for its verdict: that of the caller, or else that of the configuration.
    pub(crate) fn ask_registry(&mut self, registry: Option<RegistryMode>, olds: &[OlderVersion], new: &Workspace) {
        if let Some(mode) = registry.or(new.config.breaking.registry) {
            self.registry = Some(registry::ask(mode, &mut self.each, olds, new));
        }
    }

    /// Returns a summary such as `, 1 relaxation of the gate, 3 ignored, 1 ignore refused`; empty if there is nothing of
    /// that.
    pub fn remarks(&self) -> String {
        let ignored = match self.ignored.len() {
            0 => String::new(),
            number => format!(", {} ignored", grouped(number)),
        };
        let relaxed = match self.relaxed.len() {
            0 => String::new(),
            number => format!(", {} of the gate", count(number, "relaxation")),
        };
        let promises = match self.promises.len() {
            0 => String::new(),
            number => format!(", {} about stability", count(number, "finding")),
        };
        let unreadable = match self.unreadable.len() {
            0 => String::new(),
            number => format!(", {} not compared", count(number, "older file")),
        };
        let relaxed = relaxed + &promises + &unreadable;
        match self.violations.len() {
            0 => format!("{relaxed}{ignored}"),
            number => format!("{relaxed}{ignored}, {} refused", count(number, "ignore")),
        }
    }

    /// Returns the verdict of the registry as the end of a summary; empty if none was asked.
    pub fn registry_summary(&self) -> String {
        self.registry.as_ref().map(RegistryVerdict::summary).unwrap_or_default()
    }

    /// Attaches witnesses to the findings, as requested by the caller or the configuration.
    pub(crate) fn attach_witnesses(&mut self, proof: WitnessOptions, olds: &[OlderVersion], new: &Workspace) {
        for (verdict, old) in self.each.iter_mut().zip(olds) {
            witness::attach(&mut verdict.findings, proof, &old.workspace, new);
        }
    }
}

/// Returns, for each older version that is a release, the full names that have changed by way of the other versions, old to new. An
/// element that was renamed since a release, and then changed, is not recognized by its shape.
fn renamed_since(olds: &[OlderVersion], new: &Workspace) -> Vec<BTreeMap<String, String>> {
    let steps: Vec<&OlderVersion> = olds.iter().filter(|old| !old.baseline.is_release()).collect();
    let since: Vec<Lineage> = steps.iter().map(|step| Lineage::between(&step.workspace.schema, &new.schema)).collect();
    let renamed = |old: &OlderVersion| {
        if !old.baseline.is_release() {
            return BTreeMap::new();
        }
        let before = steps.iter().map(|step| Lineage::between(&old.workspace.schema, &step.workspace.schema));
        let before: Vec<Lineage> = before.collect();
        Lineage::by_way_of(before.iter().zip(&since))
    };
    olds.iter().map(renamed).collect()
}

/// Adds the diagnostics that are not known yet from another version.
fn add_new(known: &mut Vec<Diagnostic>, report: Report) {
    for diagnostic in report {
        let is_same = |other: &Diagnostic| (&other.message, other.place()) == (&diagnostic.message, diagnostic.place());
        if !known.iter().any(is_same) {
            known.push(diagnostic);
        }
    }
}

/// Merges the warnings. An ignore is unused only if no comparison uses it.
fn together(notes: &[Report]) -> Report {
    let is_everywhere = |note: &&Diagnostic| notes.iter().all(|report| report.iter().any(|other| other == *note));
    let is_of_use = |note: &&Diagnostic| note.code != protoward_policy::codes::UNUSED_IGNORE || is_everywhere(note);
    let mut kept: Vec<&Diagnostic> = Vec::new();
    for note in notes.iter().flatten().filter(is_of_use) {
        if !kept.contains(&note) {
            kept.push(note);
        }
    }
    kept.into_iter().cloned().collect()
}
