//! Runs every rule on every fixture, so that a false positive of another rule is noticed.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use protoward_rules::Finding;

use super::{Change, all_rules, everything, folder, rule, rules};

/// Known differences between protoward and buf, with the reason. An entry that is no longer true fails the test.
const KNOWN_GAPS: &[(&str, &str, &str)] = &[];

/// A finding in the format `RULE path:line:column-line:column`.
pub(super) type Row = String;

#[test]
fn findings_equal_those_of_buf() {
    let mut differences = String::new();
    let mut gaps: BTreeSet<_> =
        KNOWN_GAPS.iter().map(|(fixture, row, _)| (fixture.to_string(), row.to_string())).collect();
    for fixture in fixtures() {
        let name = fixture.file_name().unwrap().to_str().unwrap().to_owned();
        let change = Change::of_folder(&fixture);
        let mut findings = change.check(&everything());
        // buf does not have a ledger.
        findings.retain(|finding| !finding.rule.needs_ledger());
        let ours: Vec<Row> = findings.iter().map(|finding| whole_row(&change, finding)).collect();
        let theirs = recorded(&fixture);
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
fn messages_equal_the_snapshots() {
    for fixture in fixtures() {
        let name = fixture.file_name().unwrap().to_str().unwrap().to_owned();
        let Some(rule) = rule(&name) else { continue };
        let change = Change::of_folder(&fixture);
        let findings = change.check(&if rule.is_known_to_buf() { everything() } else { all_rules() });
        let summary: Vec<_> =
            findings.iter().filter(|finding| finding.rule == rule).map(|finding| summary(&change, finding)).collect();
        insta::with_settings!({
            snapshot_path => &fixture,
            prepend_module_to_snapshot => false,
            omit_expression => true,
        }, {
            insta::assert_snapshot!("findings", summary.join("\n"));
            let message_lines = findings.iter().map(|finding| message_lines(&change, finding));
            insta::assert_snapshot!("every-rule", message_lines.collect::<String>());
        });
    }
}

#[test]
fn rules_pages_and_fixtures_have_the_same_ids() {
    let ids: BTreeSet<_> = rules().iter().map(|rule| rule.id().to_owned()).collect();
    let is_rule = |name: &String| name.chars().all(|letter| !letter.is_ascii_lowercase());
    let folders: BTreeSet<_> =
        fixtures().iter().map(|path| path.file_name().unwrap().to_str().unwrap().to_owned()).filter(is_rule).collect();
    assert_eq!(ids, folders, "each rule has a fixture folder of its name");
    let pages = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("crates/rules/src/rules")).unwrap();
    let pages: BTreeSet<_> = pages
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_uppercase())
        .collect();
    assert_eq!(ids, pages, "each rule has a page of its name");
    for rule in rules() {
        let fixture = folder().join(rule.id());
        let fired = match rule.is_known_to_buf() {
            true => recorded(&fixture).iter().any(|row| row.starts_with(&format!("{} ", rule.id()))),
            false => Change::of_folder(&fixture).check(&all_rules()).iter().any(|finding| finding.rule == rule),
        };
        assert!(fired, "{} is provoked by its own fixture", rule.id());
        assert!(rule.page().starts_with(&format!("# {}\n", rule.id())), "{} has its own page", rule.id());
    }
}

pub(super) fn fixtures() -> Vec<PathBuf> {
    let mut fixtures: Vec<_> = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    fixtures.retain(|path| path.join("buf.json").is_file());
    fixtures.sort();
    fixtures
}

/// Returns the findings of buf for the rules that protoward has.
fn recorded(fixture: &Path) -> Vec<Row> {
    let text = fs::read_to_string(fixture.join("buf.json")).unwrap();
    let rows: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
    let number = |row: &serde_json::Value, key: &str| row[key].as_u64().unwrap();
    rows.iter()
        .filter(|row| rule(row["rule"].as_str().unwrap()).is_some())
        .map(|row| {
            let path = row.get("path").map(|path| path.as_str().unwrap());
            let start = (number(row, "start_line"), number(row, "start_column"));
            let end = (number(row, "end_line"), number(row, "end_column"));
            format!("{}-{}:{}", written(row["rule"].as_str().unwrap(), path, start.0, start.1), end.0, end.1)
        })
        .collect()
}

pub(super) fn row(change: &Change, finding: &Finding) -> Row {
    let start = finding.place.map(|place| change.start(place));
    let (line, column) = start.map_or((0, 0), |(_, line, column)| (line, column));
    written(finding.rule.id(), start.map(|(path, ..)| path), u64::from(line) + 1, u64::from(column) + 1)
}

fn whole_row(change: &Change, finding: &Finding) -> Row {
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
