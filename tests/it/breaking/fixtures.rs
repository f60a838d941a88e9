//! Every rule runs on every pair, so a rule that leaks into its neighbor's case is seen.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use protoward::breaking::{Finding, rule, rules};

use super::{Change, everything, folder};

/// What we and buf see differently, with the reason; an entry that stops to be true fails the test.
const KNOWN_GAPS: &[(&str, &str, &str)] = &[];

/// Rules that have a page and a fixture, and no code yet.
const NOT_YET: &[&str] = &[
    "EXTENSION_MESSAGE_NO_DELETE",
    "FIELD_SAME_CARDINALITY",
    "FIELD_SAME_CPP_STRING_TYPE",
    "FIELD_SAME_DEFAULT",
    "FIELD_SAME_JAVA_UTF8_VALIDATION",
    "FIELD_SAME_JSON_NAME",
    "FIELD_SAME_JSTYPE",
    "FIELD_SAME_NAME",
    "FIELD_SAME_ONEOF",
    "FIELD_SAME_TYPE",
    "FIELD_SAME_UTF8_VALIDATION",
    "FIELD_WIRE_COMPATIBLE_CARDINALITY",
    "FIELD_WIRE_COMPATIBLE_TYPE",
    "FIELD_WIRE_JSON_COMPATIBLE_CARDINALITY",
    "FIELD_WIRE_JSON_COMPATIBLE_TYPE",
    "MESSAGE_NO_REMOVE_STANDARD_DESCRIPTOR_ACCESSOR",
    "MESSAGE_SAME_JSON_FORMAT",
    "MESSAGE_SAME_REQUIRED_FIELDS",
    "ONEOF_NO_DELETE",
];

/// A finding as `buf.json` keeps it: rule, path, line and column.
type Row = (String, Option<String>, u64, u64);

#[test]
fn findings_are_the_ones_of_buf() {
    let mut differences = String::new();
    let mut gaps: BTreeSet<_> =
        KNOWN_GAPS.iter().map(|(fixture, row, _)| (fixture.to_string(), row.to_string())).collect();
    for fixture in fixtures() {
        let name = fixture.file_name().unwrap().to_str().unwrap().to_owned();
        let change = Change::of_folder(&fixture);
        let ours: Vec<Row> = change.check(&everything()).iter().map(|finding| row(&change, finding)).collect();
        let theirs = recorded(&fixture);
        let mut differ = |sign: char, row: &Row| {
            if !gaps.remove(&(name.clone(), format!("{sign}{row:?}"))) {
                writeln!(differences, "{name}: {sign}{row:?}").unwrap();
            }
        };
        only_in(&ours, &theirs).iter().for_each(|row| differ('+', row));
        only_in(&theirs, &ours).iter().for_each(|row| differ('-', row));
    }
    gaps.iter().for_each(|gap| writeln!(differences, "no gap any more: {gap:?}").unwrap());
    assert!(differences.is_empty(), "+ is ours alone, - is buf's alone:\n{differences}");
}

#[test]
fn each_rule_says_it_well() {
    for fixture in fixtures() {
        let name = fixture.file_name().unwrap().to_str().unwrap().to_owned();
        let Some(rule) = rule(&name) else { continue };
        let change = Change::of_folder(&fixture);
        let findings = change.check(&everything());
        let told: Vec<_> =
            findings.iter().filter(|finding| finding.rule == rule).map(|finding| told(&change, finding)).collect();
        insta::with_settings!({
            snapshot_path => &fixture,
            prepend_module_to_snapshot => false,
            omit_expression => true,
        }, {
            insta::assert_snapshot!("findings", told.join("\n"));
        });
    }
}

#[test]
fn rules_pages_and_fixtures_agree() {
    let ids: BTreeSet<_> = rules().iter().map(|rule| rule.id().to_owned()).collect();
    let is_rule = |name: &String| name.chars().all(|letter| !letter.is_ascii_lowercase());
    let folders: BTreeSet<_> =
        fixtures().iter().map(|path| path.file_name().unwrap().to_str().unwrap().to_owned()).filter(is_rule).collect();
    let ids: BTreeSet<_> = ids.into_iter().chain(NOT_YET.iter().map(|id| id.to_string())).collect();
    assert_eq!(ids, folders, "each rule has a fixture folder of its name");
    let pages = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/breaking/rules")).unwrap();
    let pages: BTreeSet<_> = pages
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_uppercase())
        .collect();
    assert_eq!(ids, pages, "each rule has a page of its name");
    for rule in rules() {
        assert!(!NOT_YET.contains(&rule.id()), "{} is there now", rule.id());
        let fired = recorded(&folder().join(rule.id())).iter().any(|(id, ..)| id == rule.id());
        assert!(fired, "{} is provoked by its own fixture", rule.id());
        assert!(rule.doc().starts_with(&format!("# {}\n", rule.id())), "{} has its own page", rule.id());
    }
}

fn fixtures() -> Vec<PathBuf> {
    let mut fixtures: Vec<_> = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    fixtures.retain(|path| path.join("buf.json").is_file());
    fixtures.sort();
    fixtures
}

/// What buf found, as far as we have the rule.
fn recorded(fixture: &Path) -> Vec<Row> {
    let text = fs::read_to_string(fixture.join("buf.json")).unwrap();
    let rows: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
    let number = |row: &serde_json::Value, key: &str| row[key].as_u64().unwrap();
    rows.iter()
        .filter(|row| rule(row["rule"].as_str().unwrap()).is_some())
        .map(|row| {
            let path = row.get("path").map(|path| path.as_str().unwrap().to_owned());
            (row["rule"].as_str().unwrap().to_owned(), path, number(row, "start_line"), number(row, "start_column"))
        })
        .collect()
}

fn row(change: &Change, finding: &Finding) -> Row {
    let start = finding.place.map(|place| change.start(place));
    let (line, column) = start.map_or((0, 0), |(_, line, column)| (line, column));
    let path = start.map(|(path, ..)| path.to_owned());
    (finding.rule.id().to_owned(), path, u64::from(line) + 1, u64::from(column) + 1)
}

/// Rows of `a` that `b` does not have, each as often as it is missing.
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

fn told(change: &Change, finding: &Finding) -> String {
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
