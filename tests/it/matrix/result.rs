//! The result of a command, without what differs between forms of the same input.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::{self, File};
use std::process::Stdio;

use walkdir::WalkDir;

use super::World;
use super::commands::MatrixCommand;
use super::forms::{Form, FormKind};
use crate::environment;

/// The exit code, the lines of stdout and the written files.
#[derive(Debug)]
pub(super) struct CommandResult {
    pub(super) code: i32,
    pub(super) stderr: String,
    lines: Vec<String>,
    files: BTreeMap<String, Vec<String>>,
}

impl CommandResult {
    /// Runs a command on a form, and with `--path` for one file of it.
    pub(super) fn of(world: &World, command: &MatrixCommand, form: &Form, only: Option<&str>) -> Self {
        let out = tempfile::tempdir().unwrap();
        // A file is compared with the same file.
        let old = match form.kind {
            FormKind::File => world.path("old").join(form.input.split('#').next().unwrap()),
            _ => world.path("old"),
        };
        let [old, out_path, world_path] =
            [&*old, out.path(), world.folder.path()].map(|path| path.to_str().unwrap().to_owned());
        let arguments = command.arguments.iter().map(|argument| match *argument {
            "INPUT" => form.input.clone(),
            "OLD" => old.clone(),
            other => other.replace("OUT", &out_path).replace("WORLD", &world_path),
        });
        let path = only.into_iter().flat_map(|path| ["--path", path].map(str::to_owned));
        let stdin = form.stdin.as_ref().map_or_else(Stdio::null, |path| File::open(path).unwrap().into());
        let output = environment::protoward()
            .args(arguments.chain(path))
            .current_dir(&form.from)
            .env("SOURCE_DATE_EPOCH", "1767225600")
            .stdin(stdin)
            .output()
            .unwrap();
        let [stdout, stderr] = [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
        let entries = WalkDir::new(out.path()).into_iter().map(Result::unwrap);
        let files = entries.filter(|entry| entry.file_type().is_file()).map(|entry| {
            let name = entry.path().strip_prefix(out.path()).unwrap().to_str().unwrap().to_owned();
            (name, comparable(&String::from_utf8_lossy(&fs::read(entry.path()).unwrap())))
        });
        Self {
            code: output.status.code().unwrap(),
            stderr: stderr.replace(&world_path, "WORLD"),
            lines: comparable(&stdout),
            files: files.collect(),
        }
    }

    /// Returns `true` for the same result. A command that fails must also fail with the same input in another form.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.code == other.code && self.lines == other.lines && self.files == other.files
    }
}

/// The keys of ages, which only forms with a history have.
const AGES: [&str; 3] = ["commit", "days", "since"];

/// Returns a line without the ages of a deprecated element.
fn without_ages(line: &str) -> String {
    match serde_json::from_str(line) {
        Ok(serde_json::Value::Object(mut keys)) => {
            AGES.iter().for_each(|key| drop(keys.remove(*key)));
            serde_json::Value::Object(keys).to_string()
        }
        _ => line.to_owned(),
    }
}

/// Returns the lines of a text in order, with file names in place of paths: each form shows its own.
fn comparable(text: &str) -> Vec<String> {
    let is_of_path = |c: char| !(c.is_whitespace() || "\"'`(),;<>".contains(c));
    // Each form names the older version like itself.
    let is_of_older = |line: &&str| line.trim_start().starts_with("\"against\":");
    let mut lines: Vec<String> = text
        .lines()
        .filter(|line| !is_of_older(line))
        .map(without_ages)
        .map(|line| {
            let mut words = Vec::new();
            let mut word = String::new();
            for c in line.chars() {
                if is_of_path(c) {
                    word.push(c);
                } else {
                    words.push(file_name(&std::mem::take(&mut word)));
                    words.push(c.to_string());
                }
            }
            words.push(file_name(&word));
            words.concat()
        })
        .collect();
    lines.sort();
    lines
}

/// Returns the name of the file that a word is about, without its folder and its commit.
fn file_name(word: &str) -> String {
    let Some((path, rest)) = word.split_once(".proto") else { return word.to_owned() };
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    let rest = match rest.strip_prefix('@') {
        Some(commit) => commit.find(':').map_or("", |at| &commit[at..]),
        None => rest,
    };
    format!("{name}.proto{rest}")
}

impl fmt::Display for CommandResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let files: Vec<_> = self.files.keys().collect();
        let lines: String = self.lines.join("\n").chars().take(900).collect();
        let stderr: String = self.stderr.chars().take(500).collect();
        write!(f, "exit {}\n{lines}\n  files {files:?}\n  stderr {stderr}", self.code)
    }
}
