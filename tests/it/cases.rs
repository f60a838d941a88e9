//! Case files: small texts with the answers of protoc.
//!
//! ```text
//! === name of the case
//! text of a.proto
//! --- b.proto
//! text of another file
//! --- refused
//! a.proto:1:2: words of protoc
//! --- buf
//! words of buf, where they are recorded
//! ```
//!
//! `a.proto` is compiled, or the files in a header such as `=== name: c.proto b.proto`. A line `%for 1..50: int32 f# = #;` stands
//! for fifty lines, and `%wide message (M*3) { }` for `message MMM { }`. The text before the first case is a comment.

mod ask;

use std::fs;
use std::path::Path;

use protoward_compiler::{Compilation, Compiler};
use protoward_source::{MemoryTree, Report, Sources};

/// A case of a case file.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) name: String,
    /// The files to compile, if not only the first one.
    named: Option<String>,
    pub(crate) files: Vec<File>,
    /// The answer of protoc.
    pub(crate) answer: Answer,
    /// The output of buf, if it is recorded.
    pub(crate) buf: Option<Vec<String>>,
}

#[derive(Debug)]
pub(crate) struct File {
    pub(crate) name: String,
    /// The lines of the file as in the case file.
    pub(crate) lines: Vec<String>,
}

/// The answer of a compiler.
#[derive(Debug, Default)]
pub(crate) struct Answer {
    pub(crate) is_refused: bool,
    /// The errors and warnings as `file:line:column: message`.
    pub(crate) lines: Vec<String>,
}

impl Case {
    /// Returns the names of the files to compile.
    pub(crate) fn targets(&self) -> Vec<&str> {
        self.named.as_ref().map_or_else(|| vec![&*self.files[0].name], |named| named.split(' ').collect())
    }

    /// Returns the text of the case in a case file.
    pub(crate) fn write(&self) -> String {
        let named = self.named.as_ref().map_or_else(String::new, |named| format!(": {named}"));
        let mut text = format!("=== {}{named}\n", self.name);
        for (index, file) in self.files.iter().enumerate() {
            let header = if index == 0 { String::new() } else { format!("--- {}\n", file.name) };
            text += &header;
            file.lines.iter().for_each(|line| text += &format!("{line}\n"));
        }
        text += &format!("--- {}\n", self.answer.verdict());
        self.answer.lines.iter().for_each(|line| text += &format!("{line}\n"));
        if let Some(lines) = &self.buf {
            text += "--- buf\n";
            lines.iter().for_each(|line| text += &format!("{line}\n"));
        }
        text
    }

    /// Compiles the files in memory.
    pub(crate) fn compile(&self) -> (Report, Sources) {
        let mut sources = Sources::default();
        let tree = MemoryTree::new(self.files.iter().map(|file| (file.name.clone(), file.text().into_bytes())));
        let Compilation { report, .. } =
            Compiler::new().resolver(tree).load(self.targets(), &mut sources).link(&sources).into_compilation();
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
        .into_compilation();
    (report, sources)
}

impl File {
    fn new(name: &str) -> Self {
        Self { name: name.to_owned(), lines: Vec::new() }
    }

    /// Returns the text with `%for` and `%wide` expanded.
    pub(crate) fn text(&self) -> String {
        let expanded = |line: &String| match (line.strip_prefix("%for "), line.strip_prefix("%wide ")) {
            (Some(rest), _) => repeated(rest),
            (_, Some(rest)) => widened(rest) + "\n",
            (None, None) => format!("{line}\n"),
        };
        self.lines.iter().map(expanded).collect()
    }
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
    let cases = format!("\n{}", fs::read_to_string(path).unwrap());
    cases.split("\n=== ").skip(1).map(|text| case(text.trim_end(), path)).collect()
}

/// Runs protoc, and buf if `with_buf`, and writes their answers into a case file.
pub(crate) fn record(path: &Path, with_buf: bool) {
    let text = fs::read_to_string(path).unwrap();
    let comment = text.split("=== ").next().unwrap();
    let mut cases = read(path);
    for case in &mut cases {
        case.answer = ask::protoc(case);
        case.buf = with_buf.then(|| ask::buf(case));
    }
    let cases: Vec<String> = cases.iter().map(Case::write).collect();
    fs::write(path, format!("{comment}{}", cases.join("\n"))).unwrap();
}

fn case(text: &str, path: &Path) -> Case {
    let mut lines = text.lines();
    let title = lines.next().unwrap_or_default();
    let (name, named) = title.split_once(": ").map_or((title, None), |(name, named)| (name, Some(named.to_owned())));
    let mut case =
        Case { name: name.to_owned(), named, files: vec![File::new("a.proto")], answer: Answer::default(), buf: None };
    let mut is_answer = false;
    for line in lines {
        match (line.strip_prefix("--- "), &mut case.buf) {
            (Some(verdict @ ("refused" | "accepted")), _) => {
                is_answer = true;
                case.answer.is_refused = verdict == "refused";
            }
            (Some("buf"), buf) => *buf = Some(Vec::new()),
            (Some(name), _) => case.files.push(File::new(name)),
            (None, Some(buf)) => buf.push(line.to_owned()),
            (None, None) if is_answer => case.answer.lines.push(line.to_owned()),
            (None, None) => case.files.last_mut().unwrap().lines.push(line.to_owned()),
        }
    }
    assert!(case.files.iter().all(|file| !file.lines.is_empty()), "{}: `{name}` has an empty file", path.display());
    case
}
