//! The fixes of findings: after a fix the file compiles, the finding is gone, and there is no new finding.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use protoward_breaking::Finding;
use protoward_fix_plan::{Fix, State, combined, find_fixes};
use protoward_fixtures::CaseFile;
use protoward_source::{Edit, MemoryTree, Sources};
use similar::TextDiff;

use super::{Change, differences, everything, folder, is_change, side};

/// The texts of one side by file name.
type Texts = BTreeMap<String, String>;

/// The maximum number of fixes per case that are tried individually.
const MOST: usize = 60;

#[test]
fn each_fix_removes_its_finding_and_breaks_nothing() {
    let mut fixes = 0;
    let mut failures = String::new();
    for case in cases() {
        // Findings of several rules about the same declaration often share a fix.
        let mut shared: BTreeMap<String, Vec<&Finding>> = BTreeMap::new();
        for finding in case.findings.iter().filter(|finding| !finding.diagnostic.fix.is_empty()) {
            shared.entry(format!("{:?}", finding.diagnostic.fix)).or_default().push(finding);
        }
        // A matrix of types has hundreds of similar fixes.
        for findings in shared.values().step_by(shared.len().div_ceil(MOST).max(1)) {
            fixes += findings.len();
            if let Err(why) = case.fixes_finding(&findings[0].diagnostic.fix, findings) {
                writeln!(failures, "{}: {}: {why}", case.name, named(findings[0])).unwrap();
            }
        }
    }
    assert!(failures.is_empty(), "{failures}");
    assert!(fixes > 200, "there is something to mend: {fixes}");
}

#[test]
fn fixes_of_one_case_can_be_combined() {
    let mut failures = String::new();
    for case in cases() {
        let all = combined(&case.fixes, &case.change.sources);
        let fixed = case.findings.iter().zip(&all.states).filter(|(_, state)| **state == State::Fixed);
        let fixed: Vec<&Finding> = fixed.map(|(finding, _)| finding).collect();
        if let Err(why) = case.fixes_finding(&all.edits, &fixed) {
            writeln!(failures, "{}: {why}", case.name).unwrap();
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

#[test]
fn fixes_have_the_recorded_diffs() {
    let compare =
        |(path, file): (PathBuf, CaseFile)| differences(&path, &file, "fixes", |case| Case::of(&path, case).report());
    let report: String = files().into_iter().map(compare).collect();
    assert!(report.is_empty(), "{report}");
}

/// Returns the case files of the fixes, and those of the rules.
fn files() -> Vec<(PathBuf, CaseFile)> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/fixes");
    [own, folder()].iter().flat_map(|folder| CaseFile::read_all(folder)).collect()
}

fn cases() -> impl Iterator<Item = Case> {
    let of_file = |(path, file): (PathBuf, CaseFile)| {
        let changes = file.cases.into_iter().filter(is_change);
        changes.map(move |case| Case::of(&path, &case))
    };
    files().into_iter().flat_map(of_file)
}

struct Case {
    name: String,
    change: Change,
    findings: Vec<Finding>,
    fixes: Vec<Fix>,
    old: Texts,
    new: Texts,
}

impl Case {
    fn of(path: &Path, case: &protoward_fixtures::Case) -> Self {
        let texts = |side| case.below(side).map(|(name, text)| (name.to_owned(), text.to_owned())).collect();
        let name = format!("{}: {}", path.file_stem().unwrap().display(), case.name);
        let change = Change::new(side(case, "old"), side(case, "new"));
        let mut findings = change.check(&everything());
        let fixes = find_fixes(&change.old, &change.new, &mut findings, &change.sources);
        Self { name, change, findings, fixes, old: texts("old"), new: texts("new") }
    }

    fn fixes_finding(&self, edits: &[Edit], findings: &[&Finding]) -> Result<(), String> {
        let fixed = edited(&self.new, edits, &self.change.sources);
        let tree = |texts: &Texts| MemoryTree::new(texts.iter().map(|(name, text)| (name.as_str(), text.as_str())));
        let again =
            Change::try_new(tree(&self.old), tree(&fixed)).map_err(|why| format!("{why}\n{}", self.diff(&fixed)))?;
        let left: Vec<String> = again.check(&everything()).iter().map(named).collect();
        let before: Vec<String> = self.findings.iter().map(named).collect();
        for finding in findings.iter().map(|finding| named(finding)) {
            // Several values can have findings with the same message.
            let count = |all: &[String]| all.iter().filter(|other| **other == finding).count();
            if count(&left) >= count(&before) {
                return Err(format!("it is still there: {finding}\n{}", self.diff(&fixed)));
            }
        }
        // A restored package or syntax reveals the other changes in it.
        let hides = ["FILE_SAME_PACKAGE", "FILE_SAME_SYNTAX"];
        let is_hidden = findings.iter().any(|finding| hides.contains(&finding.rule.id()));
        let is_known =
            |finding: &&String| before.contains(finding) || before.iter().any(|it| is_about_label(it, finding));
        match left.iter().find(|finding| !is_known(finding) && !is_hidden) {
            Some(new) => Err(format!("{new} is new\n{}", self.diff(&fixed))),
            None => Ok(()),
        }
    }

    fn diff(&self, fixed: &Texts) -> String {
        let diff = |(name, text): (&String, &String)| {
            let diff = TextDiff::from_lines(&self.new[name], text);
            let old = &self.new[name];
            if old == text { String::new() } else { diff.unified_diff().header(name, name).to_string() }
        };
        fixed.iter().map(diff).collect()
    }

    fn report(&self) -> String {
        let all = combined(&self.fixes, &self.change.sources);
        let mut report = String::new();
        for (finding, state) in self.findings.iter().zip(&all.states) {
            let state = match state {
                State::Fixed => "fixed ",
                State::Deferred => "held back",
                State::NoFix => "for a person",
            };
            writeln!(report, "{state:12} {}", named(finding)).unwrap();
        }
        format!("{report}\n{}", self.diff(&edited(&self.new, &all.edits, &self.change.sources)))
    }
}

/// Returns the rule and the start of the message. The rest is left out because it has numbers that change.
fn named(finding: &Finding) -> String {
    let message = &finding.diagnostic.message;
    format!("{} {}", finding.rule.id(), message.split(": ").next().unwrap())
}

/// Returns `true` if both findings are about the label of the same field. A field that was `required` gets a feature when it is
/// restored in an edition. The rule does not check that feature, like buf.
fn is_about_label(one: &str, other: &str) -> bool {
    let field = |finding: &str| {
        let rest = finding.strip_prefix("MESSAGE_SAME_REQUIRED_FIELDS ")?;
        rest.split_once(" was required").or(rest.split_once(" is no longer required")).map(|it| it.0.to_owned())
    };
    field(one).is_some_and(|it| field(other) == Some(it))
}

/// Returns the texts with edits applied in reverse order.
fn edited(texts: &Texts, edits: &[Edit], sources: &Sources) -> Texts {
    let mut texts = texts.clone();
    for edit in edits.iter().rev() {
        let name = &sources.get(edit.place.source).name;
        texts.get_mut(name).unwrap().replace_range(sources.bytes(edit.place).unwrap(), &edit.text);
    }
    texts
}
