//! A second reader: Google's library for Python must read the same data as protoward.

use std::collections::BTreeMap;
use std::path::Path;

use protoward_dynamic::{Data, WidestValue};
use serde_json::{Value, json};

use protoward_kit::error::Error;
use protoward_kit::files::write;
use protoward_kit::process::Run;
use protoward_kit::wire::hex;
use protoward_kit::{corpus, workspace};

const SCRIPT: &str = include_str!("reader.py");

/// A message for the second reader.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    /// The descriptor set of the message.
    pub(in crate::oracle) set: std::sync::Arc<Vec<u8>>,
    pub(in crate::oracle) ty: String,
    pub(in crate::oracle) payload: Payload,
    /// The expected data, or `None` if the message must be refused.
    pub(in crate::oracle) expected: Option<Data>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Payload {
    Wire(Vec<u8>),
    /// JSON, and whether unknown keys are ignored.
    Json(String, bool),
}

/// Returns the number of messages that were read, and the differences.
pub(crate) fn run(cases: &[Case]) -> Result<(usize, Vec<String>), Error> {
    let library = corpus::python_protobuf()?;
    let folder = workspace::scratch("oracle/witness")?;
    let script = folder.join("reader.py");
    write(&script, SCRIPT.as_bytes())?;
    let lines = lines(cases, &folder)?;
    let input = folder.join("cases.jsonl");
    write(&input, lines.as_bytes())?;
    let run = Run::new("python3").install_hint("Python 3").env("PYTHONPATH", &library).arg(&script).arg(&input);
    let text = run.finish()?.stdout;
    let mut lines: Vec<String> = String::from_utf8_lossy(&text).lines().map(str::to_owned).collect();
    let count = lines.pop().and_then(|last| last.parse().ok());
    let count = count.ok_or_else(|| Error::Unreadable { command: run.line(), why: "no count at its end".into() })?;
    // Python accepts JSON of another kind, such as a list for a message. The witnesses check refusals with protobuf-es.
    lines.retain(|line| !is_refused_json(line));
    Ok((count, lines))
}

/// Returns `true` if a line of the reader is about JSON that protoward refuses.
fn is_refused_json(line: &str) -> bool {
    let case = serde_json::from_str::<Value>(line).map(|line| line["case"].clone()).unwrap_or_default();
    case["expected"].is_null() && case["json"].is_string()
}

/// Formats one line for each case. Cases of one set are adjacent, because the reader keeps one set at a time.
fn lines(cases: &[Case], folder: &Path) -> Result<String, Error> {
    let mut by_set: BTreeMap<&[u8], Vec<&Case>> = BTreeMap::new();
    for case in cases {
        by_set.entry(&case.set).or_default().push(case);
    }
    let mut lines = String::new();
    for (number, (set, cases)) in by_set.into_iter().enumerate() {
        let path = folder.join(format!("set-{number}.binpb"));
        write(&path, set)?;
        for case in cases {
            lines += &line(case, &path).to_string();
            lines.push('\n');
        }
    }
    Ok(lines)
}

fn line(case: &Case, set: &Path) -> Value {
    let mut line = json!({
        "set": set.display().to_string(),
        "type": case.ty,
        "expected": case.expected.as_ref().map(data),
    });
    match &case.payload {
        Payload::Wire(bytes) => line["wire"] = hex(bytes).into(),
        Payload::Json(text, ignore) => {
            line["json"] = text.as_str().into();
            line["ignore"] = (*ignore).into();
        }
    }
    line
}

pub(super) fn data(data: &Data) -> Value {
    let field = |(number, values): (&i32, &Vec<WidestValue>)| (number.to_string(), values.iter().map(datum).collect());
    Value::Object(data.iter().map(field).collect())
}

fn datum(datum: &WidestValue) -> Value {
    match datum {
        WidestValue::Integer(value) => json!(["w", value.to_string()]),
        WidestValue::UnknownEnum(value) => json!(["n", value.to_string()]),
        WidestValue::Float(bits) => json!(["r", format!("{bits:016x}")]),
        WidestValue::Text(bytes) => json!(["t", hex(bytes)]),
        WidestValue::Message(inner) => json!(["m", data(inner)]),
    }
}
