//! The engine: runs rules over the pairs of a comparison and sorts their findings.

use super::comparison::{Comparison, Pairs};
use super::finding::{Finding, FindingDraft, Findings};
use super::rule::{BreakingRule, Check};
use super::settings::{ComparedFiles, ComparisonSettings};
use super::{fold, rules};
use protoward_schema::Schema;
use protoward_source::parallel;

/// Compares two versions of a schema. The findings are sorted by file, line, column, rule and message.
///
/// ```
/// use protoward_compiler::Compiler;
/// use protoward_breaking::{ComparisonSettings, check};
/// use protoward_source::{MemoryTree, Sources};
/// let mut sources = Sources::default();
/// let mut schema = |text: &str| {
///     let tree = MemoryTree::new([("user.proto", text)]);
///     Compiler::new().resolver(tree).load(["user.proto"], &mut sources).link(&sources).schema()
/// };
/// let old = schema("syntax = \"proto3\"; message User { string name = 1; int64 created_at = 4; }");
/// let new = schema("syntax = \"proto3\"; message User { string name = 1; }");
/// let findings = check(&old, &new, &ComparisonSettings::default());
/// assert_eq!(findings[0].rule.id(), "FIELD_NO_DELETE");
/// ```
pub fn check(old: &Schema, new: &Schema, settings: &ComparisonSettings) -> Vec<Finding> {
    check_files(old, new, ComparedFiles::all(old, new, settings.exclude_imports), settings)
}

/// Compares as [`check`] does, but only the given files; all other files are treated as absent.
pub fn check_files(old: &Schema, new: &Schema, files: ComparedFiles, settings: &ComparisonSettings) -> Vec<Finding> {
    let comparison = fold::compare(old, new, files, settings);
    // A policy may contain rules of other kinds, which do not compare two schemas.
    let chosen = settings.rules.iter().copied().chain(fold::lookouts(settings));
    let chosen: Vec<&'static BreakingRule> = chosen.filter_map(|rule| rules::find(rule.id())).collect();
    let threads = if comparison.pairs.fields.len() < MANY_FIELDS { 1 } else { parallel::threads(None) };
    let found = parallel::map(chosen.len(), threads, |at| found(chosen[at], &comparison));
    let mut drafts = fold::fold(&comparison, settings, found.into_iter().flatten().collect());
    sort(&mut drafts, new);
    drafts.into_iter().map(|draft| draft.named(old, new)).collect()
}

/// The number of fields from which on the start of threads pays.
const MANY_FIELDS: usize = 5_000;

/// Returns the findings of a rule.
fn found(rule: &'static BreakingRule, comparison: &Comparison<'_>) -> Vec<FindingDraft> {
    let mut findings = Findings::of(&rule.rule);
    if let Check::Schema(check) = rule.check {
        check(comparison, &mut findings);
    }
    run_over(rule, comparison, &comparison.pairs, &mut findings);
    findings.follow();
    run_over(rule, comparison, &comparison.followed, &mut findings);
    findings.into_drafts()
}

fn run_over(rule: &BreakingRule, comparison: &Comparison<'_>, pairs: &Pairs, findings: &mut Findings) {
    match rule.check {
        Check::Schema(_) | Check::Move(_) => {}
        Check::File(check) => pairs.files.iter().for_each(|&pair| check(comparison, pair, findings)),
        Check::Message(check) => pairs.messages.iter().for_each(|&pair| check(comparison, pair, findings)),
        Check::Field(check) => pairs.fields.iter().for_each(|&pair| check(comparison, pair, findings)),
        Check::Enum(check) => pairs.enums.iter().for_each(|&pair| check(comparison, pair, findings)),
        Check::Service(check) => pairs.services.iter().for_each(|&pair| check(comparison, pair, findings)),
        Check::Method(check) => pairs.methods.iter().for_each(|&pair| check(comparison, pair, findings)),
    }
}

/// Sorts findings; those without a file come first, as in buf.
fn sort(drafts: &mut [FindingDraft], new: &Schema) {
    let path = |draft: &FindingDraft| draft.new_file.map(|file| new.text(new[file].path));
    let start = |draft: &FindingDraft| draft.finding.place.map(|place| place.sort_key()).unwrap_or_default();
    drafts.sort_by(|a, b| {
        (path(a), start(a), a.finding.rule.id(), &a.finding.diagnostic.message).cmp(&(
            path(b),
            start(b),
            b.finding.rule.id(),
            &b.finding.diagnostic.message,
        ))
    });
}
