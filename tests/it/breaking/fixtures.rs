//! Runs every rule on every fixture, so that a false positive of another rule is noticed.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use protoward_breaking::Finding;
use protoward_fixtures::{Case, CaseFile};
use protoward_policy::Rule;

use super::{Change, all_rules, differences, everything, folder, is_change, rule, rules};

/// Known differences between protoward and buf, with the reason. An entry that is no longer true fails the test.
const KNOWN_GAPS: &[(&str, &str, &str)] = &[];

/// A finding in the format `RULE path:line:column-line:column`.
pub(super) type Row = String;

/// A case with two versions of a schema.
pub(super) struct Fixture {
    /// The name of the case file: the id of a rule, or a topic.
    pub(super) topic: String,
    pub(super) case: Case,
}

impl Fixture {
    /// Returns the rule that the case is about.
    pub(super) fn rule(&self) -> Option<&'static Rule> {
        rule(&self.topic)
    }

    pub(super) fn change(&self) -> Change {
        Change::of_case(&self.case)
    }

    /// Returns the case file and the case.
    pub(super) fn name(&self) -> String {
        format!("{}: {}", self.topic, self.case.name)
    }
}

/// Returns the case files with their topics.
pub(super) fn files() -> Vec<(PathBuf, String, CaseFile)> {
    let topic = |path: &Path| path.file_stem().unwrap().to_str().unwrap().to_owned();
    let files = CaseFile::read_all(&folder()).into_iter();
    files.map(|(path, file)| (path.clone(), topic(&path), file)).collect()
}

pub(super) fn fixtures() -> Vec<Fixture> {
    let of_file = |(_, topic, file): (PathBuf, String, CaseFile)| {
        let changes = file.cases.into_iter().filter(is_change);
        changes.map(move |case| Fixture { topic: topic.clone(), case })
    };
    files().into_iter().flat_map(of_file).collect()
}

#[test]
fn findings_equal_those_of_buf() {
    let mut differences = String::new();
    let mut gaps: BTreeSet<_> =
        KNOWN_GAPS.iter().map(|(fixture, row, _)| (fixture.to_string(), row.to_string())).collect();
    for fixture in fixtures() {
        let name = fixture.name();
        let change = fixture.change();
        let mut findings = change.check(&everything());
        // buf does not have a ledger.
        findings.retain(|finding| !finding.rule.needs_ledger());
        let ours: Vec<Row> = findings.iter().map(|finding| whole_row(&change, finding)).collect();
        let theirs = recorded(&fixture.case);
        let mut differ = |sign: char, row: &Row| {
            if !gaps.remove(&(name.clone(), format!("{sign}{row}"))) {
                writeln!(differences, "{name}: {sign}{row}").unwrap();
            }
        };
        only_in(&ours, &theirs).iter().for_each(|row| differ('+', row));
        only_in(&theirs, &ours).iter().for_each(|row| differ('-', row));
    }
    gaps.iter().for_each(|gap| writeln!(differences, "no gap any more: {gap:?}").unwrap());
    assert!(differences.is_empty(), "+ is ours alone, - is buf's alone:\n{differences}");
}

#[test]
fn messages_equal_the_recorded_ones() {
    let mut report = String::new();
    for (path, topic, file) in files() {
        let Some(rule) = rule(&topic) else { continue };
        let settings = if rule.is_known_to_buf() { everything() } else { all_rules() };
        report += &differences(&path, &file, "findings", |case| {
            let change = Change::of_case(case);
            let findings = change.check(&settings).into_iter().filter(|finding| finding.rule == rule);
            findings.map(|finding| summary(&change, &finding)).collect::<Vec<_>>().join("\n")
        });
        report += &differences(&path, &file, "every-rule", |case| {
            let change = Change::of_case(case);
            change.check(&settings).iter().map(|finding| message_lines(&change, finding)).collect()
        });
    }
    assert!(report.is_empty(), "{report}");
}

#[test]
fn rules_pages_and_fixtures_have_the_same_ids() {
    let ids: BTreeSet<_> = rules().iter().map(|rule| rule.id().to_owned()).collect();
    let is_rule = |name: &String| name.chars().all(|letter| !letter.is_ascii_lowercase());
    let topics: BTreeSet<_> = files().into_iter().map(|(_, topic, _)| topic).filter(is_rule).collect();
    assert_eq!(ids, topics, "each rule has a case file of its name");
    let pages = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("crates/checks/breaking/src/rules")).unwrap();
    let pages: BTreeSet<_> = pages
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_uppercase())
        .collect();
    assert_eq!(ids, pages, "each rule has a page of its name");
    for fixture in fixtures() {
        let Some(rule) = fixture.rule() else { continue };
        let fired = if rule.is_known_to_buf() {
            recorded(&fixture.case).iter().any(|row| rule_of(row) == rule.id())
        } else {
            fixture.change().check(&all_rules()).iter().any(|finding| finding.rule == rule)
        };
        assert!(fired, "{} is provoked by its own fixture", rule.id());
        assert!(rule.page().starts_with(&format!("# {}\n", rule.id())), "{} has its own page", rule.id());
    }
}

/// Returns the findings of buf for the rules that protoward has.
pub(super) fn recorded(case: &Case) -> Vec<Row> {
    let rows = case.text("buf").expect("`cargo xtask oracle breaking --record` records the findings of buf").lines();
    rows.filter(|row| rule(rule_of(row)).is_some()).map(Row::from).collect()
}

fn rule_of(row: &str) -> &str {
    row.split(' ').next().unwrap_or_default()
}

pub(super) fn row(change: &Change, finding: &Finding) -> Row {
    let start = finding.place.map(|place| change.start(place));
    let (line, column) = start.map_or((0, 0), |(_, line, column)| (line, column));
    written(finding.rule.id(), start.map(|(path, ..)| path), u64::from(line) + 1, u64::from(column) + 1)
}

pub(super) fn whole_row(change: &Change, finding: &Finding) -> Row {
    let end = finding.place.map(|place| change.extent(place).end).unwrap_or_default();
    format!("{}-{}:{}", row(change, finding), end.line + 1, end.column + 1)
}

fn written(rule: &str, path: Option<&str>, line: u64, column: u64) -> Row {
    format!("{rule} {}:{line}:{column}", path.unwrap_or("<input>"))
}

/// Returns the rows of `a` that are not in `b`. Duplicates count.
fn only_in(a: &[Row], b: &[Row]) -> Vec<Row> {
    let mut rest = b.to_vec();
    let is_missing = |row: &&Row| match rest.iter().position(|other| other == *row) {
        Some(index) => {
            rest.swap_remove(index);
            false
        }
        None => true,
    };
    a.iter().filter(is_missing).cloned().collect()
}

/// Returns a line for a finding of any rule, so that a false positive in the fixture of another rule is noticed.
fn message_lines(change: &Change, finding: &Finding) -> String {
    format!("{}: {}\n", row(change, finding), finding.diagnostic.message)
}

fn summary(change: &Change, finding: &Finding) -> String {
    let diagnostic = &finding.diagnostic;
    let mut text = format!("{}\n", diagnostic.message);
    for label in &diagnostic.labels {
        let side = if Some(label.place) == finding.place { "new" } else { "old" };
        let (path, line, column) = change.start(label.place);
        writeln!(text, "  {side}/{path}:{}:{}: {}", line + 1, column + 1, label.text).unwrap();
    }
    if let Some(help) = &diagnostic.help {
        writeln!(text, "  help: {help}").unwrap();
    }
    text
}
