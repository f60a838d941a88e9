//! Compares path templates, routers and queries with a reference in Python, which follows the grammar.

mod answer;
mod draw;

use serde_json::{Value, json};

use crate::oracle::share::Share;
use crate::readers::MessageReader;
use protoward_kit::error::Error;
use protoward_kit::{Outcome, corpus, workspace};

use draw::Case;

const REFERENCE: &str = "oracles/src/oracle/rest/templates/reference.py";

/// The number of cases in one question to the reference.
const BATCH: usize = 200;

/// The maximum number of differences that are printed.
const SHOWN: usize = 20;

/// The number of answers, and of those that equal the reference.
#[derive(Debug, Default)]
struct Tally {
    templates: Count,
    pairs: Count,
    routed: Count,
    queries: Count,
    /// The number of pairs that match.
    matching: usize,
    /// The number of valid templates.
    valid: usize,
    shown: usize,
}

#[derive(Debug, Default)]
struct Count {
    same: usize,
    all: usize,
}

pub(super) fn run(seed: u64, count: usize) -> Result<Outcome, Error> {
    let mut reference = MessageReader::script("the reference", &workspace::root().join(REFERENCE))?;
    let real = draw::real_templates(corpus::find("google-proto-files")?)?;
    let mut tally = Tally::default();
    ask(&mut reference, &[Case::of_templates(&real)], &mut tally)?;
    println!("{} of {} templates of google-proto-files are valid", tally.valid, tally.templates.all);
    let mut number = 0;
    while tally.pairs.all < count {
        let cases: Vec<Case> = (number..).take(BATCH).map(|number| draw::case(seed, number, &real)).collect();
        number += u64::try_from(BATCH).expect("it is small");
        ask(&mut reference, &cases, &mut tally)?;
    }
    println!(
        "{} of {} templates are valid, {} of {} pairs match",
        tally.valid, tally.templates.all, tally.matching, tally.pairs.all
    );
    let rows = [
        ("templates judged the same", &tally.templates),
        ("pairs of template and path the same", &tally.pairs),
        ("requests routed the same", &tally.routed),
        ("queries read the same", &tally.queries),
    ]
    .map(|(what, count)| Share::new(what, count.same, count.all, 1000));
    for row in &rows {
        println!("{row}");
    }
    Ok(if rows.iter().all(Share::is_met) { Outcome::Passed } else { Outcome::Findings })
}

/// Runs both sides on some cases.
fn ask(reference: &mut MessageReader, cases: &[Case], tally: &mut Tally) -> Result<(), Error> {
    let case_list: Vec<Value> = cases.iter().map(Case::to_json).collect();
    let answer = reference.ask(&json!({ "cases": case_list }))?;
    let results = answer["results"].as_array().map(Vec::as_slice).unwrap_or_default();
    if results.len() != cases.len() {
        let why = format!("{} results for {} cases", results.len(), cases.len());
        return Err(Error::Unreadable { command: REFERENCE.to_owned(), why });
    }
    for (case, theirs) in cases.iter().zip(results) {
        tally.add(case, theirs);
    }
    Ok(())
}

impl Tally {
    fn add(&mut self, case: &Case, theirs: &Value) {
        let ours = answer::answer(case);
        for (index, (method, text)) in case.templates.iter().enumerate() {
            let of = |answer: &Value| json!([answer["templates"][index], answer["conflicts"][index]]);
            self.valid += usize::from(!ours["templates"][index].is_null());
            let is_same = self.compare(&format!("{method} {text}"), &of(&ours), &of(theirs));
            self.templates.add(is_same);
        }
        for (index, (method, path)) in case.requests.iter().enumerate() {
            self.add_pairs(case, path, &ours["alone"][index], &theirs["alone"][index]);
            let what = format!("{method} {path} among {:?}", case.templates);
            let is_same = self.compare(&what, &ours["routed"][index], &theirs["routed"][index]);
            self.routed.add(is_same);
        }
        for (index, query) in case.queries.iter().enumerate() {
            let is_same = self.compare(query, &ours["queries"][index], &theirs["queries"][index]);
            self.queries.add(is_same);
        }
    }

    /// Compares the matches of one path with each template alone. Invalid templates are skipped.
    fn add_pairs(&mut self, case: &Case, path: &str, ours: &Value, theirs: &Value) {
        for (index, (_, text)) in case.templates.iter().enumerate() {
            // A malformed path is refused for all templates.
            let of = |answer: &Value| if answer.is_string() { answer.clone() } else { answer[index].clone() };
            if protoward_http_template::Template::parse(text).is_ok() {
                self.matching += usize::from(of(ours).is_array());
                let is_same = self.compare(&format!("{path} with {text}"), &of(ours), &of(theirs));
                self.pairs.add(is_same);
            }
        }
    }

    fn compare(&mut self, what: &str, ours: &Value, theirs: &Value) -> bool {
        if ours != theirs && self.shown < SHOWN {
            self.shown += 1;
            println!("DIFFERENT {what}\n  protoward: {ours}\n  reference: {theirs}");
        }
        ours == theirs
    }
}

impl Count {
    fn add(&mut self, is_same: bool) {
        self.all += 1;
        self.same += usize::from(is_same);
    }
}
