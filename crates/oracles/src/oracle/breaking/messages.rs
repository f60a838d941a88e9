//! Prints the messages of both gates side by side, one finding for each rule, for a person to read.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use super::gates::Gate;
use super::record::{SETTINGS, compare, findings};
use crate::trouble::Trouble;
use crate::{Outcome, workspace};

/// Messages by the rule and the position of their finding.
type Said = BTreeMap<(String, String), String>;

/// Prints, for each rule's fixture, the first position at which both gates report a finding.
pub(super) fn print(buf: &Gate, ours: &Gate, rules: impl Iterator<Item = String>) -> Result<Outcome, Trouble> {
    let fixtures = workspace::root().join("fixtures/breaking");
    let mut silent = Vec::new();
    for rule in rules {
        let pair = fixtures.join(&rule);
        let (theirs, own) = (said(buf, &pair)?, said(ours, &pair)?);
        let both = theirs.iter().filter(|((of, _), _)| *of == rule).find_map(|(at, text)| Some((text, own.get(at)?)));
        match both {
            Some((text, own)) => println!("{rule}\n  buf   {text}\n  ours  {own}\n"),
            None => silent.push(rule),
        }
    }
    println!("rules at whose fixture not both say something at one place: {}", silent.len());
    silent.iter().for_each(|rule| println!("  {rule}"));
    Ok(if silent.is_empty() { Outcome::Fine } else { Outcome::Findings })
}

fn said(gate: &Gate, pair: &Path) -> Result<Said, Trouble> {
    let lines = findings(&compare(gate, pair, SETTINGS))?;
    let values = lines.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let mut said = Said::new();
    for value in values {
        let at = format!("{} {} {}", value["path"], value["start_line"], value["start_column"]);
        if let (Some(rule), Some(text)) = (value["type"].as_str(), value["message"].as_str()) {
            said.entry((rule.to_owned(), at)).or_insert_with(|| text.to_owned());
        }
    }
    Ok(said)
}
