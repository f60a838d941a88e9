//! Runs both compilers on one set, and compares their answers.

use std::path::{Path, PathBuf};

use super::Texts;
use crate::disk;
use crate::oracle::answer::{self, LIMITS, Located};
use protoward_kit::error::Error;
use protoward_kit::process::Run;

/// The flags of a run, and whether only the last file is compiled.
type Mode = (&'static [&'static str], bool);

/// With and without imports, source info and retained options. Each combination of two occurs.
const MODES: &[Mode] = &[
    (&["--include_source_info"], false),
    (&["--include_imports"], true),
    (&["--include_source_info", "--retain_options", "--include_imports"], true),
    (&["--retain_options"], false),
];

/// The paths of the two compilers.
#[derive(Debug, Clone)]
pub(in crate::oracle) struct Judge {
    pub(in crate::oracle) protoc: PathBuf,
    pub(in crate::oracle) protoward: PathBuf,
}

/// The difference between the two answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::oracle) enum Difference {
    /// Only one compiler accepts the set. The field `said` is the error of the other one.
    Verdict { protoc_accepts: bool, said: String },
    /// Both accept the set, but write different bytes in this mode.
    Bytes { mode: usize },
    /// Both refuse the set, at different positions.
    Place { theirs: String, ours: String },
    /// Both warn, at different positions.
    Warnings { theirs: String, ours: String },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::oracle) enum ProtocResult {
    Accepted,
    /// The compiler refuses the set. The text is its first error.
    Refused(String),
}

#[derive(Debug)]
struct Answer {
    set: Option<Vec<u8>>,
    answer: answer::Answer,
}

impl Judge {
    /// Returns protoc's verdict, and the difference between protoc and protoward, if any.
    pub(in crate::oracle) fn compare(
        &self,
        texts: &Texts,
        only: Option<usize>,
    ) -> Result<(ProtocResult, Option<Difference>), Error> {
        let scratch = tempfile::tempdir().map_err(Error::at(Path::new("a temporary folder")))?;
        write(texts, scratch.path())?;
        let mut said = ProtocResult::Accepted;
        for (at, mode) in MODES.iter().enumerate().filter(|(at, _)| only.is_none_or(|it| it == *at)) {
            let theirs = ask(Run::new(&self.protoc), texts, scratch.path(), mode)?;
            let ours = ask(Run::new(&self.protoward).arg("protoc"), texts, scratch.path(), mode)?;
            if let Some(difference) = difference(&theirs, &ours, at) {
                return Ok((result_of(&theirs), Some(difference)));
            }
            said = result_of(&theirs);
            if matches!(said, ProtocResult::Refused(_)) {
                break;
            }
        }
        Ok((said, None))
    }
}

fn result_of(answer: &Answer) -> ProtocResult {
    if answer.set.is_some() { ProtocResult::Accepted } else { ProtocResult::Refused(answer.first()) }
}

/// Writes the files into a folder.
pub(in crate::oracle) fn write(texts: &Texts, dir: &Path) -> Result<(), Error> {
    disk::write_all(dir, texts.iter().map(|(name, text)| (name, text)))
}

fn ask(run: Run, texts: &Texts, dir: &Path, (flags, last): &Mode) -> Result<Answer, Error> {
    let out = dir.join("set.binpb");
    let skipped = if *last { texts.len().saturating_sub(1) } else { 0 };
    let names = texts.iter().skip(skipped).map(|it| it.0.as_str());
    let run = run.args(["-I.", "-oset.binpb"]).args(*flags).args(names).current_dir(dir);
    let answer = answer::ask(&run, LIMITS)?;
    let set = if answer.is_accepted() { Some(std::fs::read(&out).map_err(Error::at(&out))?) } else { None };
    Ok(Answer { set, answer })
}

fn difference(theirs: &Answer, ours: &Answer, mode: usize) -> Option<Difference> {
    match (&theirs.set, &ours.set) {
        (Some(_), None) => Some(Difference::Verdict { protoc_accepts: true, said: ours.first() }),
        (None, Some(_)) => Some(Difference::Verdict { protoc_accepts: false, said: theirs.first() }),
        (None, None) => {
            let place = |it: Located<'_>| (it.file.to_owned(), it.line, it.column);
            // Some errors of protoc have no position, while protoward's do.
            let expected = theirs.answer.first_error().map(place)?;
            let found = ours.answer.first_error().map(place);
            (found != Some(expected)).then(|| Difference::Place { theirs: theirs.first(), ours: ours.first() })
        }
        (Some(one), Some(other)) if one != other => Some(Difference::Bytes { mode }),
        (Some(_), Some(_)) => {
            let theirs = theirs.answer.lines.join("\n");
            let ours = ours.answer.lines.join("\n");
            (warnings(&theirs) != warnings(&ours)).then_some(Difference::Warnings { theirs, ours })
        }
    }
}

impl Answer {
    /// Returns the text of the first error that has a position. Falls back to the first error.
    fn first(&self) -> String {
        match self.answer.first_error() {
            Some(Located { file, line, column, words }) => format!("{file}:{line}:{column}: {words}"),
            None => match self.answer.verdict {
                answer::Verdict::NoAnswer(how) => how.to_owned(),
                answer::Verdict::Accepted | answer::Verdict::Rejected => {
                    format!("nowhere: {}", self.answer.first_words())
                }
            },
        }
    }
}

/// Returns the file, line and column at the start of a line, as far as they are there.
fn place(line: &str) -> &str {
    line.split(": ").next().unwrap_or_default()
}

fn warnings(said: &str) -> Vec<&str> {
    let mut places: Vec<&str> = said.lines().filter(|it| it.contains(": warning: ")).map(place).collect();
    places.sort_unstable();
    places
}

impl Difference {
    /// Returns a text that differences with the same cause share, as far as that is possible.
    pub(in crate::oracle) fn class(&self) -> String {
        match self {
            Difference::Verdict { protoc_accepts: true, said } => format!("only protoc accepts: {}", general(said)),
            Difference::Verdict { protoc_accepts: false, said } => format!("only protoward accepts: {}", general(said)),
            Difference::Bytes { mode } => format!("bytes in mode {mode}"),
            Difference::Place { theirs, ours } => format!("another place: {} <> {}", general(theirs), general(ours)),
            Difference::Warnings { theirs, ours } => {
                let only = |these: &str, those: &str| {
                    let known = warnings(those);
                    these
                        .lines()
                        .find(|it| it.contains(": warning: ") && !known.contains(&place(it)))
                        .map(general)
                        .unwrap_or_default()
                };
                format!("warnings: {} <> {}", only(theirs, ours), only(ours, theirs))
            }
        }
    }

    pub(super) fn mode(&self) -> Option<usize> {
        match self {
            Difference::Bytes { mode } => Some(*mode),
            _ => Some(0),
        }
    }
}

/// Returns a message without its position, names and numbers.
pub(super) fn general(line: &str) -> String {
    let message = line.split_once(": ").map_or(line, |it| it.1);
    let message: Vec<&str> = message.split(' ').map(|it| if it.ends_with(".proto") { "…" } else { it }).collect();
    let message = message.join(" ");
    let mut out = String::new();
    let mut quote = None;
    for it in message.chars() {
        match quote {
            Some(end) if it == end => quote = None,
            Some(_) => {}
            None if matches!(it, '"' | '`') => {
                quote = Some(it);
                out.push('…');
            }
            None if it.is_ascii_digit() => {
                if !out.ends_with('0') {
                    out.push('0');
                }
            }
            None => out.push(it),
        }
    }
    out
}
