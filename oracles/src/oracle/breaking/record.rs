//! Records buf's findings in the case files of the gate, so that the tests do not need buf.

mod categories;

use std::path::Path;

use protoward_fixtures::{Case, CaseFile};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::oracle::breaking::gates::Gate;
use protoward_kit::error::Error;
use protoward_kit::process::Run;
use protoward_kit::{Outcome, workspace};

/// Case files that buf does not compile, because it does not support message sets. Their record stays empty.
const REFUSED: [&str; 1] = ["MESSAGE_SAME_WIRE_FORMAT"];

const PLACE: [&str; 4] = ["start_line", "start_column", "end_line", "end_column"];

/// Records every case of `fixtures/breaking`.
pub(super) fn run(buf: &Gate) -> Result<Outcome, Error> {
    let fixtures = workspace::root().join("fixtures/breaking");
    let mut cases = 0;
    let mut changed = 0;
    for (path, mut file) in CaseFile::read_all(&fixtures) {
        if REFUSED.iter().any(|name| path.file_stem().is_some_and(|it| it == *name)) {
            continue;
        }
        let before = file.to_string();
        record(buf, &mut file)?;
        cases += file.cases.len();
        changed += usize::from(write(&path, &before, &file.to_string())?);
    }
    let path = fixtures.join("buf-rules.json");
    let before = std::fs::read_to_string(&path).unwrap_or_default();
    changed += usize::from(write(&path, &before, &categories::listed(buf)?)?);
    println!("{cases} cases and the categories recorded; {changed} files are different");
    Ok(Outcome::Passed)
}

/// Records each case of a file. A case without files has those of the first case.
fn record(buf: &Gate, file: &mut CaseFile) -> Result<(), Error> {
    let Some(first) = file.cases.first() else { return Ok(()) };
    let first = unpacked(first)?;
    for case in &mut file.cases {
        let own = if case.below("old").next().is_some() { Some(unpacked(case)?) } else { None };
        let run = compare(buf, own.as_ref().unwrap_or(&first).path(), case.text("settings").unwrap_or("{}"));
        let rows = recorded(&findings(&run)?).ok_or_else(|| unreadable(&run))?;
        case.set("buf", Some(rows));
    }
    Ok(())
}

/// Writes the sides of a case to a folder.
pub(super) fn unpacked(case: &Case) -> Result<TempDir, Error> {
    let scratch = Path::new("a temporary folder");
    // Not a hidden folder: the gates skip schemas in those.
    let dir = tempfile::Builder::new().prefix("pair-").tempdir().map_err(Error::at(scratch))?;
    let is_side = |name: &str| name.starts_with("old/") || name.starts_with("new/");
    case.write_files(dir.path(), is_side).map_err(Error::at(dir.path()))?;
    Ok(dir)
}

/// Returns the command that compares the sides with all rules of buf and with other settings in JSON.
pub(super) fn compare(gate: &Gate, pair: &Path, settings: &str) -> Run {
    let mut breaking: Value = serde_json::from_str(settings).expect("the settings of a case are JSON");
    breaking["use"] = json!(["FILE", "PACKAGE", "WIRE", "WIRE_JSON"]);
    let config = json!({ "version": "v2", "breaking": breaking }).to_string();
    let args = ["breaking", ".", "--against", "../old", "--error-format", "json", "--config", &config];
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

/// Writes a record and prints its path if the text is another one than before. Returns `true` if the file was written.
fn write(path: &Path, before: &str, text: &str) -> Result<bool, Error> {
    if text == before {
        return Ok(false);
    }
    println!("{}", path.strip_prefix(workspace::root()).unwrap_or(path).display());
    std::fs::write(path, text).map_err(Error::at(path)).map(|()| true)
}

/// Formats findings as lines `RULE path:line:column-line:column`, sorted by path, position and rule.
fn recorded(lines: &str) -> Option<String> {
    let mut rows = Vec::new();
    for line in lines.lines() {
        let value: Value = serde_json::from_str(line).ok()?;
        rows.push(row(&value)?);
    }
    rows.sort();
    Some(rows.into_iter().map(|(_, row)| row + "\n").collect())
}

/// Returns the sort key of a finding, and its line.
fn row(value: &Value) -> Option<(impl Ord + use<>, String)> {
    let rule = value["type"].as_str()?.to_owned();
    let path = value["path"].as_str().map(str::to_owned);
    let [line, column, end_line, end_column] = PLACE.map(|it| value[it].as_u64());
    let start = (line?, column?);
    let end = (end_line?, end_column?);
    let file = path.as_deref().unwrap_or("<input>");
    let text = format!("{rule} {file}:{}:{}-{}:{}", start.0, start.1, end.0, end.1);
    Some(((path, start, rule, end), text))
}

#[cfg(test)]
mod tests {
    use super::recorded;

    #[test]
    fn sorts_findings_and_removes_their_messages() {
        let lines = r#"{"path":"b.proto","start_line":2,"start_column":1,"end_line":2,"end_column":3,"type":"A","message":"m"}
{"path":"b.proto","start_line":1,"start_column":1,"end_line":1,"end_column":1,"type":"Z","message":"m"}
{"start_line":1,"start_column":1,"end_line":1,"end_column":1,"type":"FILE_NO_DELETE","message":"m"}"#;
        let expected = "FILE_NO_DELETE <input>:1:1-1:1\nZ b.proto:1:1-1:1\nA b.proto:2:1-2:3\n";
        assert_eq!(recorded(lines).as_deref(), Some(expected));
        assert_eq!(recorded("").as_deref(), Some(""));
        assert_eq!(recorded("Failure: no"), None);
    }
}
