//! The two gates beside each other: buf's `breaking`, ours, on the same pair of folders with the same settings.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::process::{Done, Run};
use crate::trouble::Trouble;

/// A program with buf's `breaking` command line.
#[derive(Debug, Clone)]
pub(crate) struct Gate {
    pub(crate) program: PathBuf,
}

/// What two gates must agree on. The place is left out of a finding that has none.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Finding {
    pub(crate) path: Option<String>,
    pub(crate) line: u64,
    pub(crate) rule: String,
}

/// What a gate says about a pair of folders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Findings with how often each is there, and a message of it.
    Findings(BTreeMap<Finding, (usize, String)>),
    /// The schemas do not compile, or the program gave up.
    Refused(String),
}

impl Gate {
    /// Compares `dir/new` against `dir/old` with the settings in `dir/rules.yaml`.
    pub(crate) fn compare(&self, dir: &Path) -> Result<Answer, Trouble> {
        answer(&self.run(&dir.join("new"), "../old", "../rules.yaml"))
    }

    /// Compares a tree with itself, with these rules; the settings are written into `scratch`.
    pub(crate) fn on_itself(&self, tree: &Path, scratch: &Path, rules: &BTreeSet<String>) -> Result<Answer, Trouble> {
        let config = scratch.join("itself.yaml");
        std::fs::write(&config, settings(rules)).map_err(Trouble::at(&config))?;
        answer(&self.run(tree, ".", &config.display().to_string()))
    }

    /// Both sides are given settings, so that none are looked for in the folders above.
    fn run(&self, new: &Path, old: &str, settings: &str) -> Run {
        let args = ["breaking", ".", "--against", old, "--error-format", "json"];
        let settings = ["--config", settings, "--against-config", settings];
        Run::new(&self.program).args(args).args(settings).within(new)
    }

    /// The ids of the rules that it knows.
    pub(crate) fn rules(&self, args: &[&str]) -> Result<BTreeSet<String>, Trouble> {
        let run = Run::new(&self.program).args(args);
        let text = run.finish()?.stdout;
        let rules: BTreeSet<String> = String::from_utf8_lossy(&text)
            .lines()
            .filter_map(|line| value(line)?["id"].as_str().map(str::to_owned))
            .collect();
        if rules.is_empty() {
            return Err(Trouble::Unreadable { command: run.line(), why: "no rule in it".into() });
        }
        Ok(rules)
    }
}

fn answer(run: &Run) -> Result<Answer, Trouble> {
    let done = run.output()?;
    match done.code {
        Some(0 | 100) => findings(&done).map_err(|why| Trouble::Unreadable { command: run.line(), why }),
        _ => Ok(Answer::Refused(refusal(&done))),
    }
}

fn value(line: &str) -> Option<serde_json::Value> {
    serde_json::from_str(line).ok()
}

fn refusal(done: &Done) -> String {
    let said = format!("{}{}", done.stderr, String::from_utf8_lossy(&done.stdout));
    let first = said.lines().find(|it| !it.trim().is_empty()).unwrap_or("no reason given").trim().to_owned();
    match done.code {
        Some(code) => format!("exit code {code}: {first}"),
        None => format!("killed by a signal: {first}"),
    }
}

fn findings(done: &Done) -> Result<Answer, String> {
    let mut found: BTreeMap<Finding, (usize, String)> = BTreeMap::new();
    for line in String::from_utf8_lossy(&done.stdout).lines() {
        let value = value(line).ok_or_else(|| format!("not JSON: {line}"))?;
        let Some(rule) = value["type"].as_str() else { return Err(format!("no `type`: {line}")) };
        if rule == "COMPILE" {
            return Ok(Answer::Refused(line.to_owned()));
        }
        let finding = Finding {
            path: value["path"].as_str().map(str::to_owned),
            line: value["start_line"].as_u64().unwrap_or(1),
            rule: rule.to_owned(),
        };
        let message = value["message"].as_str().unwrap_or_default().to_owned();
        found.entry(finding).or_insert((0, message)).0 += 1;
    }
    Ok(Answer::Findings(found))
}

/// Settings that turn on these rules and nothing else.
pub(crate) fn settings(rules: &BTreeSet<String>) -> String {
    let rules: Vec<String> = rules.iter().map(|it| format!("    - {it}\n")).collect();
    format!("version: v2\nbreaking:\n  use:\n{}", rules.concat())
}

/// Whether the answer is that a file is of an edition: known, and no matter of the gate.
pub(crate) fn is_unread_edition(answer: &Answer) -> bool {
    matches!(answer, Answer::Refused(why) if why.contains(r#""type":"edition""#))
}

/// What only one of two answers says, one line each; empty where they agree.
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
    Some(format!(
        "{path}:{}: {}: buf {}x, protoward {}x: {message}",
        finding.line,
        finding.rule,
        times(theirs),
        times(ours)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(lines: &str) -> Answer {
        findings(&Done { code: Some(100), stdout: lines.into(), stderr: String::new() }).expect("it is JSON")
    }

    const DELETED: &str =
        r#"{"path":"a.proto","start_line":3,"start_column":1,"type":"FIELD_NO_DELETE","message":"gone"}"#;
    const FILE: &str = r#"{"start_line":1,"type":"FILE_NO_DELETE","message":"file"}"#;

    #[test]
    fn the_same_findings_in_another_order_and_other_words_are_the_same() {
        let other = DELETED.replace("gone", "away").replace("\"start_column\":1", "\"start_column\":9");
        let (one, two) = (answer(&format!("{DELETED}\n{FILE}\n")), answer(&format!("{FILE}\n{other}\n")));
        assert_eq!(differences(&one, &two), [] as [&str; 0]);
    }

    #[test]
    fn another_line_another_rule_and_another_count_are_differences() {
        let one = answer(DELETED);
        assert_eq!(differences(&one, &answer(&DELETED.replace(":3", ":4"))).len(), 2);
        assert_eq!(differences(&one, &answer(&DELETED.replace("NO_DELETE", "SAME_NAME"))).len(), 2);
        assert_eq!(
            differences(&one, &answer(&format!("{DELETED}\n{DELETED}"))),
            ["a.proto:3: FIELD_NO_DELETE: buf 1x, protoward 2x: gone"]
        );
        assert_eq!(differences(&one, &answer("")).len(), 1);
    }

    #[test]
    fn a_refusal_of_one_side_is_a_difference_and_of_both_is_none() {
        let refused = Answer::Refused("exit code 1: no".into());
        assert_eq!(differences(&answer(""), &refused), ["only protoward refuses: exit code 1: no"]);
        assert_eq!(differences(&refused, &answer("")).len(), 1);
        assert_eq!(differences(&refused, &refused), [] as [&str; 0]);
    }

    #[test]
    fn what_does_not_compile_is_a_refusal() {
        assert!(matches!(answer(r#"{"path":"a.proto","type":"COMPILE","message":"syntax"}"#), Answer::Refused(_)));
    }

    #[test]
    fn settings_name_every_rule() {
        let rules = BTreeSet::from(["B".to_owned(), "A".to_owned()]);
        assert_eq!(settings(&rules), "version: v2\nbreaking:\n  use:\n    - A\n    - B\n");
    }
}
