//! Small repositories that use buf, with the findings of buf. Used by the tests and by `cargo xtask oracle config`.
//!
//! ```text
//! === name of the case
//! -- tree --
//! modules
//! -- run --
//! breaking new --against old --error-format json
//! -- buf.yaml --
//! version: v2
//! -- new/a.proto --
//! syntax = "proto3";
//! -- buf --
//! exit 100
//! a.proto:3:1 FIELD_NO_DELETE
//! -- protoward --
//! exit 0
//! -- reason --
//! why we say something else
//! ```
//! A file is on both sides, or on the side with the name of its first folder. The files of a case of `trees.txt` come first.
//! Without `run`, the new side is compared with the old one.

use std::path::{Path, PathBuf};
use std::{fs, io};

use protoward_fixtures::CaseFile;

const RUN: &str = "breaking . --against ../old --error-format json";

/// The file with the files that several cases have.
const TREES: &str = "trees.txt";

/// The section with the answer of buf.
pub(crate) const BUF: &str = "buf";

/// The sections that are no files.
const OTHERS: [&str; 5] = ["tree", "run", BUF, "protoward", "reason"];

/// Two versions of a repository.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) files: Vec<(String, String)>,
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
    let path = line["path"].as_str().unwrap_or("-");
    let rule = line["type"].as_str().unwrap_or_default();
    format!("{path}:{}:{} {rule}", number("start_line"), number("start_column"))
}

impl Case {
    fn new(case: &protoward_fixtures::Case, trees: &CaseFile) -> Self {
        let text = |section: &str| case.text(section).map(str::trim_end);
        let tree = text("tree").map(|tree| trees.case(tree).unwrap_or_else(|| panic!("there is no tree `{tree}`")));
        let buf = text(BUF).unwrap_or_else(|| panic!("buf has not been asked: {}", case.name));
        let ours = text("protoward").map(|ours| (text("reason").unwrap_or_default().to_owned(), Answer::read(ours)));
        Self {
            name: case.name.clone(),
            files: tree.into_iter().chain([case]).flat_map(files).collect(),
            run: text("run").unwrap_or(RUN).to_owned(),
            buf: Answer::read(buf),
            ours,
        }
    }

    /// Returns the flag with which protoward follows buf in repositories without a configuration of buf, where it would otherwise
    /// report renames.
    pub(crate) fn as_buf(&self) -> &'static str {
        if self.run.starts_with("breaking") { "--compat buf" } else { "" }
    }

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
}

/// Returns the files of a case by their paths below the folder of both sides.
fn files(case: &protoward_fixtures::Case) -> Vec<(String, String)> {
    let files = case.sections.iter().filter(|section| !OTHERS.contains(&&*section.name));
    let files = files.flat_map(|file| {
        let is_of_side = file.name.starts_with("old/") || file.name.starts_with("new/");
        let paths = if is_of_side {
            vec![file.name.clone()]
        } else {
            ["old", "new"].map(|side| format!("{side}/{}", file.name)).into()
        };
        paths.into_iter().map(|path| (path, file.text.clone()))
    });
    files.collect()
}

/// Returns the case files of a folder with their cases.
pub(crate) fn read(folder: &Path) -> Vec<(PathBuf, CaseFile, Vec<Case>)> {
    let trees = CaseFile::read(&folder.join(TREES));
    let files = CaseFile::read_all(folder).into_iter().filter(|(path, _)| !path.ends_with(TREES));
    let with_cases = |(path, file): (PathBuf, CaseFile)| {
        let cases = file.cases.iter().map(|case| Case::new(case, &trees)).collect();
        (path, file, cases)
    };
    files.map(with_cases).collect()
}
