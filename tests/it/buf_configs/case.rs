//! Small repositories that use buf, with the findings of buf. Used by the tests and by `cargo xtask oracle config`.
//!
//! ```text
//! === name of the case
//! %tree modules
//! %run breaking new --against old --error-format json
//! --- buf.yaml
//! version: v2
//! --- new: a.proto
//! syntax = "proto3";
//! --- buf
//! exit 100
//! a.proto:3:1 FIELD_NO_DELETE
//! --- protoward: why we say something else
//! exit 0
//! ```
//! A file is on both sides, or on the side in its header. The files of a tree come first. Without `%run`, the new side is
//! compared with the old one. `%bom` and a `%r` at the end of a line stand for invisible characters.

use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};

const RUN: &str = "breaking . --against ../old --error-format json";

/// Two versions of a repository.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) name: String,
    /// The text of the case before the answers.
    head: String,
    files: Vec<(String, String)>,
    /// The arguments of the command.
    pub(crate) run: String,
    pub(crate) buf: Answer,
    /// The expected answer of protoward with the reason, if it differs from that of buf.
    pub(crate) ours: Option<(String, Answer)>,
}

/// The answer of a breaking-change check: its exit code, and each finding as `path:line:column RULE`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) code: i32,
    pub(crate) findings: Vec<String>,
}

impl Answer {
    /// Creates an answer from the JSON output of a program. buf reports files that do not compile as findings. protoward cannot
    /// compare such files.
    pub(crate) fn new(code: i32, stdout: &str) -> Self {
        let lines: Vec<serde_json::Value> = stdout.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        if code == 1 || lines.iter().any(|line| line["type"] == "COMPILE") {
            return Self { code: 1, findings: Vec::new() };
        }
        let mut findings: Vec<String> = lines.iter().map(finding).collect();
        findings.sort();
        Self { code, findings }
    }

    fn read(text: &str) -> Self {
        let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let code = lines.next().and_then(|line| line.strip_prefix("exit ")).and_then(|code| code.parse().ok());
        let code = code.unwrap_or_else(|| panic!("an answer begins with `exit 0`: {text}"));
        Self { code, findings: lines.map(str::to_owned).collect() }
    }

    pub(crate) fn text(&self) -> String {
        let findings: String = self.findings.iter().map(|line| format!("{line}\n")).collect();
        format!("exit {}\n{findings}", self.code)
    }
}

fn finding(line: &serde_json::Value) -> String {
    let number = |key: &str| line[key].as_u64().unwrap_or(1);
    let (path, rule) = (line["path"].as_str().unwrap_or("-"), line["type"].as_str().unwrap_or_default());
    format!("{path}:{}:{} {rule}", number("start_line"), number("start_column"))
}

impl Case {
    /// Returns the expected answer of protoward.
    pub(crate) fn expected(&self) -> &Answer {
        self.ours.as_ref().map_or(&self.buf, |(_, ours)| ours)
    }

    /// Writes both sides below a folder.
    pub(crate) fn write(&self, folder: &Path) -> io::Result<()> {
        for (name, text) in &self.files {
            let path = folder.join(name);
            fs::create_dir_all(path.parent().unwrap_or(folder))?;
            fs::write(path, text)?;
        }
        ["old", "new"].iter().try_for_each(|side| fs::create_dir_all(folder.join(side)))
    }

    /// Returns the folder in which the command runs: the new side, or the parent folder of both sides.
    pub(crate) fn folder(&self) -> &'static str {
        let input = self.run.split(" --").next().unwrap_or_default();
        if input.contains(" new") { "." } else { "new" }
    }

    /// Returns the text of the case with another answer of buf.
    pub(crate) fn text(&self, buf: &Answer) -> String {
        let ours = self.ours.as_ref().map(|(why, ours)| format!("--- protoward: {why}\n{}", ours.text()));
        format!("{}--- buf\n{}{}", self.head, buf.text(), ours.unwrap_or_default())
    }
}

/// Returns the cases of a text, and the text before the first case.
pub(crate) fn read(text: &str, trees: &Trees) -> (String, Vec<Case>) {
    let mut parts = text.split("=== ");
    let intro = parts.next().unwrap_or_default().to_owned();
    (intro, parts.map(|part| case(part, trees)).collect())
}

fn case(text: &str, trees: &Trees) -> Case {
    let (head, answers) = text.split_once("\n--- buf\n").unwrap_or_else(|| panic!("buf has not been asked: {text}"));
    let (buf, ours) = match answers.split_once("--- protoward: ") {
        None => (answers, None),
        Some((buf, ours)) => {
            let (why, ours) = ours.split_once('\n').unwrap_or((ours, ""));
            (buf, Some((why.to_owned(), Answer::read(ours))))
        }
    };
    let (about, files) = sections(head);
    let mut about = about.lines();
    let name = about.next().unwrap_or_default().to_owned();
    let mut case = Case {
        name,
        head: format!("=== {head}\n"),
        files: Vec::new(),
        run: RUN.to_owned(),
        buf: Answer::read(buf),
        ours,
    };
    for line in about {
        match line.split_once(' ') {
            Some(("%tree", tree)) => case.files.extend(trees.0[tree].clone()),
            Some(("%run", run)) => run.clone_into(&mut case.run),
            _ => panic!("{}: what is `{line}`?", case.name),
        }
    }
    case.files.extend(files);
    case
}

/// Returns the text before the first file, and the files of each side.
fn sections(text: &str) -> (&str, Vec<(String, String)>) {
    let mut parts = text.split("\n--- ");
    let about = parts.next().unwrap_or_default();
    let files = parts.flat_map(|part| {
        let (name, text) = part.split_once('\n').unwrap_or((part, ""));
        let text = if text.is_empty() { String::new() } else { format!("{text}\n") };
        let text = text.replace("%r\n", "\r\n").replace("%bom", "\u{feff}");
        let sides = match name.split_once(": ") {
            Some((side, name)) => vec![format!("{side}/{name}")],
            None => vec![format!("old/{name}"), format!("new/{name}")],
        };
        sides.into_iter().map(move |name| (name, text.clone())).collect::<Vec<_>>()
    });
    (about, files.collect())
}

/// Files that several cases share.
#[derive(Debug, Default)]
pub(crate) struct Trees(BTreeMap<String, Vec<(String, String)>>);

impl Trees {
    pub(crate) fn read(text: &str) -> Self {
        let trees = text.split("=== ").skip(1).map(|part| {
            let (name, files) = sections(part.trim_end());
            (name.trim().to_owned(), files)
        });
        Self(trees.collect())
    }
}
