//! The verdict on the findings of rules: the policy of the module of each finding decides whether it is reported, ignored or
//! dropped, and with which severity.

use std::collections::{BTreeMap, BTreeSet};

use crate::plugin_findings::{self, BreakingOptions};
use crate::policy::{GateOptions, Policy};
use crate::stability::{LevelEffect, Levels, StabilityPolicy};
use protoward_breaking::{ComparisonSettings, Finding, LocatedFinding, catalog, check_files};
use protoward_policy::{Decision, IgnoreReason, IgnoreTargets, ModulePolicy, Policies, PolicySubject, Rule};
use protoward_schema::{Element, FieldOwner, FileId, Id, Schema};
use protoward_settings::StabilityLevel;
use protoward_source::{Place, Report, Severity, SourceId, Sources};
use protoward_workspace::{ComparisonPart, PartSide, Workspace};

/// The findings of a comparison, and the number of rules that ran.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub(crate) struct Verdict {
    /// The reported findings; with several parts or with plugins, in the order of files and places.
    pub findings: Vec<Finding>,
    /// Findings that are ignored, with the reason.
    pub ignored: Vec<(Finding, IgnoreReason)>,
    /// Warnings: about ignores that match nothing or have ended, and from the policies.
    pub notes: Report,
    /// Ignores that are not allowed or cannot be read: errors that fail the gate like findings.
    pub violations: Report,
    /// Failures of check plugins: errors because of which findings are missing.
    pub failures: Report,
    /// The number of rules that ran.
    pub rules: usize,
}

impl Verdict {
    /// Returns `true` if any finding or violation is an error, or if findings are missing.
    pub(crate) fn fails(&self) -> bool {
        let is_error = |finding: &Finding| finding.diagnostic.severity == Severity::Error;
        self.failures.has_errors() || self.violations.has_errors() || self.findings.iter().any(is_error)
    }
}

/// Compares two versions of a schema by the rules of a policy alone.
pub(crate) fn judge_by([old, new]: [&Workspace; 2], sources: &Sources, policy: &Policy, policies: Policies) -> Verdict {
    let parts = new.parts(old, policy.options.exclude_imports).parts;
    let mut judge = FindingJudge {
        old: &old.schema,
        new: &new.schema,
        sides: [old, new],
        policies,
        as_buf: policy.as_buf(),
        stability: policy.stability.as_ref().map(|stability| {
            let before = old.config.stability.as_ref().unwrap_or(&stability.setting);
            (stability, [Levels::new(before, &old.schema), Levels::new(&stability.setting, &new.schema)])
        }),
        reported: BTreeSet::new(),
        hidden: BTreeSet::new(),
        verdict: Verdict::default(),
    };
    for part in &parts {
        judge.part(part, policy);
        judge.plugins(part, policy, sources);
    }
    if parts.len() > 1 || !policy.plugins.is_empty() {
        sort(&mut judge.verdict.findings, &new.schema);
    }
    judge.finish(new)
}

/// The id of a policy in [`Policies::modules`]. Modules with equal settings share a policy, so a [`PartSide`] has one for each
/// file.
type ModulePolicyId = Id<ModulePolicy>;

/// The state of a judgment.
struct FindingJudge<'a> {
    old: &'a Schema,
    new: &'a Schema,
    sides: [&'a Workspace; 2],
    policies: Policies,
    as_buf: bool,
    /// The levels of stability of both sides.
    stability: Option<(&'a StabilityPolicy, [Levels<'a>; 2])>,
    /// Keys of reported findings. A finding of several parts is one finding, reported if any part reports it.
    reported: BTreeSet<Key>,
    hidden: BTreeSet<Key>,
    verdict: Verdict,
}

/// The identity of a finding within one comparison.
type Key = (&'static str, Option<Place>, Option<Place>, String);

fn key(finding: &Finding) -> Key {
    (finding.rule.id(), finding.place, finding.was, finding.diagnostic.message.clone())
}

impl FindingJudge<'_> {
    fn part(&mut self, part: &ComparisonPart, policy: &Policy) {
        let mut rules = self.rules(part);
        if policy.as_buf() {
            rules.retain(|rule| !rule.is_move());
        }
        let options = &policy.options;
        let settings = ComparisonSettings {
            exclude_imports: options.exclude_imports,
            limit_to_input_files: options.limit_to_input_files,
            as_buf: policy.as_buf(),
            ledger: options.ledger.as_ref().map(|it| it.ledger.clone()),
            renamed: options.renamed.clone(),
            ..ComparisonSettings::of(rules)
        };
        let files = protoward_breaking::ComparedFiles { old: part.old.present.clone(), new: part.new.present.clone() };
        let findings = check_files(self.old, self.new, files, &settings);
        self.verdict.findings.reserve(findings.len());
        for mut finding in findings {
            if let Some(used) = &part.used {
                if !self.is_about(&finding, used) {
                    continue;
                }
                // A dependency is fixed where it is maintained.
                finding.fix.clear();
            }
            self.finding(finding, part);
        }
    }

    /// Adds the findings of check plugins. Like buf, each module is compared separately; the files of dependencies are not.
    fn plugins(&mut self, part: &ComparisonPart, policy: &Policy, sources: &Sources) {
        if policy.plugins.is_empty() {
            return;
        }
        let rules = self.rules(part);
        let GateOptions { exclude_imports, limit_to_input_files, .. } = policy.options;
        let options = BreakingOptions { rules: &rules, exclude_imports, limit_to_input_files };
        let [old, new] = self.sides;
        for module in &part.modules {
            match plugin_findings::breaking(&policy.plugins, [new, old], sources, module, options) {
                Ok(findings) => findings.into_iter().for_each(|finding| self.finding(finding, part)),
                Err(report) => self.verdict.failures.append(report),
            }
        }
    }

    /// Returns `true` if a finding is about one of these declarations, or a part of one.
    fn is_about(&self, finding: &Finding, used: &BTreeSet<String>) -> bool {
        let is_used = |schema: &Schema, element: Option<Element>| {
            element.and_then(|element| declaration(schema, element)).is_some_and(|name| used.contains(&name))
        };
        match finding.old_element {
            Some(old) => is_used(self.old, Some(old)),
            None => is_used(self.new, finding.element),
        }
    }

    /// Returns the rules that run in any file of a part, with those whose findings the lone rules about moves replace.
    fn rules(&self, part: &ComparisonPart) -> Vec<&'static Rule> {
        let present = |side: &PartSide| {
            let policies = side.kinds.iter().zip(&side.present);
            policies.filter(|(_, present)| **present).map(|(kind, _)| Id::new(*kind)).collect::<Vec<ModulePolicyId>>()
        };
        let mut policies = [present(&part.old), present(&part.new)].concat();
        policies.sort_unstable();
        policies.dedup();
        let replaced = |rule: &&'static Rule| rule.stands_for().iter().filter_map(|id| catalog().rule(id));
        let of_policy = |id: ModulePolicyId| {
            let policy = self.policy(id);
            policy.rules().iter().copied().chain(policy.lone_moves().iter().flat_map(replaced))
        };
        let mut rules: Vec<&Rule> = policies.into_iter().flat_map(of_policy).collect();
        rules.extend(self.stability.iter().flat_map(|(policy, _)| policy.named_rules()));
        rules.sort_unstable_by_key(|rule| rule.id());
        rules.dedup();
        rules
    }

    fn policy(&self, id: ModulePolicyId) -> &ModulePolicy {
        &self.policies.modules()[id.index()]
    }

    /// Returns the id of the policy that decides about a finding: that of its old file, or of the new one if it has no old
    /// one. What was promised under the rules of a module stays promised when the file moves. buf prefers the new file. One
    /// without an element, which a check plugin may report, has the first policy.
    fn policy_of(&self, finding: &Finding, part: &ComparisonPart) -> ModulePolicyId {
        let of_file = |side: &PartSide, file: FileId| Id::new(side.kinds[file.index()]);
        let now = finding.element.map(|element| of_file(&part.new, self.new.file_of(element)));
        let was = finding.old_element.map(|element| of_file(&part.old, self.old.file_of(element)));
        let found = if self.as_buf { now.or(was) } else { was.or(now) };
        found.unwrap_or(Id::new(0))
    }

    fn finding(&mut self, mut finding: Finding, part: &ComparisonPart) {
        let id = self.policy_of(&finding, part);
        if finding.rule.is_move() {
            return self.moved(finding, id, part);
        }
        // Notes on the finding are not a part of its identity.
        let key = key(&finding);
        if !self.runs(&finding, id) || self.reported.contains(&key) {
            return;
        }
        finding.diagnostic.severity = self.policy(id).severity(finding.rule);
        match self.because(&mut finding, id, None) {
            Some(because) => self.hide(finding, because),
            None => self.report_by_level(finding, key),
        }
    }

    /// Returns `true` if a policy runs a rule, or if the level of the changed element names it.
    fn runs(&self, finding: &Finding, id: ModulePolicyId) -> bool {
        let is_named = || {
            let level = self.level(finding);
            self.stability.as_ref().zip(level).is_some_and(|((policy, _), level)| policy.names(finding.rule, level))
        };
        self.policy(id).runs(finding.rule) || is_named()
    }

    /// Returns the level that the changed element had, or that a new one has.
    fn level(&self, finding: &Finding) -> Option<StabilityLevel> {
        let (_, [old, new]) = self.stability.as_ref()?;
        let was = finding.old_element.map(|was| old.level(was));
        was.or_else(|| finding.element.map(|is| new.level(is)))
    }

    /// Reports a finding according to the level of stability that the changed element had.
    fn report_by_level(&mut self, mut finding: Finding, key: Key) {
        let level = self.level(&finding);
        let effect = self.stability.as_ref().zip(level).map(|((policy, _), level)| policy.apply(&mut finding, level));
        match effect {
            Some(LevelEffect::NotRun) => {}
            Some(LevelEffect::Ignored(because)) => self.hide(finding, because),
            Some(LevelEffect::Reported) | None => self.report(finding, key),
        }
    }

    /// Reports a move if any finding that it replaces would be reported. The old module decides whether moves are
    /// reported at all; otherwise the replaced findings are.
    fn moved(&mut self, mut finding: Finding, id: ModulePolicyId, part: &ComparisonPart) {
        if !self.policy(id).runs(finding.rule) {
            return finding.stands_for.into_iter().for_each(|one| self.finding(one, part));
        }
        let key = key(&finding);
        if self.reported.contains(&key) {
            return;
        }
        if let Err(because) = self.what_it_stands_for(&mut finding, part) {
            return because.map_or((), |because| self.hide(finding, because));
        }
        let own = self.policy(id).own_severity(finding.rule);
        let is_error = |one: &Finding| one.diagnostic.severity == Severity::Error;
        let most_severe = if finding.stands_for.iter().any(is_error) { Severity::Error } else { Severity::Warning };
        finding.diagnostic.severity = own.unwrap_or(most_severe);
        match self.because(&mut finding, id, None) {
            Some(because) => self.hide(finding, because),
            None => self.report_by_level(finding, key),
        }
    }

    /// Returns why a finding is ignored; otherwise notes the ignores that have ended.
    fn because(
        &mut self,
        finding: &mut Finding,
        id: ModulePolicyId,
        replaced_by: Option<&Finding>,
    ) -> Option<IgnoreReason> {
        let located = LocatedFinding::new(finding, self.old, self.new).replaced_by(replaced_by).as_buf(self.as_buf);
        match self.policies.decide(id.index(), &PlacedFinding { located, sides: self.sides }) {
            Decision::Ignored(because) => Some(because),
            Decision::Reported(ended) => {
                ended.iter().for_each(|ignore| ignore.note_on(&mut finding.diagnostic));
                None
            }
        }
    }

    /// Removes disabled and ignored findings from those that a move replaces, and sets the severities of the others.
    ///
    /// # Errors
    /// If none remains, fails with the reason of an ignore, if there is one.
    fn what_it_stands_for(&mut self, finding: &mut Finding, part: &ComparisonPart) -> Result<(), Option<IgnoreReason>> {
        let mut last = None;
        for mut one in std::mem::take(&mut finding.stands_for) {
            let id = self.policy_of(&one, part);
            let policy = self.policy(id);
            if !self.runs(&one, id) && !policy.lone_moves().contains(&finding.rule) {
                continue;
            }
            one.diagnostic.severity = policy.severity(one.rule);
            match self.because(&mut one, id, Some(finding)) {
                Some(because) => last = Some(because),
                None => finding.stands_for.push(one),
            }
        }
        if finding.stands_for.is_empty() { Err(last) } else { Ok(()) }
    }

    fn report(&mut self, finding: Finding, key: Key) {
        self.reported.insert(key);
        self.verdict.findings.push(finding);
    }

    fn hide(&mut self, finding: Finding, because: IgnoreReason) {
        if self.hidden.insert(key(&finding)) {
            self.verdict.ignored.push((finding, because));
        }
    }

    fn finish(mut self, new: &Workspace) -> Verdict {
        let known = BothSides { old: self.old, new: self.new, sides: self.sides, is_complete: new.is_complete() };
        self.verdict.rules = self.policies.count_rules();
        self.verdict.violations = self.policies.violations();
        self.verdict.notes = self.policies.notes().clone();
        self.verdict.notes.append(self.policies.unused_comments(&known));
        // buf accepts paths in `ignore` that match nothing.
        if !new.config.is_of_buf() {
            self.verdict.notes.append(self.policies.unused_ignores(&known));
        }
        self.verdict.ignored.retain(|(finding, _)| !self.reported.contains(&key(finding)));
        self.verdict
    }
}

/// A finding with both workspaces, which know where the files of dependencies are.
struct PlacedFinding<'a> {
    located: LocatedFinding<'a>,
    sides: [&'a Workspace; 2],
}

impl PolicySubject for PlacedFinding<'_> {
    fn rule(&self) -> &'static Rule {
        self.located.rule()
    }

    fn paths(&self) -> Vec<&str> {
        self.located.paths()
    }

    fn located_paths(&self) -> Vec<&str> {
        let paths = self.located.paths();
        self.sides.iter().flat_map(|side| paths.iter().filter_map(|path| side.dependency_path(path))).collect()
    }

    fn place(&self) -> Option<Place> {
        self.located.place()
    }

    fn names(&self) -> Vec<String> {
        self.located.names()
    }

    fn new_names(&self) -> Vec<String> {
        self.located.new_names()
    }

    fn new_paths(&self) -> Vec<&str> {
        self.located.new_paths()
    }

    fn is_unstable(&self) -> bool {
        self.located.is_unstable()
    }
}

/// Returns the full name of the message, enum, service or extension that an element is, or is a part of.
fn declaration(schema: &Schema, element: Element) -> Option<String> {
    let declared = match element {
        Element::File(_) => return None,
        Element::Field(id) => match schema[id].owner {
            FieldOwner::Message(message) => message.into(),
            FieldOwner::Extension { .. } => element,
        },
        Element::Oneof(id) => schema[id].message.into(),
        Element::EnumValue(id) => schema[id].parent.into(),
        Element::Method(id) => schema[id].service.into(),
        element => element,
    };
    Some(schema.full_name(declared))
}

/// Sorts the findings of all parts.
pub(crate) fn sort(findings: &mut [Finding], new: &Schema) {
    let paths: BTreeMap<SourceId, &str> =
        new.files.iter().map(|(_, file)| (file.source, new.text(file.path))).collect();
    let path = |finding: &Finding| finding.place.and_then(|place| paths.get(&place.source).copied());
    let start = |finding: &Finding| finding.place.map(|place| (place.extent.is_some(), place.sort_key()));
    findings.sort_by_key(|finding| (path(finding), start(finding), finding.rule.id()));
}

/// The files and names of both sides, which ignores may refer to.
struct BothSides<'a> {
    old: &'a Schema,
    new: &'a Schema,
    sides: [&'a Workspace; 2],
    is_complete: bool,
}

impl IgnoreTargets for BothSides<'_> {
    fn paths(&self) -> Vec<&str> {
        let paths = |schema: &'_ Schema| schema.files.ids().collect::<Vec<_>>();
        let old = paths(self.old).into_iter().map(|file| self.old.text(self.old[file].path));
        let new = paths(self.new).into_iter().map(|file| self.new.text(self.new[file].path));
        old.chain(new).collect()
    }

    fn located_paths(&self) -> Vec<&str> {
        self.sides.iter().flat_map(|side| side.dependency_paths()).collect()
    }

    fn names(&self) -> BTreeSet<String> {
        names(self.old).chain(names(self.new)).collect()
    }

    fn is_complete(&self) -> bool {
        self.is_complete
    }

    fn whole(&self) -> &'static str {
        "either version"
    }
}

/// Returns every name that an ignore may refer to.
pub(crate) fn names(schema: &Schema) -> impl Iterator<Item = String> {
    let packages = schema.files.ids().map(|file| schema.package(file).to_owned());
    packages.chain(schema.declarations().map(|element| schema.full_name(element)))
}
