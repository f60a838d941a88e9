//! Runs buf's `breaking` and protoward's on the same pair with the same settings.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::scenarios::{InputForm, Scenario};
use protoward_kit::error::Error;
use protoward_kit::process::{ProcessOutput, Run};

/// A program with buf's `breaking` command line.
#[derive(Debug, Clone)]
pub(crate) struct Gate {
    pub(crate) program: PathBuf,
}

/// The parts of a finding that both gates must agree on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Finding {
    pub(crate) path: Option<String>,
    /// Start line and column, end line and column.
    pub(crate) place: [u64; 4],
    pub(crate) rule: String,
}

/// Findings, each with its count and one of its messages.
pub(crate) type FindingCounts = BTreeMap<Finding, (usize, String)>;

/// The result of a gate for a pair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Answer {
    Findings(FindingCounts),
    /// The schemas do not compile, or the program failed.
    Refused(String),
}

/// The ids of rules, each with the categories that it belongs to.
pub(crate) type Rules = BTreeMap<String, BTreeSet<String>>;

impl Gate {
    /// Compares the two sides in `dir`. The settings must already be in the files that `scenario` reads.
    pub(crate) fn compare(&self, dir: &Path, scenario: &Scenario) -> Result<Answer, Error> {
        answer(&self.run(dir, scenario))
    }

    /// Returns the command that compares the sides: in the folder of the new side, or in `dir` with two images and a
    /// configuration.
    pub(super) fn run(&self, dir: &Path, scenario: &Scenario) -> Run {
        let run = Run::new(&self.program);
        let run = match scenario.input {
            InputForm::Folders => run.args(["breaking", ".", "--against", "../old"]).current_dir(&dir.join("new")),
            InputForm::AgainstImage => {
                let run = run.args(["breaking", ".", "--against", "../old.binpb"]);
                run.args(["--against-config", "../buf.yaml"]).current_dir(&dir.join("new"))
            }
            InputForm::Images(_) => {
                let run = run.args(["breaking", "new.binpb", "--against", "old.binpb"]);
                run.args(["--config", "buf.yaml", "--against-config", "buf.yaml"]).current_dir(dir)
            }
        };
        run.args(["--error-format", "json"]).args(&scenario.flags)
    }

    /// Compares a tree with itself. Writes the settings into `scratch`.
    pub(crate) fn on_itself(&self, tree: &Path, scratch: &Path, settings: &str) -> Result<Answer, Error> {
        let path = scratch.join("itself.yaml");
        std::fs::write(&path, settings).map_err(Error::at(&path))?;
        let config = path.display().to_string();
        let run = Run::new(&self.program).args(["breaking", ".", "--against", ".", "--error-format", "json"]);
        answer(&run.args(["--config", &config, "--against-config", &config]).current_dir(tree))
    }

    /// Lists the rules that the gate knows.
    pub(crate) fn rules(&self, args: &[&str]) -> Result<Rules, Error> {
        let run = Run::new(&self.program).args(args);
        let text = run.finish()?.stdout;
        let rules: Rules = String::from_utf8_lossy(&text).lines().filter_map(rule).collect();
        if rules.is_empty() {
            return Err(Error::Unreadable { command: run.line(), why: "no rule in it".into() });
        }
        Ok(rules)
    }
}

fn rule(line: &str) -> Option<(String, BTreeSet<String>)> {
    let value = value(line)?;
    let categories = value["categories"].as_array()?.iter().filter_map(|it| it.as_str().map(str::to_owned));
    Some((value["id"].as_str()?.to_owned(), categories.collect()))
}

pub(crate) fn answer(run: &Run) -> Result<Answer, Error> {
    let done = run.output()?;
    match done.code {
        Some(0 | 100) => findings(&done).map_err(|why| Error::Unreadable { command: run.line(), why }),
        _ => Ok(Answer::Refused(first_line(&done))),
    }
}

fn value(line: &str) -> Option<serde_json::Value> {
    serde_json::from_str(line).ok()
}

/// Returns the exit code of a program, and the first line of its output.
pub(crate) fn first_line(done: &ProcessOutput) -> String {
    let text = format!("{}{}", done.stderr, String::from_utf8_lossy(&done.stdout));
    // buf warns before it fails.
    let failure = text.lines().find(|it| it.starts_with("Failure: "));
    let first =
        failure.or_else(|| text.lines().find(|it| !it.trim().is_empty())).unwrap_or("no output").trim().to_owned();
    match done.code {
        Some(code) => format!("exit code {code}: {first}"),
        None => format!("killed by a signal: {first}"),
    }
}

fn findings(done: &ProcessOutput) -> Result<Answer, String> {
    let mut found = FindingCounts::new();
    for line in String::from_utf8_lossy(&done.stdout).lines() {
        let value = value(line).ok_or_else(|| format!("not JSON: {line}"))?;
        let Some(rule) = value["type"].as_str() else { return Err(format!("no `type`: {line}")) };
        if rule == "COMPILE" {
            return Ok(Answer::Refused(line.to_owned()));
        }
        let place = ["start_line", "start_column", "end_line", "end_column"];
        let finding = Finding {
            path: value["path"].as_str().map(str::to_owned),
            place: place.map(|key| value[key].as_u64().unwrap_or(0)),
            rule: rule.to_owned(),
        };
        let message = value["message"].as_str().unwrap_or_default().to_owned();
        found.entry(finding).or_insert((0, message)).0 += 1;
    }
    Ok(Answer::Findings(found))
}

impl Answer {
    /// Returns the findings of the rules in `category`. A refusal is returned as it is.
    pub(crate) fn in_category(&self, category: &str, rules: &Rules) -> Answer {
        let belongs = |it: &Finding| rules.get(&it.rule).is_some_and(|it| it.contains(category));
        match self {
            Answer::Findings(found) => Answer::Findings(
                found
                    .iter()
                    .filter(|it| belongs(it.0))
                    .map(|(finding, text)| (finding.clone(), text.clone()))
                    .collect(),
            ),
            Answer::Refused(_) => self.clone(),
        }
    }
}

/// Lists the differences between two answers, one line each.
pub(crate) fn differences(buf: &Answer, ours: &Answer) -> Vec<String> {
    let (theirs, ours) = match (buf, ours) {
        (Answer::Findings(theirs), Answer::Findings(ours)) => (theirs, ours),
        (Answer::Refused(_), Answer::Refused(_)) => return Vec::new(),
        (Answer::Refused(why), Answer::Findings(_)) => return vec![format!("only buf refuses: {why}")],
        (Answer::Findings(_), Answer::Refused(why)) => return vec![format!("only protoward refuses: {why}")],
    };
    let all: BTreeSet<&Finding> = theirs.keys().chain(ours.keys()).collect();
    all.into_iter().filter_map(|it| difference(it, theirs.get(it), ours.get(it))).collect()
}

fn difference(finding: &Finding, theirs: Option<&(usize, String)>, ours: Option<&(usize, String)>) -> Option<String> {
    let times = |it: Option<&(usize, String)>| it.map_or(0, |it| it.0);
    if times(theirs) == times(ours) {
        return None;
    }
    let message = theirs.or(ours).map_or("", |it| it.1.as_str());
    let path = finding.path.as_deref().unwrap_or("<no file>");
    let [line, column, end_line, end_column] = finding.place;
    Some(format!(
        "{path}:{line}:{column}-{end_line}:{end_column}: {}: buf {}x, protoward {}x: {message}",
        finding.rule,
        times(theirs),
        times(ours)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(lines: &str) -> Answer {
        findings(&ProcessOutput { code: Some(100), stdout: lines.into(), stderr: String::new() }).expect("it is JSON")
    }

    const DELETED: &str = r#"{"path":"a.proto","start_line":3,"start_column":1,"end_line":3,"end_column":9,"type":"FIELD_NO_DELETE","message":"gone"}"#;
    const FILE: &str =
        r#"{"start_line":1,"start_column":1,"end_line":1,"end_column":1,"type":"FILE_NO_DELETE","message":"file"}"#;

    #[test]
    fn order_and_messages_of_findings_do_not_matter() {
        let other = DELETED.replace("gone", "away");
        let one = answer(&format!("{DELETED}\n{FILE}\n"));
        let two = answer(&format!("{FILE}\n{other}\n"));
        assert_eq!(differences(&one, &two), [] as [&str; 0]);
    }

    #[test]
    fn other_positions_rules_and_counts_are_differences() {
        let one = answer(DELETED);
        assert_eq!(differences(&one, &answer(&DELETED.replace("line\":3", "line\":4"))).len(), 2);
        assert_eq!(differences(&one, &answer(&DELETED.replace("column\":1", "column\":2"))).len(), 2);
        assert_eq!(differences(&one, &answer(&DELETED.replace("column\":9", "column\":8"))).len(), 2);
        assert_eq!(differences(&one, &answer(&DELETED.replace("NO_DELETE", "SAME_NAME"))).len(), 2);
        assert_eq!(
            differences(&one, &answer(&format!("{DELETED}\n{DELETED}"))),
            ["a.proto:3:1-3:9: FIELD_NO_DELETE: buf 1x, protoward 2x: gone"]
        );
        assert_eq!(differences(&one, &answer("")).len(), 1);
    }

    #[test]
    fn counts_a_refusal_by_one_gate_as_a_difference() {
        let refused = Answer::Refused("exit code 1: no".into());
        assert_eq!(differences(&answer(""), &refused), ["only protoward refuses: exit code 1: no"]);
        assert_eq!(differences(&refused, &answer("")).len(), 1);
        assert_eq!(differences(&refused, &refused), [] as [&str; 0]);
    }

    #[test]
    fn counts_a_compile_error_as_a_refusal() {
        assert!(matches!(answer(r#"{"path":"a.proto","type":"COMPILE","message":"syntax"}"#), Answer::Refused(_)));
    }

    #[test]
    fn keeps_the_findings_of_the_rules_of_a_category() {
        let rules = Rules::from([("FILE_NO_DELETE".into(), BTreeSet::from(["FILE".into()]))]);
        let both = answer(&format!("{DELETED}\n{FILE}\n"));
        assert_eq!(both.in_category("FILE", &rules), answer(FILE));
        assert_eq!(both.in_category("WIRE", &rules), answer(""));
    }
}
