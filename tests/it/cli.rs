//! Tests of the program as a process: each fixture is a folder with a command line and its recorded output.
//!
//! `cmd` is a shell command, run in a copy of the folder with the program under test first on the `PATH`. The optional script
//! `setup` creates files that cannot be committed to Git: commits, links, broken files. The optional file `files` lists folders
//! of `fixtures` to copy as well, one per line: `shared/types .` copies the files of that folder to the top. A command that fails
//! must leave the folder unchanged.
//!
//! These tests run only on Linux: the commands use `sed -i`, `/dev/full` and similar features.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::{fs, thread};

use super::{environment, support};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/cli");

/// The files of a fixture that describe it and are not copied.
const ABOUT: &[&str] = &["cmd", "setup", "files", "output.snap", "output.snap.new"];

#[test]
fn commands_have_the_recorded_output() {
    let mut cases: Vec<PathBuf> = fs::read_dir(FIXTURES).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    assert!(!cases.is_empty());
    if !has_git() {
        cases.retain(|case| !fs::read_to_string(case.join("setup")).is_ok_and(|setup| setup.contains("git ")));
    }
    for (case, ran) in run_all(&cases) {
        insta::with_settings!({
            snapshot_path => case,
            prepend_module_to_snapshot => false,
            omit_expression => true,
            description => fs::read_to_string(case.join("cmd")).unwrap().trim(),
        }, {
            insta::assert_snapshot!("output", ran);
        });
    }
}

/// Returns the output of each case in order. Several cases run in parallel.
fn run_all(cases: &[PathBuf]) -> Vec<(&Path, String)> {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let run = |cases: &'_ [PathBuf]| cases.iter().map(|case| Case::new(case).run()).collect::<Vec<_>>();
    let ran: Vec<String> = thread::scope(|scope| {
        let parts = cases.chunks(cases.len().div_ceil(threads));
        let running: Vec<_> = parts.map(|part| scope.spawn(move || run(part))).collect();
        running.into_iter().flat_map(|part| part.join().unwrap()).collect()
    });
    cases.iter().map(PathBuf::as_path).zip(ran).collect()
}

fn has_git() -> bool {
    environment::has("git")
}

struct Case {
    folder: tempfile::TempDir,
    cmd: String,
    setup: Option<String>,
}

impl Case {
    fn new(fixture: &Path) -> Self {
        let folder = tempfile::tempdir().unwrap();
        support::copy(fixture, folder.path());
        for line in fs::read_to_string(fixture.join("files")).unwrap_or_default().lines() {
            let (from, to) = line.split_once(' ').unwrap_or_else(|| panic!("{fixture:?}: `{line}` names no target"));
            support::copy(&Path::new(FIXTURES).join("..").join(from), &folder.path().join(to));
        }
        for file in ABOUT.iter().map(|name| folder.path().join(name)).filter(|file| file.exists()) {
            fs::remove_file(file).unwrap();
        }
        let cmd = fs::read_to_string(fixture.join("cmd")).unwrap_or_else(|error| panic!("{fixture:?}: {error}"));
        Self { folder, cmd, setup: fs::read_to_string(fixture.join("setup")).ok() }
    }

    fn run(&self) -> String {
        if let Some(setup) = &self.setup {
            let done = self.shell(setup);
            assert!(done.status.success(), "setup of {:?}: {}", self.cmd, String::from_utf8_lossy(&done.stderr));
        }
        let before = contents(self.folder.path());
        let output = self.shell(&self.cmd);
        let changes = changes(&before, &contents(self.folder.path()));
        let code = output.status.code().expect("it exits by itself");
        // A command that fixes findings may write files even if other findings are left.
        let may_write = code == 0 || code == 100 && self.cmd.contains("--fix");
        assert!(may_write || changes.is_empty(), "{:?} failed and wrote\n{changes}", self.cmd);
        let mut shown = format!("exit: {code}\n");
        for (what, text) in
            [("stdout", self.legible(&output.stdout)), ("stderr", self.legible(&output.stderr)), ("files", changes)]
        {
            if !text.is_empty() {
                shown.push_str(&format!("--- {what}\n{text}"));
            }
        }
        shown
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
