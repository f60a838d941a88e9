//! Compares the JSON bodies and query strings of a generated REST service with Google's library for Python.
//!
//! Python draws messages with every kind of field of proto3, proto2 and editions. It writes them as JSON for `POST`, or as a
//! query for `GET`. The service answers with the message that it reads. Python reads the answer, which must be the message that
//! was drawn.

use std::path::Path;

use serde_json::{Value, json};

use crate::comparison::{self, KINDS};
use crate::oracle::agreement::Agreement;
use crate::readers::MessageReader;
use protoward_kit::Outcome;
use protoward_kit::error::Error;
use protoward_kit::process::Run;
use protoward_kit::workspace::{self, Profile};

const JUDGE: &str = "oracles/src/oracle/rest/json/judge.py";

/// The maximum number of differences that are printed.
const SHOWN: usize = 10;

pub(super) fn run(seed: u64, count: usize) -> Result<Outcome, Error> {
    let program = comparison::program(Profile::Dev)?;
    let mut judge = MessageReader::python_with(&workspace::root().join(JUDGE))?;
    let mut bodies = Agreement::default();
    let mut queries = Agreement::default();
    for (index, package) in KINDS.into_iter().enumerate() {
        // The first packages get the remainder of the division.
        let share = (count + KINDS.len() - 1 - index) / KINDS.len();
        for Exchange { request, answer, is_same } in exchange(&program, &mut judge, package, seed, share)? {
            let agreement = if request["method"] == "POST" { &mut bodies } else { &mut queries };
            agreement.count(&format!("{request}\n      {answer}"), is_same);
        }
    }
    print("JSON bodies, both directions", &bodies);
    print("query strings", &queries);
    let is_fine = bodies.is_full() && queries.is_full() && bodies.total() + queries.total() == count;
    Ok(if is_fine { Outcome::Passed } else { Outcome::Findings })
}

/// A request, its response, and whether the response is the message that was drawn.
struct Exchange {
    request: Value,
    answer: Value,
    is_same: bool,
}

/// Draws messages of a package, and sends them to its service.
fn exchange(
    program: &Path,
    judge: &mut MessageReader,
    package: &str,
    seed: u64,
    count: usize,
) -> Result<Vec<Exchange>, Error> {
    let set = comparison::set(package);
    let drawn = judge.ask(&json!({ "op": "draw", "set": set, "package": package, "seed": seed, "count": count }))?;
    let requests = drawn["requests"].as_array().cloned().unwrap_or_default();
    let request_list: Vec<Value> = requests.iter().map(request_json).collect();
    let run = Run::new(program).arg("rules").stdin(json!(request_list).to_string().as_bytes());
    let answers: Vec<Value> = serde_json::from_slice(&run.finish()?.stdout)
        .map_err(|error| Error::Unreadable { command: run.line(), why: error.to_string() })?;
    let bodies: Vec<Option<&str>> = answers.iter().map(body).collect();
    let judged = judge.ask(&json!({ "op": "judge", "bodies": bodies }))?;
    let is_same = judged["same"].as_array().into_iter().flatten().map(|it| it == true);
    let exchanges = requests.into_iter().zip(answers.iter().cloned()).zip(is_same);
    Ok(exchanges.map(|((request, answer), is_same)| Exchange { request, answer, is_same }).collect())
}

fn print(what: &str, agreement: &Agreement) {
    println!("{what}: {agreement}");
    agreement.disagreeing().take(SHOWN).for_each(|name| println!("  DIFFERS {name}"));
}

fn request_json(drawn: &Value) -> Value {
    json!({
        "by": "protoward", "rule": "", "headers": [["content-type", "application/json"]],
        "method": drawn["method"], "uri": drawn["uri"], "body": drawn["body"],
    })
}

/// Returns the body of a response that is a success.
fn body(answer: &Value) -> Option<&str> {
    answer["body"].as_str().filter(|_| answer["status"] == 200)
}
