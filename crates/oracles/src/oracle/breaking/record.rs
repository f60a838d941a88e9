//! Records buf's findings for the fixtures of the gate beside them, so that the tests do not need buf.

mod settings;

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::error::Error;
use crate::oracle::breaking::gates::Gate;
use crate::process::Run;
use crate::{Outcome, workspace};

pub(super) const SETTINGS: &str = r#"{"version":"v2","breaking":{"use":["FILE","PACKAGE","WIRE","WIRE_JSON"]}}"#;

/// Fixtures that buf does not compile, because it does not support message sets. Their record stays empty.
const REFUSED: [&str; 1] = ["MESSAGE_SAME_WIRE_FORMAT"];

const PLACE: [&str; 4] = ["start_line", "start_column", "end_line", "end_column"];

/// Records every pair of folders below `fixtures/breaking`.
pub(super) fn run(buf: &Gate) -> Result<Outcome, Error> {
    let fixtures = workspace::root().join("fixtures/breaking");
    let entries = std::fs::read_dir(&fixtures).map_err(Error::at(&fixtures))?;
    let mut pairs: Vec<PathBuf> = entries.filter_map(Result::ok).map(|it| it.path()).collect();
    pairs.retain(|it| it.join("old").is_dir() && it.join("new").is_dir());
    pairs.retain(|it| !REFUSED.iter().any(|name| it.ends_with(name)));
    pairs.sort();
    let mut changed = 0;
    for pair in &pairs {
        changed += usize::from(record(buf, pair)?);
    }
    changed += usize::from(settings::cases(buf, &fixtures.join("settings"))?);
    changed += usize::from(settings::categories(buf, &fixtures.join("buf-rules.json"))?);
    println!("{} pairs, settings and categories recorded; {changed} files are new or different", pairs.len());
    Ok(Outcome::Passed)
}

fn record(buf: &Gate, pair: &Path) -> Result<bool, Error> {
    let run = compare(buf, pair, SETTINGS);
    let text = recorded(&findings(&run)?).ok_or_else(|| unreadable(&run))?;
    write(&pair.join("buf.json"), &text)
}

pub(super) fn compare(gate: &Gate, pair: &Path, settings: &str) -> Run {
    let args = ["breaking", ".", "--against", "../old", "--error-format", "json", "--config", settings];
    Run::new(&gate.program).args(args).current_dir(&pair.join("new"))
}

/// Returns the output of a comparison: one finding in JSON on each line.
pub(super) fn findings(run: &Run) -> Result<String, Error> {
    let done = run.output()?;
    match done.code {
        Some(0 | 100) => Ok(String::from_utf8_lossy(&done.stdout).into_owned()),
        _ => Err(run.failed(&done)),
    }
}

fn unreadable(run: &Run) -> Error {
    Error::Unreadable { command: run.line(), why: "not findings in JSON".into() }
}

/// Writes a record and prints its path, unless the file already has this text. Returns `true` if the file was written.
fn write(path: &Path, text: &str) -> Result<bool, Error> {
    if std::fs::read_to_string(path).is_ok_and(|it| it == text) {
        return Ok(false);
    }
    println!("{}", path.strip_prefix(workspace::root()).unwrap_or(path).display());
    std::fs::write(path, text).map_err(Error::at(path)).map(|()| true)
}

/// Formats findings as an array with one finding on each line, without messages, sorted by path, position and rule.
fn recorded(lines: &str) -> Option<String> {
    let mut rows = Vec::new();
    for line in lines.lines() {
        let value: Value = serde_json::from_str(line).ok()?;
        rows.push((key(&value)?, format!("  {}", row(&value)?)));
    }
    rows.sort();
    let rows: Vec<String> = rows.into_iter().map(|it| it.1).collect();
    Some(if rows.is_empty() { "[]\n".into() } else { format!("[\n{}\n]\n", rows.join(",\n")) })
}

fn key(value: &Value) -> Option<impl Ord + use<>> {
    let path = value["path"].as_str().map(str::to_owned);
    let [line, column, end_line, end_column] = PLACE.map(|it| value[it].as_u64());
    Some((path, line, column, value["type"].as_str()?.to_owned(), end_line, end_column))
}

fn row(value: &Value) -> Option<String> {
    let mut cells = vec![format!("\"rule\": {}", Value::from(value["type"].as_str()?))];
    if let Some(path) = value["path"].as_str() {
        cells.push(format!("\"path\": {}", Value::from(path)));
    }
    let place = PLACE.iter().filter_map(|name| Some(format!("\"{name}\": {}", value[name].as_u64()?)));
    cells.extend(place);
    Some(format!("{{{}}}", cells.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::recorded;

    #[test]
    fn findings_are_sorted_and_lose_their_messages() {
        let lines = r#"{"path":"b.proto","start_line":2,"start_column":1,"end_line":2,"end_column":3,"type":"A","message":"m"}
{"path":"b.proto","start_line":1,"start_column":1,"end_line":1,"end_column":1,"type":"Z","message":"m"}
{"start_line":1,"start_column":1,"end_line":1,"end_column":1,"type":"FILE_NO_DELETE","message":"m"}"#;
        let expected = r#"[
  {"rule": "FILE_NO_DELETE", "start_line": 1, "start_column": 1, "end_line": 1, "end_column": 1},
  {"rule": "Z", "path": "b.proto", "start_line": 1, "start_column": 1, "end_line": 1, "end_column": 1},
  {"rule": "A", "path": "b.proto", "start_line": 2, "start_column": 1, "end_line": 2, "end_column": 3}
]
"#;
        assert_eq!(recorded(lines).as_deref(), Some(expected));
        assert_eq!(recorded("").as_deref(), Some("[]\n"));
        assert_eq!(recorded("Failure: no"), None);
    }
}
