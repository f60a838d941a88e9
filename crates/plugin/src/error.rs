//! Failures of generators, and mistakes that built-in generators find in the sources.

use std::collections::HashMap;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

use super::known::{Known, Words, only_protoc_has};
use protoward_schema::Schema;
use protoward_source::{Approximate, Code, Diagnostic, Report, SourceId, Sources, legible};

const GENERATE: Code = Code::new("generate");

/// What went wrong with one generator.
#[derive(Debug, thiserror::Error)]
#[error("{problem}")]
pub struct Failure {
    /// What the generator is called.
    pub generator: String,
    /// What is wrong.
    pub problem: Problem,
    /// What it wrote to standard error before.
    pub said: Vec<u8>,
}

/// What can be wrong. The messages name the generator themselves, where the generator does not speak.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// It says why.
    #[error("{0}")]
    Refused(String),
    /// The sources have mistakes that keep it from generating, and maybe something to warn of.
    #[error("{}", mistakes(_0))]
    Invalid(Vec<Approximate>),
    /// There is no such program.
    #[error("there is no program `{name}`: {}", looked(.sought))]
    Missing {
        /// The name looked for.
        name: String,
        /// Where it was looked for: the folders of `PATH`, or the one path that was given.
        sought: Sought,
        /// What is known of a plugin of this name.
        known: Option<&'static Known>,
    },
    /// There is no such protoc.
    #[error("there is no program `{program}`: {}", looked(.sought))]
    NoProtoc {
        /// The name looked for.
        program: String,
        /// The generator of it that is wanted.
        language: String,
        /// Where it was looked for.
        sought: Sought,
    },
    /// The system does not run it.
    #[error("`{}` cannot be run: {error}", .path.display())]
    NotStarted {
        /// The program.
        path: PathBuf,
        /// Why not.
        error: io::Error,
    },
    /// It failed.
    #[error("`{name}` ended with {how}")]
    Ended {
        /// The plugin.
        name: String,
        /// `exit code 3`, or `signal 9`.
        how: String,
    },
    /// What it wrote is not what a plugin answers.
    #[error("`{name}` did not answer with a `CodeGeneratorResponse`: {why}{}", began(.start))]
    Unreadable {
        /// The plugin.
        name: String,
        /// What is wrong with the bytes.
        why: String,
        /// The first of them.
        start: Vec<u8>,
    },
    /// Nothing came of it for long.
    #[error("`{name}` was stopped: {why}")]
    Stopped {
        /// The plugin.
        name: String,
        /// What it did, or did not.
        why: Stopped,
    },
    /// It cannot take a file.
    #[error("{file}: {why}")]
    Unsupported {
        /// The first file that it cannot take.
        file: String,
        /// What about it, and that the generator does not support it.
        why: String,
    },
    /// What it generates cannot be written where it was to go.
    #[error("{0}")]
    NotWritten(String),
    /// It generates what cannot be written.
    #[error("`{name}` generates `{file}`, {why}")]
    Output {
        /// The generator.
        name: String,
        /// The file.
        file: String,
        /// What is wrong with it.
        why: String,
    },
}

/// Where a program was looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Sought {
    /// In these folders.
    Folders(Vec<PathBuf>),
    /// There, as that is what was given.
    Path(PathBuf),
    /// There, where something is that cannot be run.
    NotExecutable(PathBuf),
}

/// Why a program was stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stopped {
    /// Nothing was read, written or computed for so long.
    Idle(Duration),
    /// It took longer than it may.
    Late(Duration),
    /// It wrote more than so many bytes to standard output.
    TooMuchOutput(usize),
    /// It wrote more than so many bytes to standard error.
    TooManyWords(usize),
}

impl std::fmt::Display for Stopped {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Idle(time) => write!(formatter, "it did nothing for {} s", time.as_secs()),
            Self::Late(time) => write!(formatter, "it did not end within {} s", time.as_secs()),
            Self::TooMuchOutput(bytes) => write!(formatter, "it wrote more than {} MiB", bytes >> 20),
            Self::TooManyWords(bytes) => {
                write!(formatter, "it wrote more than {} MiB to standard error", bytes >> 20)
            }
        }
    }
}

impl Failure {
    /// A generator says why it does not generate.
    pub fn refused(generator: impl Into<String>, words: impl Into<String>) -> Box<Self> {
        Self::new(generator, Problem::Refused(words.into()))
    }

    /// A generator finds mistakes in the sources.
    pub fn invalid(generator: impl Into<String>, mistakes: Vec<Approximate>) -> Box<Self> {
        Self::new(generator, Problem::Invalid(mistakes))
    }

    pub(super) fn new(generator: impl Into<String>, problem: Problem) -> Box<Self> {
        Box::new(Self { generator: generator.into(), problem, said: Vec::new() })
    }

    pub(super) fn output(generator: &str, file: &str, why: impl Into<String>) -> Box<Self> {
        let (name, file) = (generator.to_owned(), legible(file).into_owned());
        Self::new(generator, Problem::Output { name, file, why: why.into() })
    }

    /// What to do about it, for who has written arguments of protoc.
    pub fn help(&self) -> Option<String> {
        self.help_in(Words::Flags)
    }

    fn help_in(&self, words: Words) -> Option<String> {
        match &self.problem {
            Problem::Missing { name, known, sought } => Some(self.missing(name, *known, sought, words)),
            Problem::NoProtoc { language, .. } => Some(match only_protoc_has(language) {
                Some((name, instead)) => format!("for {name}, use {instead}, and name it with `protoc_path`"),
                None => "name another one with `protoc_path`".to_owned(),
            }),
            Problem::NotStarted { .. } => Some("if it is a script, its first line names what runs it, such as `#!/usr/bin/env python3`, and that must be there".to_owned()),
            Problem::Unreadable { .. } => {
                Some("a plugin must write nothing but its answer to standard output; what is for people goes to standard error".to_owned())
            }
            Problem::Stopped { why: Stopped::Idle(_) | Stopped::Late(_), .. } => {
                Some("if it takes that long, set `PROTOWARD_PLUGIN_TIMEOUT` to a number of seconds, or to 0 to wait forever".to_owned())
            }
            Problem::Refused(_)
            | Problem::Invalid(_)
            | Problem::Ended { .. }
            | Problem::Stopped { .. }
            | Problem::Unsupported { .. }
            | Problem::NotWritten(_)
            | Problem::Output { .. } => None,
        }
    }

    fn missing(&self, name: &str, known: Option<&Known>, sought: &Sought, words: Words) -> String {
        match (known, sought, words) {
            (_, Sought::NotExecutable(path), _) => format!("make it executable: chmod +x {}", path.display()),
            (Some(known), ..) => known.help(name, words),
            (None, _, Words::Flags) => {
                format!("install it, or say where it is with `--plugin={}=PATH`", self.generator)
            }
            (None, Sought::Path(_), Words::Template) => "install it, or mend its path".to_owned(),
            (None, Sought::Folders(_), Words::Template) => {
                "install it, or write where it is: a path with a `/` in it is taken as it is".to_owned()
            }
        }
    }

    /// As it is reported to who has written a template, with what the generator said.
    pub fn diagnostic(&self) -> Box<Diagnostic> {
        let said = String::from_utf8_lossy(&self.said);
        let words = match &self.problem {
            Problem::Refused(words) => format!("`{}` does not generate: {}", self.generator, words.trim_end()),
            problem => problem.to_string(),
        };
        let message = match said.trim() {
            "" => words,
            said => format!("{words}; it says: {said}"),
        };
        let diagnostic = Diagnostic::error(GENERATE, message);
        Box::new(match self.help_in(Words::Template) {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        })
    }
}

fn mistakes(mistakes: &[Approximate]) -> String {
    mistakes.iter().map(|mistake| mistake.diagnostic.message.as_str()).collect::<Vec<_>>().join("\n")
}

fn looked(sought: &Sought) -> String {
    match sought {
        Sought::Folders(folders) if folders.is_empty() => "`PATH` is empty".to_owned(),
        Sought::Folders(folders) => {
            let folders: Vec<String> = folders.iter().map(|folder| folder.display().to_string()).collect();
            format!("none of the folders of `PATH` has it ({})", folders.join(", "))
        }
        Sought::Path(path) => format!("nothing is at `{}`", path.display()),
        Sought::NotExecutable(path) => format!("`{}` is there, and is not executable", path.display()),
    }
}

/// The start of an answer, as a person can read it.
fn began(start: &[u8]) -> String {
    match start {
        [] => String::new(),
        start => format!("; it begins with `{}`", legible(&String::from_utf8_lossy(start))),
    }
}

/// Returns diagnostics about a schema with their places in `sources`. A schema that was made from descriptors has places in
/// sources of its own; the files are the same by name. A file without a text is added.
pub fn located(problems: &[Approximate], schema: &Schema, sources: &mut Sources) -> Report {
    if problems.is_empty() {
        return Report::default();
    }
    let by_name: HashMap<String, SourceId> = sources.iter().map(|(id, file)| (file.name.clone(), id)).collect();
    let mut known: HashMap<SourceId, SourceId> = HashMap::new();
    for (_, file) in schema.files.iter() {
        let name = schema.text(file.path);
        let id = by_name.get(name).copied().unwrap_or_else(|| sources.add(name, name, None));
        known.insert(file.source, id);
    }
    problems.iter().map(|problem| problem.exact(sources, |id| known.get(&id).copied().unwrap_or(id))).collect()
}
