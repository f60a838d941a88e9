//! Tests the statements of `google/api/http.proto` on protoward and on other crates, and prints a table in Markdown.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use crate::comparison::rules::{Expected, RULES, Request, Rule};
use crate::comparison::{self, CRATES};
use protoward_kit::Outcome;
use protoward_kit::error::Error;
use protoward_kit::process::Run;
use protoward_kit::workspace::Profile;

pub(super) fn run() -> Result<Outcome, Error> {
    let program = comparison::program(Profile::Dev)?;
    let tries: Vec<(&Rule, &Request, &str)> = RULES
        .iter()
        .flat_map(|rule| CRATES.iter().map(move |(by, _)| (rule, *by)))
        .flat_map(|(rule, by)| rule.tries.iter().map(move |it| (rule, it, by)))
        .collect();
    let requests: Vec<Value> = tries.iter().map(|(rule, it, by)| request(rule, it, by)).collect();
    let run = Run::new(&program).arg("rules").stdin(json!(requests).to_string().as_bytes());
    let done = run.finish()?;
    let answers: Vec<Value> = serde_json::from_slice(&done.stdout)
        .map_err(|error| Error::Unreadable { command: run.line(), why: error.to_string() })?;
    if answers.len() != tries.len() {
        let why = format!("{} answers for {} requests", answers.len(), tries.len());
        return Err(Error::Unreadable { command: run.line(), why });
    }
    let judged: Vec<Judged<'_>> =
        tries.iter().zip(&answers).map(|(&(rule, it, by), answer)| Judged::new(rule, it, by, answer)).collect();
    println!("{}", table(&judged));
    for failed in judged.iter().filter(|it| it.problem.is_some()) {
        println!("{} {}: {} {}\n  {}", failed.by, failed.rule, failed.it.method, failed.it.uri, failed.answer);
    }
    let is_fine = judged.iter().filter(|it| it.by == "protoward").all(|it| it.problem.is_none());
    Ok(if is_fine { Outcome::Passed } else { Outcome::Findings })
}

fn request(rule: &Rule, it: &Request, by: &str) -> Value {
    json!({ "by": by, "rule": rule.name, "method": it.method, "uri": it.uri, "headers": it.headers, "body": it.body })
}

/// An answer, and its problem, if any.
struct Judged<'a> {
    rule: &'a str,
    it: &'a Request,
    by: &'a str,
    answer: &'a Value,
    problem: Option<String>,
}

impl<'a> Judged<'a> {
    fn new(rule: &'a Rule, it: &'a Request, by: &'a str, answer: &'a Value) -> Judged<'a> {
        Judged { rule: rule.name, it, by, answer, problem: problem(&it.expected, answer) }
    }
}

/// Returns the problem of an answer that was not expected.
fn problem(expected: &Expected, answer: &Value) -> Option<String> {
    if answer["error"].is_string() {
        return Some("not supported".to_owned());
    }
    let status = answer["status"].as_u64().unwrap_or_default();
    let body = answer["body"].as_str().unwrap_or_default();
    let is_success = (200..300).contains(&status);
    let has_body = |json: &str| serde_json::from_str(body).is_ok_and(|actual| same(&actual, &parsed(json)));
    let is_right = match *expected {
        Expected::Json(json) => is_success && has_body(json),
        Expected::Values(json) => is_success && same(&Value::from(values(body)), &parsed(json)),
        Expected::Bytes(bytes, content_type) => is_success && body == bytes && answer["type"] == content_type,
        Expected::Status(code) => u64::from(code) == status,
        Expected::Not(json) => !(is_success && has_body(json)),
    };
    (!is_right).then(|| if is_success { "other answer".to_owned() } else { status.to_string() })
}

fn parsed(json: &str) -> Value {
    serde_json::from_str(json).unwrap_or_default()
}

/// Returns the messages of a stream: lines, the data of events, or an array.
fn values(body: &str) -> Vec<Value> {
    if let Ok(Value::Array(values)) = serde_json::from_str(body) {
        return values;
    }
    let lines = body.lines().map(|line| line.strip_prefix("data:").unwrap_or(line));
    lines.filter_map(|line| serde_json::from_str(line).ok()).collect()
}

/// Compares JSON without fields that have default values.
fn same(one: &Value, other: &Value) -> bool {
    without_defaults(one) == without_defaults(other)
}

fn without_defaults(value: &Value) -> Value {
    let is_default = |value: &Value| {
        matches!(value.as_str(), Some("" | "0" | "NONE")) || [json!(null), json!(0), json!([])].contains(value)
    };
    match value {
        Value::Object(fields) => {
            let fields = fields.iter().map(|(name, value)| (name.clone(), without_defaults(value)));
            Value::Object(fields.filter(|(_, value)| !is_default(value)).collect::<Map<_, _>>())
        }
        Value::Array(values) => values.iter().map(without_defaults).collect(),
        other => other.clone(),
    }
}

/// Returns the table: a row for each rule, a column for each crate.
fn table(judged: &[Judged<'_>]) -> String {
    let names = CRATES.map(|(name, version)| format!("{name} {version}").trim_end().to_owned());
    let head = |title: &str| {
        let line = "---|".repeat(CRATES.len() + 1);
        format!("| {title} | {} |\n|{line}\n", names.join(" | "))
    };
    let row = |rule: &Rule| {
        let cells = CRATES.map(|(by, _)| cell(judged, rule.name, by));
        format!("| {} | {} |\n", rule.title.replace('|', "\\|"), cells.join(" | "))
    };
    let mut text = head("`google/api/http.proto`");
    RULES.iter().filter(|rule| !rule.is_silent).for_each(|rule| text.push_str(&row(rule)));
    let totals = CRATES.map(|(by, _)| {
        let rules = RULES.iter().filter(|rule| !rule.is_silent);
        let right = rules.clone().filter(|rule| cell(judged, rule.name, by) == "yes").count();
        format!("{right} of {}", rules.count())
    });
    let _ = writeln!(text, "| **All of them** | {} |\n", totals.join(" | "));
    text.push_str(&head("Beyond its text"));
    RULES.iter().filter(|rule| rule.is_silent).for_each(|rule| text.push_str(&row(rule)));
    text
}

fn cell(judged: &[Judged<'_>], rule: &str, by: &str) -> String {
    let mut of_cell = judged.iter().filter(|it| it.rule == rule && it.by == by);
    let problem = of_cell.find_map(|it| it.problem.clone());
    problem.map_or_else(|| "yes".to_owned(), |problem| format!("no: {problem}"))
}
