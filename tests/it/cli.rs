//! Tests of the program as a process: each case of `fixtures/cli` is a command with its recorded output.
//!
//! The sections of a case:
//!
//! - `command`: a shell script, run in a new folder with the program under test first on the `PATH`. A command that fails must
//!   leave the folder unchanged.
//! - `setup`: a script that runs before. It creates what a case file cannot have: commits, links, executable files, broken files.
//! - `copied`: folders of `fixtures` to copy, one per line: `shared/types .` copies the files of that folder to the top.
//! - `output`: the exit code, the output, and the files that the command has changed.
//! - The other sections are files with this path.
//!
//! `cargo test --test it -- cli ledger.txt` runs the cases of one file, and `… -- cli "a new field"` those whose names contain
//! these words.
//!
//! These tests run only on Linux: the commands use `sed -i`, `/dev/full` and similar features.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::{env, fs, thread};

use protoward_fixtures::{Case, CaseFile};

use super::{environment, support};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures");

/// The sections of a case that are not files.
const ABOUT: &[&str] = &["command", "setup", "copied", "output"];

#[test]
fn commands_have_the_recorded_output() {
    let files = CaseFile::read_all(&Path::new(FIXTURES).join("cli"));
    let cases: Vec<(&Path, &Case)> =
        files.iter().flat_map(|(path, file)| file.cases.iter().map(|case| (path.as_path(), case))).collect();
    assert!(cases.iter().any(|(path, case)| is_selected(path, case)), "no case is selected");
    let mut ran = run_all(&cases).into_iter();
    let mut report = String::new();
    for (path, file) in files {
        let mut outputs = Vec::new();
        for case in &file.cases {
            outputs.push(ran.next().unwrap().unwrap_or_else(|problem| {
                report.push_str(&format!("{}: {}: {problem}\n", path.display(), case.name));
                recorded(case)
            }));
        }
        report.push_str(&file.compare(&path, "output", outputs).err().unwrap_or_default());
    }
    assert!(report.is_empty(), "{report}");
}

/// Returns `true` if the command line of the test names the file of a case, words of its name, or nothing like that.
fn is_selected(path: &Path, case: &Case) -> bool {
    let words: Vec<String> = env::args().skip(1).filter(|word| word.ends_with(".txt") || word.contains(' ')).collect();
    words.is_empty() || words.iter().any(|word| path.ends_with(word) || case.name.contains(word))
}

/// Returns the output of each case in order, or what went wrong. Several cases run in parallel.
fn run_all(cases: &[(&Path, &Case)]) -> Vec<Result<Option<String>, String>> {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let has_git = support::has("git");
    let run = |&(path, case): &(&Path, &Case)| {
        let needs_git = case.text("setup").is_some_and(|setup| setup.contains("git "));
        let is_skipped = needs_git && !has_git || !is_selected(path, case);
        if is_skipped { Ok(recorded(case)) } else { Run::new(case)?.output().map(Some) }
    };
    thread::scope(|scope| {
        let parts = cases.chunks(cases.len().div_ceil(threads));
        let running: Vec<_> = parts.map(|part| scope.spawn(move || part.iter().map(run).collect::<Vec<_>>())).collect();
        running.into_iter().flat_map(|part| part.join().unwrap()).collect()
    })
}

/// Returns the output in the case file.
fn recorded(case: &Case) -> Option<String> {
    case.text("output").map(str::to_owned)
}

/// A case in its own folder.
struct Run<'a> {
    folder: tempfile::TempDir,
    command: &'a str,
    setup: Option<&'a str>,
}

impl<'a> Run<'a> {
    fn new(case: &'a Case) -> Result<Self, String> {
        let folder = tempfile::tempdir().unwrap();
        case.write_files(folder.path(), |name| !ABOUT.contains(&name)).map_err(|error| error.to_string())?;
        for line in case.text("copied").unwrap_or_default().lines() {
            let (from, to) = line.split_once(' ').ok_or_else(|| format!("`{line}` names no target"))?;
            let from = Path::new(FIXTURES).join(from);
            if !from.is_dir() {
                return Err(format!("there is no folder {}", from.display()));
            }
            support::copy(&from, &folder.path().join(to));
        }
        let command = case.text("command").ok_or("there is no section `command`")?;
        Ok(Self { folder, command, setup: case.text("setup") })
    }

    fn output(&self) -> Result<String, String> {
        if let Some(setup) = self.setup {
            let done = self.shell(setup);
            if !done.status.success() {
                return Err(format!("setup: {}\n{}", done.status, String::from_utf8_lossy(&done.stderr)));
            }
        }
        let before = contents(self.folder.path());
        let output = self.shell(self.command);
        let changes = changes(&before, &contents(self.folder.path()));
        let code = output.status.code().expect("it exits by itself");
        // A command that fixes findings may write files even if other findings are left.
        let may_write = code == 0 || code == 100 && self.command.contains("--fix");
        if !may_write && !changes.is_empty() {
            return Err(format!("the command failed and wrote\n{changes}"));
        }
        let mut shown = format!("exit: {code}\n");
        for (what, text) in
            [("stdout", self.legible(&output.stdout)), ("stderr", self.legible(&output.stderr)), ("files", changes)]
        {
            if !text.is_empty() {
                shown.push_str(&format!("--- {what}\n{text}"));
            }
        }
        Ok(shown)
    }

    /// Runs a script in an environment that is independent of the machine, except for common tools.
    fn shell(&self, script: &str) -> Output {
        let mut command = environment::tool("sh");
        command.args(["-euc", script]).current_dir(self.folder.path()).env("HOME", self.folder.path());
        for who in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{who}_NAME"), "A").env(format!("GIT_{who}_EMAIL"), "a@example.com");
            command.env(format!("GIT_{who}_DATE"), "2024-01-01T00:00:00Z");
        }
        command.output().expect("there is a shell")
    }

    /// Returns the output without the parts that differ between runs: the folder, times, and ids of commits with generated code.
    fn legible(&self, output: &[u8]) -> String {
        let text = String::from_utf8_lossy(output);
        let folder = self.folder.path().canonicalize().unwrap();
        let text = text.replace(&*folder.to_string_lossy(), "[FOLDER]");
        without_commits(&without_times(&text.replace(&*self.folder.path().to_string_lossy(), "[FOLDER]")))
    }
}

/// Replaces `12 ms` and `1.2 s` with `[TIME]`.
fn without_times(text: &str) -> String {
    let mut kept: Vec<String> = Vec::new();
    for word in text.split(' ') {
        let rest = ["ms", "s"].iter().find_map(|unit| word.strip_prefix(unit));
        let is_unit = rest.is_some_and(|rest| !rest.starts_with(|letter: char| letter.is_alphanumeric()));
        let is_number = |word: &String| word.trim_start_matches('(').parse::<f64>().is_ok();
        match kept.last_mut().filter(|number| is_unit && is_number(number)) {
            Some(number) => {
                let open = if number.starts_with('(') { "(" } else { "" };
                *number = format!("{open}[TIME]{}", rest.unwrap());
            }
            None => kept.push(word.to_owned()),
        }
    }
    kept.join(" ")
}

/// Replaces `at 3f2a1c9` with `at [COMMIT]`.
fn without_commits(text: &str) -> String {
    let mut parts = text.split(" at ");
    let mut kept = parts.next().unwrap().to_owned();
    for part in parts {
        let id = part.len() - part.trim_start_matches(|letter: char| letter.is_ascii_hexdigit()).len();
        let rest = if id >= 7 { format!("[COMMIT]{}", &part[id..]) } else { part.to_owned() };
        kept.push_str(&format!(" at {rest}"));
    }
    kept
}

/// Returns all files below a folder with their contents, without the internal files of Git, which can change at any time.
fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let walk = walkdir(folder);
    walk.into_iter().map(|path| (path.strip_prefix(folder).unwrap().to_owned(), fs::read(&path).unwrap())).collect()
}

fn walkdir(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let kind = entry.file_type().unwrap();
        if kind.is_dir() && entry.file_name() != ".git" {
            found.extend(walkdir(&entry.path()));
        } else if kind.is_file() {
            found.push(entry.path());
        }
    }
    found
}

/// Returns the files that were created, changed or removed, one per line.
fn changes(before: &BTreeMap<PathBuf, Vec<u8>>, after: &BTreeMap<PathBuf, Vec<u8>>) -> String {
    let mut changes = String::new();
    for (path, bytes) in after {
        let what = match before.get(path) {
            Some(old) if old == bytes => continue,
            Some(_) => "changed",
            None => "new",
        };
        changes.push_str(&format!("{what}: {} ({} bytes)\n", path.display(), bytes.len()));
    }
    for path in before.keys().filter(|path| !after.contains_key(*path)) {
        changes.push_str(&format!("removed: {}\n", path.display()));
    }
    changes
}
