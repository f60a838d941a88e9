//! Prints the messages of both gates side by side, one finding for each rule, for a person to read.

use std::collections::BTreeMap;
use std::path::Path;

use protoward_fixtures::CaseFile;
use serde_json::Value;

use super::gates::Gate;
use super::record::{compare, findings, unpacked};
use protoward_kit::error::Error;
use protoward_kit::{Outcome, workspace};

/// Messages by the rule and the position of their finding.
type Messages = BTreeMap<(String, String), String>;

/// Prints, for the cases of each rule, the first position at which both gates report a finding.
pub(super) fn print(buf: &Gate, ours: &Gate, rules: impl Iterator<Item = String>) -> Result<Outcome, Error> {
    let fixtures = workspace::root().join("fixtures/breaking");
    let mut silent = Vec::new();
    for rule in rules {
        match common(buf, ours, &fixtures.join(format!("{rule}.txt")), &rule)? {
            Some((text, own)) => println!("{rule}\n  buf   {text}\n  ours  {own}\n"),
            None => silent.push(rule),
        }
    }
    println!("rules whose fixture has no position with findings of both: {}", silent.len());
    silent.iter().for_each(|rule| println!("  {rule}"));
    Ok(if silent.is_empty() { Outcome::Passed } else { Outcome::Findings })
}

/// Returns the messages of both gates at the first position of a case file at which both report the rule.
fn common(buf: &Gate, ours: &Gate, path: &Path, rule: &str) -> Result<Option<(String, String)>, Error> {
    for case in CaseFile::read(path).cases {
        let pair = unpacked(&case)?;
        let theirs = messages(buf, pair.path())?;
        let mut own = messages(ours, pair.path())?;
        let mut of_rule = theirs.into_iter().filter(|((of, _), _)| of == rule);
        if let Some(both) = of_rule.find_map(|(at, text)| Some((text, own.remove(&at)?))) {
            return Ok(Some(both));
        }
    }
    Ok(None)
}

fn messages(gate: &Gate, pair: &Path) -> Result<Messages, Error> {
    let lines = findings(&compare(gate, pair, "{}"))?;
    let values = lines.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let mut messages = Messages::new();
    for value in values {
        let at = format!("{} {} {}", value["path"], value["start_line"], value["start_column"]);
        if let (Some(rule), Some(text)) = (value["type"].as_str(), value["message"].as_str()) {
            messages.entry((rule.to_owned(), at)).or_insert_with(|| text.to_owned());
        }
    }
    Ok(messages)
}
