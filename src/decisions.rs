//! What people have decided about findings, in a configuration or beside an element: what is not wanted, and how loud
//! the rest is.

use super::now::Now;
use super::rule_names::RuleNames;
use super::{diagnostics, ignore_policy};
use protoward_rules::{CommentIgnore, Finding, Ignores, Rule};
use protoward_schema::Schema;
use protoward_source::{Diagnostic, Place, Report, Severity, Sources};
use protoward_workspace::Workspace;
use protoward_workspace::config::{self, Breaking, Level, Until, Within, Word};

/// What the configuration, or one module of it, says about findings.
#[derive(Debug)]
pub(super) struct Decisions {
    /// The rules that are asked.
    pub(super) rules: Vec<&'static Rule>,
    /// Rules whose findings do not fail.
    warnings: Vec<&'static Rule>,
    /// Findings that are not wanted.
    pub(super) ignores: Written,
    unstable: bool,
}

/// Ignores as they are written, with what has become of them.
#[derive(Debug, Default)]
pub(super) struct Written {
    ignores: Ignores,
    /// In the order of the ignores.
    pub(super) causes: Vec<Cause>,
}

/// An ignore, and what has become of it.
#[derive(Clone, Debug)]
pub(super) struct Cause {
    pub(super) place: Place,
    pub(super) reason: Option<String>,
    /// What it is about, where that is one thing.
    pub(super) element: Option<String>,
    /// When it ended, where it has: `on 2026-11-01`.
    pub(super) ended: Option<String>,
    /// Whether it is about one change that was made, which sooner or later is part of the baseline.
    pub(super) is_exception: bool,
    /// The findings that it is about.
    pub(super) findings: usize,
    /// Those that are shown, as it has ended.
    pub(super) shown: usize,
    /// Whether there is a file that it is about.
    pub(super) has_files: bool,
}

/// Why a finding is not shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Because {
    /// Somebody has written so, maybe with a reason.
    Written(Place, Option<String>),
    /// Its package says that it is not stable.
    Unstable,
}

impl Decisions {
    /// `as_buf` gives categories the rules that they have in buf, and no more.
    ///
    /// # Errors
    /// When a rule is named that does not exist, or one that looks at a ledger where there is none.
    ///
    /// Ignores that violate the policy are reported in `violations` and left out.
    pub(super) fn new(
        breaking: &Breaking,
        as_buf: bool,
        has_ledger: bool,
        now: &Now,
        violations: &mut Report,
    ) -> Result<Self, Report> {
        let names = RuleNames::new(breaking.version, as_buf);
        let mut report = Report::default();
        let mut rules = names.selected(breaking, has_ledger, &mut report);
        if breaking.is_off {
            rules.clear();
        } else if rules.is_empty() && !report.has_errors() {
            report.push(diagnostics::nothing_is_checked(breaking));
        }
        let levels = names.levels(breaking, &mut report);
        let is_at = |rule: &&'static Rule, level| levels.contains(&(*rule, level));
        rules.retain(|rule| !is_at(rule, Level::Off));
        let warnings = rules.iter().copied().filter(|rule| is_at(rule, Level::Warning)).collect();
        let (mut ignores, mut causes) = (Vec::new(), Vec::new());
        for written in &breaking.ignores {
            let ignore = ignore(written, names, &mut report);
            match ignore_policy::of_config(written, breaking.policy, now) {
                Some(violation) => violations.push(violation),
                None => {
                    causes.extend(ignore.is_some().then(|| Cause::of(written, now)));
                    ignores.extend(ignore);
                }
            }
        }
        let ignores = Written::new(ignores, causes);
        let this = Self { rules, warnings, ignores, unstable: breaking.ignore_unstable_packages };
        if report.has_errors() { Err(report) } else { Ok(this) }
    }

    /// Makes a finding as loud as it is to be.
    pub(super) fn weigh(&self, finding: &mut Finding) {
        if self.warnings.contains(&finding.rule) {
            finding.diagnostic.severity = Severity::Warning;
        }
    }

    /// Whether a finding is of a package that may change.
    pub(super) fn is_of_unstable(&self, finding: &Finding, old: &Schema, new: &Schema) -> bool {
        self.unstable && protoward_rules::is_unstable(finding, old, new)
    }
}

impl Written {
    pub(super) fn new(ignores: Vec<protoward_rules::Ignore>, causes: Vec<Cause>) -> Self {
        Self { ignores: Ignores::new(ignores), causes }
    }

    /// Which of them are about a finding; they are counted.
    pub(super) fn matching(&mut self, finding: &Finding, old: &Schema, new: &Schema) -> Vec<usize> {
        let matching = self.ignores.matching(finding, old, new);
        matching.iter().for_each(|&index| self.causes[index].findings += 1);
        matching
    }

    /// The first of some that has not ended.
    pub(super) fn valid(&self, matching: &[usize]) -> Option<&Cause> {
        matching.iter().map(|&index| &self.causes[index]).find(|cause| cause.ended.is_none())
    }

    /// Says on a finding which of some have ended.
    pub(super) fn note_ended(&mut self, matching: &[usize], finding: &mut Finding) {
        for &index in matching {
            self.causes[index].shown += 1;
            diagnostics::ignore_ended(&mut finding.diagnostic, &self.causes[index]);
        }
    }

    /// Notes which of them are about a file.
    pub(super) fn see(&mut self, path: &str) {
        for index in self.ignores.around(path) {
            self.causes[index].has_files = true;
        }
    }
}

/// The ignores that stand beside what they are about. Problems that leave the finding visible are reported in `notes`;
/// ignores that are not allowed, or whose end cannot be read, in `violations`.
pub(super) fn in_comments(
    new: &Workspace,
    sources: &Sources,
    now: &Now,
    notes: &mut Report,
    violations: &mut Report,
) -> Written {
    let names = RuleNames::new(new.config.version, new.config.is_of_buf());
    let (mut ignores, mut causes) = (Vec::new(), Vec::new());
    for comment in protoward_rules::comment_ignores(&new.schema, sources) {
        let rules = names.rules_of_comment(&comment, notes);
        let until = match until(&comment) {
            Ok(until) => until,
            Err(problem) => {
                violations.push(*problem);
                continue;
            }
        };
        if let Some(violation) = ignore_policy::of_comment(&comment, until.as_ref(), new.config.breaking.policy, now) {
            violations.push(violation);
            continue;
        }
        if rules.is_empty() {
            continue;
        }
        if let Some(until) = until.as_ref().filter(|until| now.cannot_tell(until)) {
            notes.push(diagnostics::version_unknown(&Word { text: until.to_string(), place: Some(comment.place) }));
        }
        let ended = until.and_then(|until| now.ended(&until));
        for scope in comment.scopes {
            ignores.push(protoward_rules::Ignore { rules: rules.clone(), ..scope });
            causes.push(Cause { ended: ended.clone(), ..Cause::beside(comment.place, comment.reason.clone()) });
        }
    }
    Written::new(ignores, causes)
}

/// The end of an ignore.
///
/// # Errors
/// When it cannot be read. Such an ignore must not hide anything: it would never end.
fn until(comment: &CommentIgnore) -> Result<Option<Until>, Box<Diagnostic>> {
    if let Some(end) = &comment.misplaced_end {
        return Err(Box::new(diagnostics::misplaced_end(comment.place, end)));
    }
    let Some(text) = &comment.until else { return Ok(None) };
    let word = || Word { text: text.clone(), place: Some(comment.place) };
    Until::parse(text).map(Some).ok_or_else(|| Box::new(diagnostics::not_an_end(&word())))
}

impl Cause {
    const fn beside(place: Place, reason: Option<String>) -> Self {
        Self { place, reason, element: None, ended: None, is_exception: true, findings: 0, shown: 0, has_files: false }
    }

    /// What has become of the same ignore in another module.
    pub(super) fn add(&mut self, other: &Self) {
        self.findings += other.findings;
        self.shown += other.shown;
        self.has_files |= other.has_files;
    }

    pub(super) fn of(ignore: &config::Ignore, now: &Now) -> Self {
        Self {
            place: ignore.place,
            reason: ignore.reason.as_ref().map(|word| word.text.clone()),
            element: ignore.element.as_ref().map(|word| word.text.clone()),
            ended: ignore.until.as_ref().and_then(|(_, until)| now.ended(until)),
            is_exception: ignore.is_exception,
            findings: 0,
            shown: 0,
            has_files: false,
        }
    }
}

/// What an ignore means to the gate; `None` where it is about another module. A rule that was retired may stand for none.
fn ignore(ignore: &config::Ignore, names: RuleNames, report: &mut Report) -> Option<protoward_rules::Ignore> {
    let rules: Vec<&Rule> = ignore.rules.iter().flat_map(|word| names.rules(word, report)).collect();
    let path = match &ignore.within {
        Within::All => None,
        Within::Path(path) => Some(path.clone()),
        Within::Nothing => return None,
    };
    let element = ignore.element.as_ref().map(|word| word.text.clone());
    (ignore.rules.is_empty() || !rules.is_empty()).then_some(protoward_rules::Ignore { rules, path, element })
}
