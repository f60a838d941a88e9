//! Command lines of protoc with their recorded results. Used by the tests and by `cargo xtask oracle protoc`.
//!
//! A family is a case file. A section `protoc` has command lines with their results, and all other sections are files. A folder
//! with the name of the family has files that cannot be in a case file. A shell runs each command line in a copy of the files:
//!
//! ```text
//! === the files
//! -- a.proto --
//! syntax = "proto3";
//!
//! === descriptor sets
//! -- protoc --
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

use protoward_fixtures::CaseFile;

/// The section with the command lines.
const PROTOC: &str = "protoc";

/// Command lines that share their files.
#[derive(Debug)]
pub(crate) struct Family {
    pub(crate) name: String,
    path: PathBuf,
    file: CaseFile,
    pub(crate) cases: Vec<Case>,
}

/// A command line with its result.
#[derive(Debug)]
pub(crate) struct Case {
    /// The index of its case in the case file.
    topic: usize,
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
        let done: Vec<String> = self.done.iter().map(|line| as_protoc_writes(line)).collect();
        done == recorded.done
            && ["error", "warning"].iter().all(|kind| first(self, kind) == first(recorded, kind))
            && recorded.places.iter().all(|place| self.places.iter().any(|it| file_of(it) == file_of(place)))
    }

    pub(crate) fn text(&self) -> String {
        self.done.iter().chain(&self.places).map(|line| format!("{line}\n")).collect()
    }
}

/// Returns a line about a dependency file without the escapes for make, which protoc does not write.
fn as_protoc_writes(line: &str) -> String {
    if !line.starts_with("file ") {
        return line.to_owned();
    }
    let escapes = [(r"\\ ", " "), (r"\\#", "#"), (r"\\:", ":"), ("$$", "$")];
    escapes.iter().fold(line.to_owned(), |line, (escaped, plain)| line.replace(escaped, plain))
}

/// Returns all families in a folder, sorted by name.
pub(crate) fn families(folder: &Path) -> Vec<Family> {
    let family = |(path, file): (PathBuf, CaseFile)| {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let topics = file.cases.iter().enumerate();
        let cases = topics.flat_map(|(topic, case)| read(topic, case.text(PROTOC).unwrap_or_default())).collect();
        Family { name, path, file, cases }
    };
    CaseFile::read_all(folder).into_iter().map(family).collect()
}

fn read(topic: usize, text: &str) -> Vec<Case> {
    let mut cases = Vec::<Case>::new();
    for line in text.lines() {
        let case = line.strip_prefix("$ ").map(|line| (line, true));
        let case = case.or_else(|| line.strip_prefix("$~ ").map(|line| (line, false)));
        if let Some((line, with_stdout)) = case {
            cases.push(Case { topic, line: line.to_owned(), with_stdout, recorded: Answer::default() });
        } else if let Some(case) = cases.last_mut() {
            let is_place = line.starts_with("error ") || line.starts_with("warning ");
            let lines = if is_place { &mut case.recorded.places } else { &mut case.recorded.done };
            lines.push(line.to_owned());
        }
    }
    cases
}

impl Family {
    /// Returns the path of the case file.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the text of the case file with these results.
    pub(crate) fn text<'a>(&self, answers: impl IntoIterator<Item = &'a Answer>) -> String {
        let mut texts = vec![String::new(); self.file.cases.len()];
        for (case, answer) in self.cases.iter().zip(answers) {
            let mark = if case.with_stdout { "$" } else { "$~" };
            texts[case.topic] += &format!("{mark} {}\n{}", case.line, answer.text());
        }
        let mut file = self.file.clone();
        for (case, text) in file.cases.iter_mut().zip(texts) {
            case.set(PROTOC, (!text.is_empty()).then_some(text));
        }
        file.to_string()
    }

    /// Writes the files to a folder. Scripts become executable.
    fn write_files(&self, folder: &Path) -> io::Result<()> {
        let others = self.path.with_extension("");
        if others.is_dir() {
            copy(&others, folder)?;
        }
        for case in &self.file.cases {
            case.write_files(folder, |name| name != PROTOC)?;
            for script in case.sections.iter().filter(|section| section.text.starts_with("#!")) {
                make_executable(&folder.join(&script.name))?;
            }
        }
        Ok(())
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
        self.write_files(&folder)?;
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

#[cfg(unix)]
fn make_executable(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn make_executable(_: &Path) -> io::Result<()> {
    Ok(())
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
    let mut all = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
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
        let row = rest.next()?;
        let column = rest.next()?;
        let message = rest.next()?;
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
