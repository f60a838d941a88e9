//! Errors in the formats of protoc, which editors parse.

use std::borrow::Cow;
use std::io;

use protoward_source::{Diagnostic, Position, Report, Severity, Sources, legible};

/// The format of places in messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum ErrorFormat {
    /// `file:line:column: message`
    #[default]
    Gcc,
    /// `file(line) : error in column=column: message`
    Msvs,
}

/// The reason why a run fails, in the words that it prints.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error("an argument is empty; check for an unset variable, or for a blank line in an argument file")]
    EmptyArgument,
    #[error("`{0}` is not UTF-8")]
    NotUtf8(String),
    #[error("{path}: cannot read this file of arguments: {error}")]
    ArgumentFile { path: String, error: io::Error },
    #[error("missing value for `{0}`")]
    NoValue(String),
    #[error("unknown flag `{0}`; `protoc --help` lists what there is")]
    UnknownFlag(String),
    #[error("`{0}` may be given once")]
    Twice(String),
    #[error("`{0}` wants a value that is not empty")]
    EmptyValue(String),
    #[error("`{0}` wants the name of a message type; `--decode_raw` reads messages of unknown types")]
    NoTypeName(String),
    #[error("`--decode_raw` takes no value")]
    ValueOfDecodeRaw,
    #[error("`--decode_raw` takes no `.proto` files")]
    InputToDecodeRaw,
    #[error("`{0}`: a run does one of `--encode`, `--decode`, `--decode_raw` and `--print_free_field_numbers`")]
    TwoModes(String),
    #[error("`{0}`: a run writes files, or it encodes, decodes or prints field numbers")]
    NoFilesIn(String),
    #[error("`--dependency_out` is for a run that writes files")]
    DependenciesOfNothing,
    #[error("`--dependency_out` is for a run with one `.proto` file")]
    DependenciesOfMany,
    #[error(
        "{0}: a name with a line break, a tab, a backquote, `*`, `;`, `<`, `>`, `^`, `|` or `[…]` cannot be written to the file of \
         `--dependency_out`; rename the file"
    )]
    NameInRule(String),
    #[error(
        "{0}: `make` does not read an output with `%`, with `&` at its end, or only names with `=`, in the file of \
         `--dependency_out`; rename the file"
    )]
    OutputInRule(String),
    #[error("`--descriptor_set_in` and `--dependency_out` exclude each other")]
    SetAndDependencies,
    #[error("`--deterministic_output` is for `--encode`")]
    OnlyToEncode,
    #[error("`{0}`: quotes are not understood here; use a script around the command")]
    QuotesIn(String),
    #[error("`{flag}`: unknown edition `{edition}`; editions are PROTO2, PROTO3, 2023, 2024 and 2026")]
    UnknownEdition { flag: String, edition: String },
    #[error("unknown error format `{0}`; there are `gcc` and `msvs`")]
    UnknownErrorFormat(String),
    #[error("no `.proto` file is given")]
    NoInput,
    #[error("nothing to write is given; use `--X_out FOLDER` or `-o FILE`")]
    NoOutput,
    #[error("{0}: there is no such file")]
    NoSuchFile(String),
    #[error("{0}: there is no file with such a name")]
    NoMatch(String),
    #[error("`-I{0}` names no folder; use `.` for the current one")]
    EmptyFolder(String),
    #[error("{0}: this is a folder; name the files in it")]
    Folder(String),
    #[error(
        "{0}: the file is not below any folder given with `-I`; give the folder that its imports start from, \
         written the way this path is (both relative, or both absolute)"
    )]
    OutsidePath(String),
    #[error(
        "{input}: hidden by `{by}`, which an earlier `-I` finds first; give that file, or change the order of `-I`"
    )]
    Shadowed { input: String, by: String },
    #[error("{input}: with this `-I`, it would be imported as `{name}`, which is not a name of a file")]
    NoName { input: String, name: String },
    #[error("{path}: cannot read this descriptor set: {error}")]
    DescriptorSet { path: String, error: io::Error },
    #[error("{0}: this is not a descriptor set; `protoc -o` and `protoward build -o` write them")]
    NoDescriptorSet(String),
    #[error("{0}: the descriptor sets have no such file; give it as they name it, or add `-I`")]
    NotDescribed(String),
    #[error("{0}: there is no folder to write this file to")]
    NoFolder(String),
    #[error(
        "{0}: Windows has no file of this name; a name does not end with a dot, a space or a separator, and a drive needs a \
         separator after it"
    )]
    NoFileName(String),
    #[error("Type not defined: {0}")]
    NoSuchMessage(String),
    #[error("Failed to parse input.")]
    NotParsed,
    #[error("`{0}`: a worker writes to files only, because its standard output belongs to the build system")]
    DeviceOfWorker(String),
    #[error("a worker has no input for `--encode` and `--decode`; run `protoward protoc` in an action of its own")]
    InputOfWorker,
    #[error("the request was cancelled; nothing was written")]
    Cancelled,
    #[error("cannot read standard input: {0}")]
    StandardInput(io::Error),
    #[error("{0}")]
    Output(String),
    #[error("{file}: {error}")]
    EditionDefaults { file: String, error: String },
    #[error("{}", lines(_0))]
    Violations(Vec<Violation>),
    #[error("{0}")]
    Generators(String),
    #[error("{flag}: the generator for {language} is a part of protoc, and not of protoward; use {instead}")]
    OnlyInProtoc { flag: String, language: &'static str, instead: &'static str },
    #[error("{0}")]
    PluginLimits(String),
}

/// A violation of a build's restrictions in one file.
#[derive(Debug)]
pub(crate) struct Violation {
    pub(crate) path: String,
    pub(crate) message: String,
}

fn lines(violations: &[Violation]) -> String {
    let lines: Vec<String> = violations.iter().map(|it| format!("{}: {}", legible(&it.path), it.message)).collect();
    lines.join("\n")
}

/// Messages for stderr during argument parsing. They never cause a failure, even with `--fatal_warnings`.
#[derive(Debug, Default)]
pub(crate) struct ArgumentNotes(String);

impl ArgumentNotes {
    pub(crate) fn note(&mut self, message: String) {
        self.0.push_str(&message);
        self.0.push('\n');
    }

    pub(crate) fn warn(&mut self, path: &str, message: &str) {
        self.note(format!("{}: warning: {message}", legible(path)));
    }

    pub(crate) fn text(&self) -> &str {
        &self.0
    }
}

/// Returns the message with the remedy in the same line, because the programs that read these lines drop others.
fn message(diagnostic: &Diagnostic) -> Cow<'_, str> {
    match &diagnostic.help {
        Some(help) => Cow::Owned(format!("{}; {help}", diagnostic.message)),
        None => Cow::Borrowed(&diagnostic.message),
    }
}

/// Formats diagnostics as `file:line:column: message`, or in the format of Visual Studio, in the order of detection.
/// Warnings are marked.
pub(crate) fn render(report: &Report, sources: &Sources, format: ErrorFormat) -> String {
    report.iter().map(|diagnostic| line(diagnostic, sources, format)).collect()
}

fn line(diagnostic: &Diagnostic, sources: &Sources, format: ErrorFormat) -> String {
    let (word, marker) = match diagnostic.severity {
        Severity::Warning => ("warning", "warning: "),
        Severity::Error => ("error", ""),
    };
    let message = message(diagnostic);
    let message = legible(&message);
    let Some(place) = diagnostic.in_protoc.or(diagnostic.place()) else { return format!("{marker}{message}\n") };
    let path = legible(&sources.get(place.source).display);
    match (sources.start(place), format) {
        (None, _) => format!("{path}: {marker}{message}\n"),
        (Some(Position { line, column }), ErrorFormat::Gcc) => {
            format!("{path}:{}:{}: {marker}{message}\n", line + 1, column + 1)
        }
        (Some(Position { line, column }), ErrorFormat::Msvs) => {
            format!("{path}({}) : {word} in column={}: {marker}{message}\n", line + 1, column + 1)
        }
    }
}
