//! Drawn expressions in CEL, compiled to Rust: compared with the evaluator, and with protovalidate for Python.
//!
//! Each draw is a typed expression about a message of `subject.proto`. All are compiled into one program, which has their values for
//! some drawn messages. Each value is `true`, `false` or a text, or the expression fails: all three must agree. `draw` lists where
//! protovalidate for Python is known to differ.

mod code;
mod draw;
mod subjects;

use std::collections::BTreeMap;

use protoward_cel::{Evaluation, Expr, Limits, Type};
use protoward_constraints::cel::environment::Environment;
use protoward_constraints::cel::evaluation::{Patterns, Subject};
use protoward_constraints::cel::value::{Reading, Value};
use protoward_dynamic::{Codec, Message};
use protoward_kit::error::Error;
use protoward_kit::process::Run;
use protoward_kit::workspace::{root, scratch};
use protoward_kit::{Outcome, files};
use protoward_schema::Schema;
use protoward_schema::descriptor::encode_files;
use serde_json::json;

use crate::clients;
use crate::oracle::agreement::Agreement;
use crate::oracle::draws::DrawArgs;
use crate::oracle::share::Share;
use draw::Drawn;

/// Limits that the largest drawn expressions, which make lists of lists of lists, do not reach.
const LIMITS: Limits = Limits { steps: 50_000_000, bytes: 1 << 30, text: 1 << 24 };
/// Expressions that are compared in each run.
const EDGES: &str = include_str!("edges.cel");
/// The most expressions drawn wrong that are printed.
const SHOWN: usize = 30;

/// The value of an expression: `true`, `false` or a text; or `None` if it fails.
type Answer = Option<String>;

/// An expression with its tree.
struct Trial {
    drawn: Drawn,
    tree: Expr,
}

pub(in crate::oracle) fn run(options: &DrawArgs<3000>) -> Result<Outcome, Error> {
    let folder = scratch("oracle/validate-expressions")?;
    let schema = code::schema("")?;
    let mut trials = Vec::new();
    let mut refused = BTreeMap::new();
    let edges = EDGES.lines().filter(|line| !line.starts_with("//") && !options.is_single()).map(Drawn::written);
    for drawn in edges.chain(options.numbers().into_iter().map(|number| draw::draw(options.seed, number))) {
        match checked(&schema, &drawn.text) {
            Ok(tree) => trials.push(Trial { drawn, tree }),
            Err(why) => drop(refused.insert(drawn.text, why)),
        }
    }
    refused.iter().take(SHOWN).for_each(|(text, why)| println!("  DRAWN WRONG {text}: {why}"));
    let subjects = subjects::all(&schema, options.seed)?;
    let (program, unsupported) = code::built(&folder, &schema, &trials)?;
    unsupported.iter().for_each(|(what, count)| println!("  not compiled: {what}: {count}"));
    let ours = code::answers(&program, &subjects)?;
    let theirs = python(&folder, &trials, &subjects)?;
    let codec = Codec::new(&schema);
    let reading = Reading { schema: &schema, codec: &codec };
    let messages = subjects::decoded(&codec, &subjects)?;
    let mut with_evaluator = Agreement::default();
    let mut with_python = Agreement::default();
    for (trial, (ours, theirs)) in trials.iter().zip(ours.iter().zip(&theirs)) {
        let Some(ours) = ours else { continue };
        for (at, subject) in messages.iter().enumerate() {
            let (ours, theirs) = (&ours[at], &theirs[at]);
            let expected = evaluated(reading, &trial.tree, subject);
            let difference = |by: &str, other: &Answer| {
                format!("{} of subject {at}: {ours:?}, and by {by} {other:?}", trial.drawn.text)
            };
            with_evaluator.count(&difference("the evaluator", &expected), *ours == expected);
            if !trial.drawn.is_open {
                with_python.count(&difference("Python", theirs), ours == theirs);
            }
        }
    }
    println!("  values by the evaluator: {with_evaluator}; by protovalidate: {with_python}");
    with_evaluator.print_disagreeing();
    with_python.print_disagreeing();
    let is_equal = with_evaluator.is_full() && with_python.is_full();
    let of = Share::new("drawn expressions are compiled", ours.iter().flatten().count(), trials.len(), 1000);
    println!("  {of}");
    if is_equal && !options.is_single() {
        files::clear(&folder)?;
    }
    Ok(if is_equal && of.is_met() && refused.is_empty() { Outcome::Passed } else { Outcome::Findings })
}

fn checked(schema: &Schema, text: &str) -> Result<Expr, String> {
    let environment = Environment::of_value(schema, Type::Message("subject.Subject".into()));
    protoward_constraints::cel::compile(text, &environment).map_err(|error| error.message)
}

fn evaluated(reading: Reading<'_>, tree: &Expr, subject: &Message) -> Answer {
    let patterns = Patterns::default();
    let host = Subject { reading, variables: vec![("this", reading.message(subject))], patterns: &patterns };
    match Evaluation::new(&host, LIMITS).evaluate(tree).ok()? {
        Value::Bool(value) => Some(value.to_string()),
        Value::Text(text) => Some(text.to_string()),
        _ => None,
    }
}

/// Returns the values that protovalidate has.
fn python(folder: &std::path::Path, trials: &[Trial], subjects: &[Vec<u8>]) -> Result<Vec<Vec<Answer>>, Error> {
    let list = root().join("fixtures/codegen/validation/requirements.txt");
    let python = clients::python_with("oracle/validation-packages", &list)?;
    let judge = folder.join("judge.py");
    files::write(&judge, include_str!("judge.py"))?;
    let schema = code::schema(&code::rules(trials))?;
    let set = folder.join("rules.binpb");
    files::write(&set, encode_files(&schema, schema.files.ids(), false))?;
    let subjects: Vec<String> = subjects.iter().map(|subject| protoward_kit::wire::hex(subject)).collect();
    let kinds: Vec<bool> = trials.iter().map(|trial| trial.tree.fact.ty == Type::Bool).collect();
    let input = json!({ "set": set, "kinds": kinds, "subjects": subjects }).to_string();
    let done = Run::new(python).arg(&judge).stdin(input.as_bytes()).finish()?;
    let text = String::from_utf8_lossy(&done.stdout).into_owned();
    serde_json::from_str(&text).map_err(|error| Error::Usage(format!("the judge prints no answers: {error}")))
}
