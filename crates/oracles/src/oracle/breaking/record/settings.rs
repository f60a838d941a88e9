//! Records the effect of settings and categories in buf.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};

use super::{PLACE, compare, findings, unreadable, write};
use crate::error::Error;
use crate::oracle::breaking::gates::Gate;
use crate::process::Run;

const VERSIONS: [&str; 3] = ["v1beta1", "v1", "v2"];

/// Runs each case of `cases.json` again. The settings stay, and the findings are replaced by buf's.
pub(super) fn cases(buf: &Gate, pair: &Path) -> Result<bool, Error> {
    let path = pair.join("cases.json");
    let text = std::fs::read_to_string(&path).map_err(Error::at(&path))?;
    let unreadable = |why: String| Error::Unreadable { command: path.display().to_string(), why };
    let cases: Vec<Value> = serde_json::from_str(&text).map_err(|error| unreadable(error.to_string()))?;
    let cases = cases.iter().map(|case| again(buf, pair, &case["settings"])).collect::<Result<Vec<_>, _>>()?;
    write(&path, &format!("[\n{}\n]\n", cases.join(",\n")))
}

/// Runs one case and formats it as a line.
fn again(buf: &Gate, pair: &Path, settings: &Value) -> Result<String, Error> {
    let mut breaking = settings.clone();
    breaking["use"] = json!(["FILE", "PACKAGE", "WIRE", "WIRE_JSON"]);
    let run = compare(buf, pair, &json!({ "version": "v2", "breaking": breaking }).to_string());
    let mut rows = findings(&run)?.lines().map(row).collect::<Option<Vec<_>>>().ok_or_else(|| unreadable(&run))?;
    rows.sort();
    let rows: Vec<_> = rows.iter().map(|row| Value::from(row.as_str()).to_string()).collect();
    Ok(format!("{{\"settings\": {settings}, \"findings\": [{}]}}", rows.join(", ")))
}

/// Formats a finding as `RULE path:line:column`.
fn row(line: &str) -> Option<String> {
    let value: Value = serde_json::from_str(line).ok()?;
    let [line, column] = [PLACE[0], PLACE[1]].map(|it| value[it].as_u64());
    Some(format!("{} {}:{}:{}", value["type"].as_str()?, value["path"].as_str().unwrap_or("<input>"), line?, column?))
}

/// Lists the rules of each category, and the default rules, in each version of the configuration.
pub(super) fn categories(buf: &Gate, path: &Path) -> Result<bool, Error> {
    let mut versions = BTreeMap::new();
    for version in VERSIONS {
        let args = ["config", "ls-breaking-rules", "--format", "json", "--version", version];
        let run = Run::new(&buf.program).args(args);
        let listed = String::from_utf8_lossy(&run.finish()?.stdout).into_owned();
        versions.insert(version, by_category(&listed).ok_or_else(|| unreadable(&run))?);
    }
    let text = serde_json::to_string_pretty(&versions).expect("maps of texts are JSON");
    write(path, &format!("{text}\n"))
}

fn by_category(listed: &str) -> Option<BTreeMap<String, Vec<String>>> {
    let mut categories = BTreeMap::<_, Vec<_>>::new();
    for line in listed.lines() {
        let rule: Value = serde_json::from_str(line).ok()?;
        let default = rule["default"].as_bool()?.then_some("(default)");
        let named = rule["categories"].as_array()?.iter().filter_map(Value::as_str);
        for category in named.chain(default) {
            categories.entry(category.to_owned()).or_default().push(rule["id"].as_str()?.to_owned());
        }
    }
    categories.values_mut().for_each(|rules| rules.sort());
    Some(categories)
}

#[cfg(test)]
mod tests {
    use super::{by_category, row};

    #[test]
    fn rules_are_listed_under_each_of_their_categories() {
        let listed = r#"{"id":"B","categories":["FILE","WIRE"],"default":true}
{"id":"A","categories":["FILE"],"default":false}"#;
        let categories = by_category(listed).expect("each line is a rule");
        assert_eq!(categories["FILE"], ["A", "B"]);
        assert_eq!(categories["WIRE"], ["B"]);
        assert_eq!(categories["(default)"], ["B"]);
        assert_eq!(by_category("Failure"), None);
    }

    #[test]
    fn a_finding_without_a_file_is_one_of_the_input() {
        let line = r#"{"start_line":1,"start_column":1,"type":"FILE_NO_DELETE"}"#;
        assert_eq!(row(line).as_deref(), Some("FILE_NO_DELETE <input>:1:1"));
    }
}
