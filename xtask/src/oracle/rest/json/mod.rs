//! JSON bodies and query strings of a generated REST service, beside Google's library for Python.
//!
//! Python draws messages with every kind of field, and writes them as JSON for `POST` or as a query for `GET`. The service answers
//! with what it reads, and Python reads that: it must be the message that was drawn.

use serde_json::{Value, json};

use crate::oracle::agreement::Agreement;
use crate::process::Run;
use crate::readers::Reader;
use crate::trouble::Trouble;
use crate::{Outcome, comparison, workspace};

const JUDGE: &str = "xtask/src/oracle/rest/json/judge.py";

/// So many differences are printed.
const SHOWN: usize = 10;

pub(super) fn run(seed: u64, count: usize) -> Result<Outcome, Trouble> {
    let program = comparison::program()?;
    let mut judge = Reader::python_with(&workspace::root().join(JUDGE))?;
    let set = comparison::set("kinds");
    let drawn = judge.ask(&json!({ "op": "draw", "set": set, "type": "kinds.All", "seed": seed, "count": count }))?;
    let requests = drawn["requests"].as_array().map(Vec::as_slice).unwrap_or_default();
    let asked: Vec<Value> = requests.iter().map(request).collect();
    let run = Run::new(&program).arg("rules").reading(json!(asked).to_string().as_bytes());
    let answers: Vec<Value> = serde_json::from_slice(&run.finish()?.stdout)
        .map_err(|error| Trouble::Unreadable { command: run.line(), why: error.to_string() })?;
    let bodies: Vec<Option<&str>> = answers.iter().map(body).collect();
    let judged = judge.ask(&json!({ "op": "judge", "bodies": bodies }))?;
    let wrong: Vec<usize> =
        judged["wrong"].as_array().into_iter().flatten().filter_map(|it| it.as_u64()?.try_into().ok()).collect();
    let mut is_fine = requests.len() == count;
    for (method, what) in [("POST", "JSON bodies, both directions"), ("GET", "query strings")] {
        let mut agreement = Agreement::default();
        for (index, request) in requests.iter().enumerate().filter(|(_, request)| request["method"] == method) {
            agreement.count(&format!("{request}\n      {}", answers[index]), !wrong.contains(&index));
        }
        println!("{what}: {agreement}");
        agreement.disagreeing().take(SHOWN).for_each(|name| println!("  DIFFERS {name}"));
        is_fine &= agreement.is_full() && agreement.total() > 0;
    }
    Ok(if is_fine { Outcome::Fine } else { Outcome::Findings })
}

fn request(drawn: &Value) -> Value {
    json!({
        "by": "protoward", "rule": "", "headers": [["content-type", "application/json"]],
        "method": drawn["method"], "uri": drawn["uri"], "body": drawn["body"],
    })
}

/// Returns the body of a response that is a success.
fn body(answer: &Value) -> Option<&str> {
    answer["body"].as_str().filter(|_| answer["status"] == 200)
}
