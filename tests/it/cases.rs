//! Cases of schemas with the answer of protoc.
//!
//! ```text
//! === name of the case
//! -- targets --
//! a.proto b.proto
//! -- a.proto --
//! text of a.proto
//! -- b.proto --
//! text of another file
//! -- refused --
//! a.proto:1:2: words of protoc
//! -- buf --
//! words of buf, where they are recorded
//! ```
//!
//! The files of `targets` are compiled, or the first file. A line `%for 1..50: int32 f# = #;` stands for fifty lines, and
//! `%wide message (M*3) { }` for `message MMM { }`.

mod ask;

use std::path::Path;

use protoward_compiler::{Compilation, Compiler};
use protoward_fixtures::CaseFile;
use protoward_source::{MemoryTree, Report, Sources};

/// The sections that are no files.
const TARGETS: &str = "targets";
const REFUSED: &str = "refused";
const ACCEPTED: &str = "accepted";
const BUF: &str = "buf";

/// A schema with the answers to it.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) name: String,
    /// The names of the files to compile.
    pub(crate) targets: Vec<String>,
    pub(crate) files: Vec<File>,
    /// The answer of protoc.
    pub(crate) answer: Answer,
    /// The output of buf, if it is recorded.
    pub(crate) buf: Option<Vec<String>>,
}

/// A file of a case, with `%for` and `%wide` expanded.
#[derive(Debug)]
pub(crate) struct File {
    pub(crate) name: String,
    pub(crate) text: String,
}

/// The answer of a compiler.
#[derive(Debug, Default)]
pub(crate) struct Answer {
    pub(crate) is_refused: bool,
    /// The errors and warnings as `file:line:column: message`.
    pub(crate) lines: Vec<String>,
}

impl Case {
    fn new(case: &protoward_fixtures::Case) -> Self {
        let files = case.sections.iter().filter(|section| ![TARGETS, REFUSED, ACCEPTED, BUF].contains(&&*section.name));
        let files: Vec<File> =
            files.map(|section| File { name: section.name.clone(), text: expanded(&section.text) }).collect();
        assert!(files.iter().all(|file| !file.text.is_empty()), "`{}` has an empty file", case.name);
        let targets = case.text(TARGETS).map(|names| names.split_whitespace().map(str::to_owned).collect());
        let refused = case.text(REFUSED);
        Self {
            name: case.name.clone(),
            targets: targets.unwrap_or_else(|| vec![files[0].name.clone()]),
            files,
            answer: Answer {
                is_refused: refused.is_some(),
                lines: lines(
                    refused.or(case.text(ACCEPTED)).unwrap_or_else(|| panic!("`{}` has no answer", case.name)),
                ),
            },
            buf: case.text(BUF).map(lines),
        }
    }

    /// Compiles the files in memory.
    pub(crate) fn compile(&self) -> (Report, Sources) {
        let mut sources = Sources::default();
        let tree = MemoryTree::new(self.files.iter().map(|file| (file.name.clone(), file.text.clone().into_bytes())));
        let Compilation { report, .. } =
            Compiler::new().resolver(tree).load(&self.targets, &mut sources).link(&sources).compilation();
        (report, sources)
    }
}

/// Compiles a single text as `a.proto`.
pub(crate) fn compile_text(text: &str) -> (Report, Sources) {
    let mut sources = Sources::default();
    let Compilation { report, .. } = Compiler::new()
        .resolver(MemoryTree::new([("a.proto".to_owned(), text.as_bytes().to_vec())]))
        .load(["a.proto"], &mut sources)
        .link(&sources)
        .compilation();
    (report, sources)
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}

/// Returns a text with `%for` and `%wide` expanded.
fn expanded(text: &str) -> String {
    let expanded = |line: &str| match (line.strip_prefix("%for "), line.strip_prefix("%wide ")) {
        (Some(rest), _) => repeated(rest),
        (_, Some(rest)) => widened(rest) + "\n",
        (None, None) => format!("{line}\n"),
    };
    text.lines().map(expanded).collect()
}

fn repeated(line: &str) -> String {
    let (range, line) = line.split_once(": ").unwrap_or_else(|| panic!("`%for {line}` is `%for 1..9: line`"));
    let (from, to) = range.split_once("..").unwrap_or_else(|| panic!("`{range}` is `1..9`"));
    let (from, to): (u32, u32) = (from.parse().unwrap(), to.parse().unwrap());
    (from..=to).map(|number| line.replace('#', &number.to_string()) + "\n").collect()
}

/// Expands `(M*3)` to `MMM` in a line.
fn widened(line: &str) -> String {
    let mut parts = line.split('(');
    let mut text = parts.next().unwrap().to_owned();
    for part in parts {
        let (repeated, rest) = part.split_once(')').unwrap_or_else(|| panic!("`{line}` has `(M*3)`"));
        match repeated.split_once('*') {
            Some((letters, times)) => text += &(letters.repeat(times.parse().unwrap()) + rest),
            None => text += &format!("({part}"),
        }
    }
    text
}

impl Answer {
    pub(crate) fn verdict(&self) -> &'static str {
        if self.is_refused { "refused" } else { "accepted" }
    }

    /// Returns `true` if this answer agrees with that of protoc. If protoc fails without an error message, any message is
    /// accepted. The order of its warnings can vary, so they are compared without it.
    pub(crate) fn agrees(&self, protoc: &Self) -> bool {
        let speaks = protoc.first_error().is_some() || !protoc.is_refused;
        self.is_refused == protoc.is_refused
            && (!speaks || self.first_error() == protoc.first_error())
            && self.warnings() == protoc.warnings()
    }

    fn first_error(&self) -> Option<&str> {
        // protoward reports a missing file at the import. protoc first reports it at the file itself.
        let is_said_again = |line: &str| line.ends_with("File not found.") || line.ends_with(VIRTUAL_PATH);
        self.lines.iter().find(|line| !is_warning(line) && !is_said_again(line)).map(|line| place(line))
    }

    fn warnings(&self) -> Vec<&str> {
        let mut places: Vec<&str> = self.lines.iter().filter(|line| is_warning(line)).map(|line| place(line)).collect();
        places.sort_unstable();
        places
    }
}

fn is_warning(line: &str) -> bool {
    line.contains(": warning: ")
}

const VIRTUAL_PATH: &str = "are not allowed in the virtual path";

/// Returns the `file:line:column` of a line, or only the `file` if there is no more.
fn place(line: &str) -> &str {
    line.split_once(": ").map_or(line, |(place, _)| place)
}

/// Reads a file of cases.
pub(crate) fn read(path: &Path) -> Vec<Case> {
    CaseFile::read(path).cases.iter().map(Case::new).collect()
}

/// Runs protoc, and buf if `with_buf`, and writes their answers into a case file.
pub(crate) fn record(path: &Path, with_buf: bool) {
    let mut file = CaseFile::read(path);
    let before = file.to_string();
    for recorded in &mut file.cases {
        let case = Case::new(recorded);
        let text = |lines: Vec<String>| Some(lines.into_iter().map(|line| line + "\n").collect());
        let answer = ask::protoc(&case);
        let (verdict, other) = if answer.is_refused { (REFUSED, ACCEPTED) } else { (ACCEPTED, REFUSED) };
        recorded.set(other, None);
        recorded.set(verdict, text(answer.lines));
        recorded.set(BUF, if with_buf { text(ask::buf(&case)) } else { None });
    }
    file.write(path, &before);
}
