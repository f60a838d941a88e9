//! Changes of HTTP rules: the gate must find what breaks REST clients, and nothing else.
//!
//! Input: services and changes, drawn from a seed. Output: the number of changes that break a request, and the number of these
//! without a finding in the category API. A judge in Python sends requests through the reference implementation of templates.

mod edits;
mod model;

use std::collections::BTreeMap;

use protoward_breaking::witness::Witnesses;
use protoward_breaking::{ComparisonSettings, Finding, check};
use protoward_compiler::{Compiled, Compiler};
use protoward_schema::Schema;
use protoward_source::MemoryTree;
use serde_json::{Value, json};

use crate::readers::MessageReader;
use protoward_kit::error::Error;
use protoward_kit::random::Random;
use protoward_kit::{Outcome, workspace};

use edits::EDITS;
use model::Side;

const JUDGE: &str = "oracles/src/oracle/rest/changes/judge.py";
const ANNOTATIONS: &str = "fixtures/annotations/google/api/annotations.proto";
/// The number of changes in one question to the judge.
const BATCH: usize = 50;
/// The maximum number of changes that are printed.
const SHOWN: usize = 5;
/// A change, and the gate's findings for it.
struct CheckedChange {
    number: u64,
    edits: Vec<&'static str>,
    old: Side,
    new: Side,
    findings: Vec<Finding>,
    /// The number of findings in the category WIRE_JSON, which concerns the values of fields.
    of_values: usize,
    /// For each finding with a request, in order: the reason why it has no witness.
    without: Vec<Option<&'static str>>,
}

#[derive(Default)]
struct Tally {
    changes: usize,
    breaking: usize,
    requests: u64,
    missed: usize,
    /// The number of findings of REST rules for changes that break nothing, by rule.
    false_alarms: BTreeMap<&'static str, usize>,
    calls: (usize, usize),
    without_witness: usize,
    by_edit: BTreeMap<&'static str, (usize, usize)>,
    shown: usize,
}

pub(super) fn run(seed: u64, count: usize) -> Result<Outcome, Error> {
    let path = workspace::root().join(ANNOTATIONS);
    let annotations = std::fs::read_to_string(&path).map_err(Error::at(&path))?;
    let named = |category| ComparisonSettings::named([category]).map_err(|error| Error::Usage(error.to_string()));
    let settings = (named("API")?, named("WIRE_JSON")?);
    let mut judge = MessageReader::script("the judge", &workspace::root().join(JUDGE))?;
    let mut tally = Tally::default();
    let mut next = 0;
    while tally.changes < count {
        let numbers = next..next + u64::try_from(BATCH).expect("it is small");
        next = numbers.end;
        let changes: Vec<CheckedChange> =
            numbers.filter_map(|number| change(seed, number, &annotations, &settings)).collect();
        tally.ask(&mut judge, &changes)?;
    }
    tally.print();
    Ok(if tally.is_fine() { Outcome::Passed } else { Outcome::Findings })
}

fn change(
    seed: u64,
    number: u64,
    annotations: &str,
    settings: &(ComparisonSettings, ComparisonSettings),
) -> Option<CheckedChange> {
    let mut random = Random::keyed(seed, &[number]);
    let old = Side::draw(&mut random);
    let mut new = old.clone();
    let mut edits = Vec::new();
    for _ in 0..1 + usize::from(random.chance(4)) {
        let (name, edit) = random.pick(EDITS)?;
        if edit(&mut new, &mut random) {
            edits.push(*name);
        }
    }
    let before = compiled(&old, annotations)?;
    let after = compiled(&new, annotations)?;
    if edits.is_empty() || old.text() == new.text() {
        return None;
    }
    let findings = check(&before, &after, &settings.0);
    let witnesses = Witnesses::new(&before, &after);
    let with_call = findings.iter().filter(|it| it.call.is_some());
    let without = with_call.map(|it| witnesses.of(it).err().map(|none| none.reason())).collect();
    let of_values = check(&before, &after, &settings.1).len();
    Some(CheckedChange { number, edits, old, new, findings, of_values, without })
}

fn compiled(side: &Side, annotations: &str) -> Option<Schema> {
    let text = side.text();
    let tree = MemoryTree::new([("a.proto", text.as_str()), ("google/api/annotations.proto", annotations)]);
    Compiler::new().resolver(tree).compile(["a.proto"]).ok().map(Compiled::into_schema)
}

impl CheckedChange {
    fn to_json(&self) -> Value {
        let call = |finding: &Finding| {
            let call = &finding.call.as_ref()?.call;
            Some(json!([call.verb, call.path, call.query, call.body, call.answer]))
        };
        let calls: Vec<Value> = self.findings.iter().filter_map(call).collect();
        json!({ "old": self.old.to_json(), "new": self.new.to_json(), "seed": self.number, "calls": calls })
    }

    fn print(&self, what: &str, why: &Value) {
        println!("#{} {what} ({}): {why}", self.number, self.edits.join(", "));
        self.findings.iter().for_each(|it| println!("  {} {}", it.rule.id(), it.diagnostic.message));
        let old = self.old.text();
        let new = self.new.text();
        let only = |one: &str, other: &str, sign: char| {
            one.lines()
                .filter(|line| !other.lines().any(|it| it == *line))
                .for_each(|line| println!("  {sign} {line}"));
        };
        only(&old, &new, '-');
        only(&new, &old, '+');
    }
}

impl Tally {
    fn ask(&mut self, judge: &mut MessageReader, changes: &[CheckedChange]) -> Result<(), Error> {
        let cases: Vec<Value> = changes.iter().map(CheckedChange::to_json).collect();
        let answer = judge.ask(&json!({ "cases": cases }))?;
        let results = answer["results"].as_array().map(Vec::as_slice).unwrap_or_default();
        if results.len() != changes.len() {
            let why = format!("{} results for {} cases", results.len(), changes.len());
            return Err(Error::Unreadable { command: JUDGE.to_owned(), why });
        }
        changes.iter().zip(results).for_each(|(change, result)| self.add(change, result));
        Ok(())
    }

    fn add(&mut self, change: &CheckedChange, result: &Value) {
        let requests = result["requests"].as_u64().unwrap_or_default();
        // A service that answers no request cannot break.
        if requests == 0 {
            return;
        }
        self.changes += 1;
        self.requests += requests;
        let breaks = result["breaks"].as_array().map(Vec::as_slice).unwrap_or_default();
        for edit in &change.edits {
            let (all, broken) = self.by_edit.entry(edit).or_default();
            *all += 1;
            *broken += usize::from(!breaks.is_empty());
        }
        // The rules about types and cardinality are to find that a list replaces a single value.
        let (of_values, of_rules): (Vec<&Value>, _) =
            breaks.iter().partition(|it| it["of_values"] == Value::Bool(true));
        self.breaking += usize::from(!breaks.is_empty());
        let missed = of_rules.first().filter(|_| change.findings.is_empty());
        let missed =
            missed.or_else(|| of_values.first().filter(|_| change.findings.is_empty() && change.of_values == 0));
        if let Some(missed) = missed {
            self.missed += 1;
            self.show(change, "MISSED", &missed["what"]);
        }
        let confirmed = result["calls"].as_array().map(Vec::as_slice).unwrap_or_default();
        self.add_findings(change, !breaks.is_empty(), confirmed);
    }

    fn add_findings(&mut self, change: &CheckedChange, is_breaking: bool, confirmed: &[Value]) {
        let findings = change.findings.iter().filter(|it| it.call.is_some());
        for ((finding, without), confirmed) in findings.zip(&change.without).zip(confirmed) {
            let is_confirmed = *confirmed == Value::Bool(true);
            // The judge may not have sent this request by itself.
            if !is_breaking && !is_confirmed {
                *self.false_alarms.entry(finding.rule.id()).or_default() += 1;
                self.show(change, "FALSE ALARM", &json!(finding.diagnostic.message));
            }
            if let Some(reason) = without {
                self.without_witness += 1;
                self.show(change, "NO WITNESS", &json!([finding.diagnostic.message, reason]));
                continue;
            }
            self.calls.1 += 1;
            self.calls.0 += usize::from(is_confirmed);
            if !is_confirmed {
                self.show(change, "NOT CONFIRMED", &json!(finding.diagnostic.message));
            }
        }
    }

    fn show(&mut self, change: &CheckedChange, what: &str, why: &Value) {
        self.shown += 1;
        if self.shown <= SHOWN {
            change.print(what, why);
        }
    }

    fn print(&self) {
        for (edit, (all, broken)) in &self.by_edit {
            println!("  {edit:42} {all:5} changes, {broken:5} break");
        }
        println!("{} changes, {} requests answered by the old side", self.changes, self.requests);
        println!("{} changes break a request; {} of them without a finding of API", self.breaking, self.missed);
        let alarms: usize = self.false_alarms.values().sum();
        println!("{alarms} findings of rules of REST where nothing breaks: {:?}", self.false_alarms);
        let (confirmed, all) = self.calls;
        println!(
            "{confirmed} of {all} witnesses confirmed by the judge; {} requests without a witness",
            self.without_witness
        );
    }

    fn is_fine(&self) -> bool {
        self.missed == 0
            && self.false_alarms.is_empty()
            && self.calls.0 == self.calls.1
            && self.without_witness == 0
            && self.breaking > 0
    }
}
