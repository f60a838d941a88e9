//! Failures of generators, and schema problems that built-in generators report.

use std::collections::HashMap;
use std::io;
use std::path::PathBuf;

use super::known::{AdviceTerms, KnownPlugin, only_protoc_has};
use protoward_program::{ProgramError, help_if_not_started};
pub use protoward_program::{SearchedIn, Stopped};
use protoward_schema::Schema;
use protoward_source::paths::shown;
use protoward_source::{Approximate, Code, Diagnostic, Report, SourceId, Sources, legible};

/// A schema or a setting that no code can be generated from.
const GENERATE: Code = Code::new("generate");

/// The failure of one generator.
#[derive(Debug, thiserror::Error)]
#[error("{problem}")]
pub struct Failure {
    /// The name of the generator.
    pub generator: String,
    /// The reason, with what an advice needs to know.
    pub problem: GeneratorProblem,
    /// The text that a plugin wrote to standard error before it failed; empty for built-in generators.
    pub stderr: Vec<u8>,
}

/// The problem of a generator. The message names the generator unless it is the generator's own message.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GeneratorProblem {
    /// The generator refused, with its message.
    #[error("{0}")]
    Refused(String),
    /// Errors in the schema that prevent generation, possibly with warnings.
    #[error("{}", mistakes(_0))]
    Invalid(Vec<Approximate>),
    /// The executable does not exist.
    #[error("cannot find the program `{name}`: {searched_in}")]
    Missing {
        /// The name or path as requested.
        name: String,
        /// The searched location: the folders of `PATH`, or the given path.
        searched_in: SearchedIn,
        /// Information about a well-known plugin with this name.
        known: Option<&'static KnownPlugin>,
    },
    /// The protoc executable does not exist.
    #[error("cannot find the program `{program}`: {searched_in}")]
    NoProtoc {
        /// The name or path of protoc as requested.
        program: String,
        /// The generator of protoc that was to run, such as `java`.
        language: String,
        /// The searched location, as in [`Missing`](Self::Missing).
        searched_in: SearchedIn,
    },
    /// The executable could not be started.
    #[error("cannot run `{}`: {error}", shown(.path))]
    NotStarted {
        /// The executable that was found.
        path: PathBuf,
        /// The error of the operating system.
        error: io::Error,
    },
    /// The plugin ended with a failure.
    #[error("`{name}` ended with {how}")]
    Ended {
        /// The name of the plugin.
        name: String,
        /// `exit code 3`, or `signal 9`.
        how: String,
    },
    /// The output is not a valid response.
    #[error("`{name}` did not answer with a `CodeGeneratorResponse`: {why}{}", began(.start))]
    Unreadable {
        /// The name of the plugin.
        name: String,
        /// The reason why the output is not a response.
        why: String,
        /// The first bytes of the output.
        start: Vec<u8>,
    },
    /// The plugin was stopped because of a limit.
    #[error("`{name}` was stopped: {why}")]
    Stopped {
        /// The name of the plugin.
        name: String,
        /// The exceeded limit.
        why: Stopped,
    },
    /// The generator does not support a feature of a file.
    #[error("{file}: {why}")]
    Unsupported {
        /// The first unsupported file, by import path.
        file: String,
        /// A sentence about the feature that the generator lacks, in the words of protoc.
        why: String,
    },
    /// The output could not be written.
    #[error("{0}")]
    NotWritten(String),
    /// The generator returned an invalid file.
    #[error("`{name}` generates `{file}`, {why}")]
    Output {
        /// The name of the generator.
        name: String,
        /// The name that the generator gave to the file.
        file: String,
        /// The rest of the sentence that begins with the name of the file.
        why: String,
    },
}

impl GeneratorProblem {
    /// Creates the problem of a process with the name of its plugin.
    pub(super) fn of_program(name: &str, error: ProgramError) -> Self {
        let name = name.to_owned();
        match error {
            ProgramError::NotStarted { path, error } => Self::NotStarted { path, error },
            ProgramError::Ended(how) => Self::Ended { name, how },
            ProgramError::Stopped(why) => Self::Stopped { name, why },
        }
    }
}

impl Failure {
    /// Creates the failure of a generator that refused with a message.
    pub fn refused(generator: impl Into<String>, words: impl Into<String>) -> Box<Self> {
        Self::new(generator, GeneratorProblem::Refused(words.into()))
    }

    /// Creates the failure of a generator that found errors in the schema.
    pub fn invalid(generator: impl Into<String>, mistakes: Vec<Approximate>) -> Box<Self> {
        Self::new(generator, GeneratorProblem::Invalid(mistakes))
    }

    pub(super) fn new(generator: impl Into<String>, problem: GeneratorProblem) -> Box<Self> {
        Box::new(Self { generator: generator.into(), problem, stderr: Vec::new() })
    }

    pub(super) fn output(generator: &str, file: &str, why: impl Into<String>) -> Box<Self> {
        let name = generator.to_owned();
        let file = legible(file).into_owned();
        Self::new(generator, GeneratorProblem::Output { name, file, why: why.into() })
    }

    /// Returns advice in terms of protoc's arguments.
    pub fn help(&self) -> Option<String> {
        self.help_in(AdviceTerms::Flags)
    }

    fn help_in(&self, words: AdviceTerms) -> Option<String> {
        match &self.problem {
            GeneratorProblem::Missing { name, known, searched_in } => {
                Some(self.missing(name, *known, searched_in, words))
            }
            GeneratorProblem::NoProtoc { language, .. } => Some(match only_protoc_has(language) {
                Some((name, instead)) => format!("for {name}, use {instead}, and set `protoc_path`"),
                None => "set another one with `protoc_path`".to_owned(),
            }),
            GeneratorProblem::NotStarted { .. } => Some(help_if_not_started().to_owned()),
            GeneratorProblem::Unreadable { .. } => Some(
                "a plugin may write only its response to standard output; messages for users go to standard error"
                    .to_owned(),
            ),
            GeneratorProblem::Stopped { why: Stopped::Idle(_) | Stopped::Late(_), .. } => Some(
                "if it needs more time, set `PROTOWARD_PLUGIN_TIMEOUT` to a number of seconds, or to 0 for no limit"
                    .to_owned(),
            ),
            GeneratorProblem::Refused(_)
            | GeneratorProblem::Invalid(_)
            | GeneratorProblem::Ended { .. }
            | GeneratorProblem::Stopped { .. }
            | GeneratorProblem::Unsupported { .. }
            | GeneratorProblem::NotWritten(_)
            | GeneratorProblem::Output { .. } => None,
        }
    }

    fn missing(&self, name: &str, known: Option<&KnownPlugin>, searched_in: &SearchedIn, words: AdviceTerms) -> String {
        if let Some(help) = searched_in.help() {
            return help;
        }
        match (known, searched_in, words) {
            (Some(known), ..) => known.help(name, words),
            (None, _, AdviceTerms::Flags) => {
                format!("install it, or set its path with `--plugin={}=PATH`", self.generator)
            }
            (None, SearchedIn::Path(_), AdviceTerms::Template) => "install it, or correct its path".to_owned(),
            (None, _, AdviceTerms::Template) => {
                "install it, or use its path; a path with a `/` is not looked up in `PATH`".to_owned()
            }
        }
    }

    /// Returns the failure as a diagnostic for a template, with the generator's own output.
    pub fn diagnostic(&self) -> Box<Diagnostic> {
        let stderr = String::from_utf8_lossy(&self.stderr);
        let words = match &self.problem {
            GeneratorProblem::Refused(words) => format!("`{}` failed: {}", self.generator, words.trim_end()),
            problem => problem.to_string(),
        };
        let message = match stderr.trim() {
            "" => words,
            stderr => format!("{words}; its standard error: {stderr}"),
        };
        let diagnostic = Diagnostic::error(GENERATE, message);
        Box::new(match self.help_in(AdviceTerms::Template) {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        })
    }
}

fn mistakes(mistakes: &[Approximate]) -> String {
    mistakes.iter().map(|mistake| mistake.diagnostic.message.as_str()).collect::<Vec<_>>().join("\n")
}

/// Formats the start of a response legibly.
fn began(start: &[u8]) -> String {
    match start {
        [] => String::new(),
        start => format!("; it starts with `{}`", legible(&String::from_utf8_lossy(start))),
    }
}

/// Returns diagnostics about a schema with their places in `sources`. A schema made from descriptors has its own
/// sources; files are matched by name, and files without text are added.
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
