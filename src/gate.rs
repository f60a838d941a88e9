//! From the words of a configuration to the rules that run, over what, and to what becomes of their findings.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::decisions::{self, Because, Cause, Decisions, Written};
use super::diagnostics;
use super::now::Now;
use super::unused::{self, Sides};
use protoward_ledger::Ledger;
use protoward_report::RuleText;
use protoward_rules::{Category, ConfigVersion, Files, Finding, Rule, Settings};
use protoward_schema::Schema;
use protoward_source::{Place, Report, Severity, SourceId, Sources};
use protoward_workspace::{Part, Side, Workspace};

/// What flags say about it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Scope<'a> {
    pub(super) exclude_imports: bool,
    pub(super) limit_to_input_files: bool,
    /// What was there before the old version.
    pub(super) ledger: Option<&'a Arc<Ledger>>,
    /// Whose findings are given; `None` leaves it to the configuration.
    pub(super) compat: Option<Compat>,
}

/// Whose findings are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Compat {
    /// Those of buf, one by one.
    Buf,
    /// A move or a rename as one finding.
    None,
}

impl Scope<'_> {
    /// A repository that uses buf gets what buf gives it, unless it asks for more.
    fn compat(self, new: &Workspace) -> Self {
        let of_config = if new.config.is_of_buf() { Compat::Buf } else { Compat::None };
        Self { compat: self.compat.or(Some(of_config)), ..self }
    }
}

/// What the gate said, and how many rules it asked.
#[derive(Debug, Default)]
pub(super) struct Verdict {
    pub(super) findings: Vec<Finding>,
    /// What nobody wants to see, and why.
    pub(super) ignored: Vec<(Finding, Because)>,
    /// What is to be said about ignores.
    pub(super) notes: Report,
    /// Ignores that are not allowed or cannot be read: errors that fail the gate like findings.
    pub(super) violations: Report,
    pub(super) rules: usize,
}

impl Verdict {
    /// Whether there is anything that is more than a warning.
    pub(super) fn fails(&self) -> bool {
        self.findings.iter().any(|finding| finding.diagnostic.severity == Severity::Error)
    }
}

/// Compares two versions of a schema as the configuration of the new one says.
///
/// # Errors
/// When the configuration names a rule that does not exist.
pub(super) fn judge(old: &Workspace, new: &Workspace, sources: &Sources, scope: Scope<'_>) -> Result<Verdict, Report> {
    let parts = new.parts(old, scope.exclude_imports);
    let now = Now::new(new.config.current.as_ref());
    let mut problems = Report::default();
    let has_ledger = scope.ledger.is_some();
    let mut violations = Report::default();
    let scope = scope.compat(new);
    let as_buf = new.config.is_of_buf() || scope.compat == Some(Compat::Buf);
    let decide = |breaking| {
        let decisions = Decisions::new(breaking, as_buf, has_ledger, &now, &mut violations);
        decisions.map_err(|report| problems.append(report)).ok()
    };
    let kinds: Vec<Decisions> = parts.kinds.iter().copied().filter_map(decide).collect();
    if problems.has_errors() {
        return Err(diagnostics::once(problems));
    }
    let mut notes = Report::default();
    let comments = decisions::in_comments(new, sources, &now, &mut notes, &mut violations);
    let (old, sides) = (&old.schema, Sides { old: &old.schema, new: &new.schema, are_whole: new.is_whole() });
    let verdict = Verdict { notes, violations: diagnostics::once(violations), ..Verdict::default() };
    let mut judge =
        Judge { old, new: &new.schema, kinds, comments, shown: BTreeSet::new(), hidden: BTreeSet::new(), verdict };
    for part in &parts.parts {
        judge.part(part, scope);
    }
    if parts.parts.len() > 1 {
        in_order(&mut judge.verdict.findings, &new.schema);
    }
    judge.verdict.notes.append(unused::about(judge.comments.causes.drain(..), sides));
    if !new.config.is_of_buf() {
        judge.verdict.notes.append(unused::of_config(&parts.kinds, &mut judge.kinds, &now, sides));
    }
    Ok(judge.finish())
}

/// Findings on the way to a verdict.
struct Judge<'a> {
    old: &'a Schema,
    new: &'a Schema,
    kinds: Vec<Decisions>,
    /// What stands beside elements.
    comments: Written,
    /// What several parts find is one finding: what one of them shows is shown.
    shown: BTreeSet<Key>,
    hidden: BTreeSet<Key>,
    verdict: Verdict,
}

type Key = (&'static str, Option<Place>, Option<Place>, String);

fn key(finding: &Finding) -> Key {
    (finding.rule.id(), finding.place, finding.was, finding.diagnostic.message.clone())
}

impl Judge<'_> {
    fn part(&mut self, part: &Part, scope: Scope<'_>) {
        let Scope { exclude_imports, limit_to_input_files, ledger, compat } = scope;
        let (mut rules, ledger) = (self.rules(part), ledger.cloned());
        if compat == Some(Compat::Buf) {
            rules.retain(|rule| rule.stands_for().is_empty());
        }
        let as_buf = compat == Some(Compat::Buf);
        let settings = Settings { rules, exclude_imports, limit_to_input_files, as_buf, ledger, ..Settings::default() };
        let files = Files { old: part.old.present.clone(), new: part.new.present.clone() };
        let findings = protoward_rules::check_files(self.old, self.new, files, &settings);
        self.verdict.findings.reserve(findings.len());
        for finding in findings {
            self.finding(finding, part);
        }
    }

    /// The rules that are asked in any file of a part.
    fn rules(&self, part: &Part) -> Vec<&'static Rule> {
        let present = |side: &Side| {
            let kinds = side.kinds.iter().zip(&side.present);
            kinds.filter(|(_, present)| **present).map(|(kind, _)| *kind).collect::<Vec<_>>()
        };
        let mut kinds = [present(&part.old), present(&part.new)].concat();
        kinds.sort_unstable();
        kinds.dedup();
        let mut rules: Vec<&Rule> = kinds.into_iter().flat_map(|kind| self.kinds[kind].rules.clone()).collect();
        rules.sort_unstable_by_key(|rule| rule.id());
        rules.dedup();
        rules
    }

    fn finding(&mut self, mut finding: Finding, part: &Part) {
        let (old, new) = (self.old, self.new);
        let now = finding.element.map(|element| part.new.kinds[new.file_of(element).index()]);
        let was = finding.old_element.map(|element| part.old.kinds[old.file_of(element).index()]);
        let kind = now.or(was).unwrap_or(0);
        if !self.kinds[kind].rules.contains(&finding.rule) || self.shown.contains(&key(&finding)) {
            return;
        }
        self.kinds[kind].weigh(&mut finding);
        if !finding.stands_for.is_empty()
            && let Err(because) = self.what_it_stands_for(&mut finding, kind)
        {
            return because.map_or((), |because| self.hide(finding, because));
        }
        if let Some(because) = self.because(&mut finding, kind) {
            return self.hide(finding, because);
        }
        self.shown.insert(key(&finding));
        self.verdict.findings.push(finding);
    }

    /// Why nobody wants to see a finding.
    fn because(&mut self, finding: &mut Finding, kind: usize) -> Option<Because> {
        let (old, new, decisions) = (self.old, self.new, &mut self.kinds[kind]);
        let beside = self.comments.matching(finding, old, new);
        let configured = decisions.ignores.matching(finding, old, new);
        let valid = self.comments.valid(&beside).or_else(|| decisions.ignores.valid(&configured));
        if let Some(Cause { place, reason, .. }) = valid {
            return Some(Because::Written(*place, reason.clone()));
        }
        if decisions.is_of_unstable(finding, old, new) {
            return Some(Because::Unstable);
        }
        self.comments.note_ended(&beside, finding);
        decisions.ignores.note_ended(&configured, finding);
        None
    }

    /// Leaves out of what a move stands for what nobody asked for or wants to see.
    ///
    /// # Errors
    /// When nothing is left: why, where something was ignored.
    fn what_it_stands_for(&mut self, finding: &mut Finding, kind: usize) -> Result<(), Option<Because>> {
        let mut last = None;
        for mut one in std::mem::take(&mut finding.stands_for) {
            if !self.kinds[kind].rules.contains(&one.rule) {
                continue;
            }
            match self.because(&mut one, kind) {
                Some(because) => last = Some(because),
                None => finding.stands_for.push(one),
            }
        }
        if finding.stands_for.is_empty() { Err(last) } else { Ok(()) }
    }

    fn hide(&mut self, finding: Finding, because: Because) {
        if self.hidden.insert(key(&finding)) {
            self.verdict.ignored.push((finding, because));
        }
    }

    fn finish(mut self) -> Verdict {
        self.verdict.ignored.retain(|(finding, _)| !self.shown.contains(&key(finding)));
        let mut rules: Vec<&Rule> = self.kinds.iter().flat_map(|decisions| &decisions.rules).copied().collect();
        rules.sort_unstable_by_key(|rule| rule.id());
        rules.dedup();
        self.verdict.rules = rules.len();
        self.verdict
    }
}

/// Puts the findings of several parts in the order of one.
fn in_order(findings: &mut [Finding], new: &Schema) {
    let paths: BTreeMap<SourceId, &str> =
        new.files.iter().map(|(_, file)| (file.source, new.text(file.path))).collect();
    let path = |finding: &Finding| finding.place.and_then(|place| paths.get(&place.source).copied());
    let start = |finding: &Finding| finding.place.and_then(|place| place.start());
    findings.sort_by_key(|finding| (path(finding), start(finding), finding.rule.id()));
}

/// What reports say about rules.
pub(super) fn rule_texts() -> Vec<RuleText> {
    let groups = |rule: &Rule| rule.categories(ConfigVersion::default()).into_iter().map(Category::id).collect();
    let text =
        |rule: &Rule| RuleText { id: rule.id(), summary: rule.summary(), page: rule.doc(), groups: groups(rule) };
    protoward_rules::rules().into_iter().map(text).collect()
}

/// In how many files something was found.
pub(super) fn files<'f>(findings: impl Iterator<Item = &'f Finding>) -> usize {
    let mut files: Vec<_> = findings.filter_map(|it| it.place.or(it.was)).map(|place| place.source).collect();
    files.sort_unstable();
    files.dedup();
    files.len()
}
