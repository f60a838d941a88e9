//! Command lines of protoc with their recorded results. Used by the tests and by `cargo xtask oracle protoc`.
//!
//! A family is a folder with a file `cases` and a folder `tree`. A shell runs each command line in a copy of `tree`:
//!
//! ```text
//! # what the next cases are about
//! $ protoc -oOUT a.proto
//! exit 0
//! file OUT 85 bytes 0123456789abcdef
//! $ protoc b.proto -oOUT
//! exit 1
//! error b.proto:3:9
//! ```
//!
//! `$~` omits standard output: text for people is different in protoward.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{fs, io};

/// Cases that share a folder of files.
#[derive(Debug)]
pub(crate) struct Family {
    pub(crate) name: String,
    folder: PathBuf,
    pub(crate) cases: Vec<Case>,
    /// The text after the last case.
    rest: String,
}

/// A command line with its result.
#[derive(Debug)]
pub(crate) struct Case {
    /// The comments before the command line.
    head: String,
    pub(crate) line: String,
    with_stdout: bool,
    /// The recorded result of protoc.
    pub(crate) recorded: Answer,
}

/// The result of a program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Answer {
    /// The exit code, standard output, and each file that was written, removed or changed.
    pub(crate) done: Vec<String>,
    /// The kind (`error` or `warning`) and the position of each line of standard error that has a position.
    pub(crate) places: Vec<String>,
}

impl Answer {
    /// Returns `true` if this result agrees with that of protoc. All effects must be the same, the first error and the first
    /// warning must have the same position, and every file with an error must be reported. Follow-up errors and further errors
    /// may differ.
    pub(crate) fn agrees(&self, recorded: &Answer) -> bool {
        let first = |answer: &Answer, kind: &str| answer.places.iter().find(|place| place.starts_with(kind)).cloned();
        self.done == recorded.done
            && ["error", "warning"].iter().all(|kind| first(self, kind) == first(recorded, kind))
            && recorded.places.iter().all(|place| self.places.iter().any(|it| file_of(it) == file_of(place)))
    }

    pub(crate) fn text(&self) -> String {
        self.done.iter().chain(&self.places).map(|line| format!("{line}\n")).collect()
    }
}

/// Returns all families below a folder, sorted by name.
pub(crate) fn families(folder: &Path) -> io::Result<Vec<Family>> {
    let mut families = Vec::new();
    for entry in fs::read_dir(folder)? {
        let folder = entry?.path();
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if folder.join("cases").is_file() {
            let (cases, rest) = read(&fs::read_to_string(folder.join("cases"))?);
            families.push(Family { name, folder, cases, rest });
        }
    }
    families.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(families)
}

fn read(text: &str) -> (Vec<Case>, String) {
    let (mut cases, mut head) = (Vec::<Case>::new(), String::new());
    for line in text.lines() {
        let case = line.strip_prefix("$ ").map(|line| (line, true));
        let case = case.or_else(|| line.strip_prefix("$~ ").map(|line| (line, false)));
        match (case, cases.last_mut()) {
            (Some((line, with_stdout)), _) => {
                let (head, line) = (std::mem::take(&mut head), line.to_owned());
                cases.push(Case { head, line, with_stdout, recorded: Answer::default() });
            }
            (None, Some(case)) if head.is_empty() && !line.is_empty() && !line.starts_with('#') => {
                let is_place = line.starts_with("error ") || line.starts_with("warning ");
                let lines = if is_place { &mut case.recorded.places } else { &mut case.recorded.done };
                lines.push(line.to_owned());
            }
            (None, _) => head.push_str(&format!("{line}\n")),
        }
    }
    (cases, head)
}

impl Family {
    /// Returns the path of the file with the cases.
    pub(crate) fn path(&self) -> PathBuf {
        self.folder.join("cases")
    }

    /// Returns the text of the file with the cases, with these results.
    pub(crate) fn text<'a>(&self, answers: impl IntoIterator<Item = &'a Answer>) -> String {
        let case = |(case, answer): (&Case, &Answer)| {
            let mark = if case.with_stdout { "$" } else { "$~" };
            format!("{}{mark} {}\n{}", case.head, case.line, answer.text())
        };
        let cases: String = self.cases.iter().zip(answers).map(case).collect();
        format!("{cases}{}", self.rest)
    }

    /// Runs a command line of a case in a shell and returns its result. `program` takes the place of `protoc`, with `mode` as its
    /// first argument if given.
    pub(crate) fn ask(
        &self,
        mut shell: Command,
        (program, mode): (&Path, Option<&str>),
        case: &Case,
    ) -> io::Result<Answer> {
        // The command lines do not quote this path, and protoc escapes spaces in some of its output. `/tmp` has no spaces.
        let scratch = tempfile::tempdir_in("/tmp")?;
        let folder = fs::canonicalize(scratch.path())?;
        copy(&self.folder.join("tree"), &folder)?;
        let before = contents(&folder)?;
        let script = format!("program=$0 mode=$1; protoc() {{ \"$program\" $mode \"$@\"; }}; {}", case.line);
        let output = shell
            .args(["-c", &script])
            .arg(program)
            .arg(mode.unwrap_or_default())
            .current_dir(&folder)
            .stdin(Stdio::null())
            .output()?;
        let here = folder.to_string_lossy();
        let mut done = vec![format!("exit {}", output.status.code().map_or("by a signal".into(), |it| it.to_string()))];
        if case.with_stdout && !output.stdout.is_empty() {
            done.push(format!("stdout {}", shown(&output.stdout, &here)));
        }
        done.extend(differences(&before, &contents(&folder)?, &here));
        Ok(Answer { done, places: places(&String::from_utf8_lossy(&output.stderr).replace(&*here, "{here}")) })
    }
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// Returns every file below a folder by relative path.
fn contents(folder: &Path) -> io::Result<BTreeMap<String, Vec<u8>>> {
    let (mut all, mut folders) = (BTreeMap::new(), vec![folder.to_owned()]);
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next)? {
            let (path, kind) = entry.and_then(|entry| Ok((entry.path(), entry.file_type()?)))?;
            if kind.is_dir() {
                folders.push(path);
            } else if kind.is_file() {
                let name = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().into_owned();
                all.insert(name, fs::read(path)?);
            }
        }
    }
    Ok(all)
}

fn differences(before: &BTreeMap<String, Vec<u8>>, after: &BTreeMap<String, Vec<u8>>, here: &str) -> Vec<String> {
    let written = after.iter().filter(|(name, bytes)| before.get(*name) != Some(*bytes));
    let written = written.map(|(name, bytes)| format!("file {name} {}", shown(bytes, here)));
    let gone = before.keys().filter(|name| !after.contains_key(*name)).map(|name| format!("gone {name}"));
    written.chain(gone).collect()
}

/// Returns short text unchanged, and the length and hash of anything else.
fn shown(bytes: &[u8], here: &str) -> String {
    const SHORT: usize = 400;
    let text = str::from_utf8(bytes).ok().map(|text| text.replace(here, "{here}"));
    let is_plain = |text: &String| !text.chars().any(|letter| letter.is_control() && !matches!(letter, '\n' | '\t'));
    match text.filter(|text| text.len() <= SHORT && is_plain(text)) {
        Some(text) => format!("{text:?}"),
        None => format!("{} bytes {:016x}", bytes.len(), sum(bytes)),
    }
}

/// Returns the FNV-1a hash. Unlike the hashers of the standard library, it is the same on every platform and version.
fn sum(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |sum, &byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Returns `error a.proto` for `error a.proto:3:9`.
fn file_of(place: &str) -> &str {
    place.split([':', '(']).next().unwrap_or(place)
}

/// Returns the lines with a position: `path:3:9: …` or `path(3) : error in column=9: …`.
fn places(stderr: &str) -> Vec<String> {
    stderr.lines().filter_map(|line| gcc(line).or_else(|| msvs(line))).collect()
}

fn gcc(line: &str) -> Option<String> {
    let mut parts = line.match_indices(':').map(|(at, _)| at);
    loop {
        let first = parts.next()?;
        let mut rest = line[first + 1..].splitn(3, ':');
        let (row, column, message) = (rest.next()?, rest.next()?, rest.next()?);
        if is_number(row) && is_number(column) {
            let kind = if message.starts_with(" warning: ") { "warning" } else { "error" };
            return Some(format!("{kind} {}:{row}:{column}", &line[..first]));
        }
    }
}

fn msvs(line: &str) -> Option<String> {
    let (path, rest) = line.split_once('(')?;
    let (row, rest) = rest.split_once(") : ")?;
    let (kind, rest) = rest.split_once(" in column=")?;
    let (column, message) = rest.split_once(':')?;
    let is_right = is_number(row) && is_number(column) && (kind == "warning") == message.starts_with(" warning: ");
    is_right.then(|| format!("{kind} {path}({row}) in column {column}"))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
