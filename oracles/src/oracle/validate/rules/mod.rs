//! Violations that generated Rust and the evaluator find, compared with those of protovalidate for Python.
//!
//! Input: drawn files with rules of every kind, and drawn messages whose values are near the constants of the rules. Output: how many
//! messages have the same violations in both: fields, ids, messages and paths of rules, and whether they are about keys; and how many
//! files both refuse. The violations of the entries of a map come in any order.

mod draw;
mod evaluated;
mod project;
mod services;

use std::path::Path;

use serde_json::{Value, json};

use crate::clients;
use crate::oracle::agreement::Agreement;
use crate::oracle::constraints::MESSAGES;
use crate::oracle::draws::{self, DrawArgs};
use draw::{Code, Draw};
use evaluated::Evaluator;
use protoward_kit::error::Error;
use protoward_kit::process::Run;
use protoward_kit::workspace::{root, scratch};
use protoward_kit::{Outcome, files};
use protoward_source::Report;

/// Number of draws that one process of Python judges.
const BATCH: usize = 20;

/// The draws, and the number of messages of each type.
pub(super) struct Trial<'a> {
    pub(super) draws: &'a DrawArgs<300>,
    pub(super) messages: u64,
}

pub(super) fn run(options: &Trial<'_>) -> Result<Outcome, Error> {
    let fixture = root().join("fixtures/codegen/validation");
    let python = clients::python_with("oracle/validation-packages", &fixture.join("requirements.txt"))?;
    let folder = scratch("oracle/validate")?;
    if !options.draws.is_single() {
        services::test(&fixture)?;
    }
    let numbers = options.draws.numbers();
    let drawn: Vec<Draw> = numbers.iter().filter_map(|&number| Draw::new(options.draws.seed, number)).collect();
    let judged = judged(&python, &folder, &drawn, options)?;
    let generated: Vec<Result<Code, Report>> = drawn.iter().map(Draw::code).collect();
    let (accepted, refused): (Vec<_>, Vec<_>) =
        drawn.iter().zip(judged).zip(generated).partition(|(_, generated)| generated.is_ok());
    let (mut refusals, mut undeclared) = (Agreement::default(), 0);
    for ((draw, judged), generated) in refused {
        let Err(report) = generated else { continue };
        let why = report.iter().next().map(|it| it.message.clone()).unwrap_or_default();
        if is_undeclared(&why) {
            undeclared += 1;
            continue;
        }
        refusals.count(
            &format!("draw {}: refused only by protoward: {why}", draw.number),
            is_refused(&judged) || fails(&judged),
        );
    }
    let mut lines = String::new();
    let mut expected = Vec::new();
    let mut codes = Vec::new();
    for ((draw, judged), generated) in accepted {
        let Ok(code) = generated else { continue };
        let refused = format!("draw {}: refused only by protovalidate: {}", draw.number, judged["refused"]);
        refusals.count(&refused, !is_refused(&judged));
        codes.push(code);
        let evaluator = Evaluator::new(draw);
        for message in judged["messages"].as_array().into_iter().flatten() {
            let (Some(ty), Some(bytes)) = (message[0].as_str(), message[1].as_str()) else { continue };
            lines += &format!("{ty} {bytes}\n");
            expected.push((draw, message.clone(), evaluator.violations(ty, bytes)));
        }
    }
    let program = project::built(&folder, &codes)?;
    let found = project::violations(&program, &lines)?;
    let (mut agreement, mut of_evaluator) = (Agreement::default(), Agreement::default());
    let (mut violations, mut failed, mut known) = (0, 0, 0);
    for ((draw, message, evaluated), found) in expected.iter().zip(found) {
        if draw.has_zero_of_extension() {
            known += 1;
            continue;
        }
        let theirs = &message[2];
        violations += theirs.as_array().map_or(0, Vec::len);
        failed += usize::from(theirs.is_object());
        let count = |agreement: &mut Agreement, name: &str, ours: &Value| {
            let is_same = same(theirs, ours);
            let texts = format!("    python {theirs}\n    {name} {ours}");
            let text = format!("draw {}: {} {}\n{texts}", draw.number, message[0], message[1]);
            agreement.count(if is_same { "" } else { &text }, is_same);
        };
        count(&mut agreement, "rust", &found);
        count(&mut of_evaluator, "evaluator", evaluated);
    }
    println!("validate: {} of {} draws compile; refused by both or by neither: {refusals}", drawn.len(), numbers.len());
    println!("validate: messages: {agreement}; {violations} violations, {failed} messages for which a rule fails");
    println!("validate: messages, by the evaluator: {of_evaluator}");
    println!("validate: {known} messages and {undeclared} refused files with a known difference are left out");
    refusals.print_disagreeing();
    agreement.print_disagreeing();
    of_evaluator.print_disagreeing();
    let is_fine = agreement.is_full() && of_evaluator.is_full() && refusals.is_full();
    if is_fine && !options.draws.is_single() {
        files::clear(&folder.join("sets"))?;
    }
    Ok(if is_fine { Outcome::Passed } else { Outcome::Findings })
}

/// Returns what protovalidate says about draws.
fn judged(python: &Path, folder: &Path, drawn: &[Draw], options: &Trial<'_>) -> Result<Vec<Value>, Error> {
    let judge = folder.join("judge.py");
    files::write(&judge, include_str!("judge.py"))?;
    files::write(&folder.join("messages.py"), MESSAGES)?;
    let batches: Vec<&[Draw]> = drawn.chunks(BATCH).collect();
    let judged = draws::map(&batches, |batch| {
        let mut lines = String::new();
        for draw in *batch {
            let set = folder.join(format!("sets/c{}.binpb", draw.number));
            files::write(&set, draw.descriptors())?;
            let line = json!({
                "set": set, "file": draw.file(), "text": draw.text, "seed": draw.number, "count": options.messages,
            });
            lines += &format!("{line}\n");
        }
        let done = Run::new(python).arg(&judge).stdin(lines.as_bytes()).finish()?;
        let text = String::from_utf8_lossy(&done.stdout).into_owned();
        Ok(text.lines().map(|line| serde_json::from_str(line).unwrap_or_default()).collect::<Vec<Value>>())
    })?;
    Ok(judged.into_iter().flatten().collect())
}

fn is_refused(judged: &Value) -> bool {
    judged["refused"].as_array().is_some_and(|refused| !refused.is_empty())
}

/// Returns `true` for a call that only protovalidate for Python takes. `unique` is declared for lists of scalars
/// (<https://protovalidate.com/reference/cel_extensions/>), and protovalidate for Go refuses others.
fn is_undeclared(why: &str) -> bool {
    why.contains("`unique` cannot be called with")
}

/// Returns `true` if a rule fails for one of the messages. protovalidate for Python finds a wrong type of an argument of `format`
/// when it evaluates the rule, protoward when it generates the code.
fn fails(judged: &Value) -> bool {
    judged["messages"].as_array().into_iter().flatten().any(|message| message[2].is_object())
}

/// Returns `true` for the same violations in any order, and for a rule that fails in both.
fn same(theirs: &Value, ours: &Value) -> bool {
    let sorted = |found: &Value| {
        let mut texts: Vec<String> = found.as_array().into_iter().flatten().map(Value::to_string).collect();
        texts.sort();
        texts
    };
    match (theirs, ours) {
        (Value::Array(_), Value::Array(_)) => sorted(theirs) == sorted(ours),
        (Value::Object(_), Value::Object(ours)) => ours.get("error").and_then(Value::as_str) == Some("runtime"),
        _ => false,
    }
}
