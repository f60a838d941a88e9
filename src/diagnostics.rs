//! The diagnostics of the commands, with the help that each one gives.

use std::fmt::Display;
use std::io;
use std::path::Path;

use crate::codes;
use protoward_bazel::SyntaxErrorKind;
use protoward_image::Format;
use protoward_inputs::Input;
use protoward_inputs::oci::{OciError, Reference};
use protoward_rust_crate::SetOptionError;
use protoward_source::paths::shown;
use protoward_source::{Diagnostic, Place, Report, SourceId, Sources, count, list, nearest};
use protoward_workspace::{MessagePlace, MessageReferenceError};

pub(super) fn not_pushed(reference: &Reference, error: &OciError) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::OUTPUT, format!("cannot push `{reference}`: {error}"));
    match error.help() {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}

pub(super) fn no_session(error: &io::Error) -> Diagnostic {
    Diagnostic::error(codes::INPUT, format!("the session with the editor failed: {error}"))
        .help("`protoward lsp` is started by an editor; docs/editors.md has the settings")
}

pub(super) fn not_writable_as(format: Format, error: &dyn Display) -> Diagnostic {
    let name = match format {
        Format::Binary => "binary",
        Format::Json => "JSON",
        Format::Text => "text",
        Format::Yaml => "YAML",
    };
    Diagnostic::error(codes::OUTPUT, format!("cannot write the schema as {name}: {error}"))
        .help("use `.binpb`, which can hold unknown options")
}

pub(super) fn unknown_rule(name: &str, ids: &[&str]) -> Diagnostic {
    let near: Vec<String> =
        nearest(&name.to_uppercase(), ids.iter().copied()).iter().map(|id| format!("`{id}`")).collect();
    let diagnostic = Diagnostic::error(codes::UNKNOWN_RULE, format!("unknown rule `{name}`"));
    diagnostic.help(if near.is_empty() {
        "`protoward rules` lists all rules".to_owned()
    } else {
        format!("did you mean {}? `protoward rules` lists all rules", list(&near).replace(" and ", " or "))
    })
}

pub(super) fn not_shown(number: usize, most: usize) -> Diagnostic {
    let are = if number == 1 { "is" } else { "are" };
    let findings = count(number, "further finding");
    Diagnostic::warning(codes::MAX_FINDINGS, format!("{findings} {are} not shown"))
        .help(format!("remove `--max-findings {most}` to show all findings"))
}

pub(super) fn watched_stdin() -> Diagnostic {
    Diagnostic::error(codes::OUTPUT, "`--watch` cannot read standard input, which can only be read once")
        .help("use a folder or a file")
}

pub(super) fn watched_document() -> Diagnostic {
    Diagnostic::error(codes::OUTPUT, "`--watch` never completes a report that is one document")
        .help("use `--error-format=text` or `json`, which print each finding at once, or remove `--watch`")
}

pub(super) fn no_seconds(variable: &str, value: &str) -> Diagnostic {
    Diagnostic::error(codes::CONFIG, format!("invalid number of seconds in `{variable}`: `{value}`"))
        .help("use a number, or 0 for no limit")
}

pub(super) fn not_current(file: SourceId) -> Diagnostic {
    Diagnostic::error(codes::GENERATED_NOT_CURRENT, "the generated file is out of date")
        .label(Place::whole(file), "")
        .help("run `protoward generate`")
}

/// Returns a finding about each of some files, of which only the paths are known.
pub(super) fn about_files_in(
    sources: &mut Sources,
    paths: impl IntoIterator<Item = impl AsRef<str>>,
    finding: fn(SourceId) -> Diagnostic,
) -> Report {
    paths.into_iter().map(|path| finding(sources.add(path.as_ref(), path.as_ref(), None))).collect()
}

/// Returns a finding about each of some files, of which only the paths are known, and these files.
pub(super) fn about_files(
    paths: impl IntoIterator<Item = impl AsRef<str>>,
    finding: fn(SourceId) -> Diagnostic,
) -> (Report, Sources) {
    let mut sources = Sources::default();
    (about_files_in(&mut sources, paths, finding), sources)
}

pub(super) fn build_file_not_current(file: SourceId) -> Diagnostic {
    Diagnostic::error(codes::GENERATED_NOT_CURRENT, "the BUILD file is out of date")
        .label(Place::whole(file), "")
        .help("run `protoward bazel`")
}

pub(super) fn not_migrated(file: SourceId) -> Diagnostic {
    Diagnostic::error(codes::NOT_MIGRATED, "the file is of another edition")
        .label(Place::whole(file), "")
        .help("run `protoward migrate -w`, with the same `--edition`")
}

/// A report without the findings would look like one of a run that found nothing.
pub(super) fn not_listed() -> Diagnostic {
    Diagnostic::error(codes::NOT_LISTED, "something was found, which this report does not list")
        .help("read the output of the command")
}

pub(super) fn usage_not_current(path: &Path) -> Diagnostic {
    let message = format!("`{}` does not have the uses in the crate", shown(path));
    Diagnostic::error(codes::USAGE_NOT_CURRENT, message).help("run the command without `--check`")
}

pub(super) fn not_formatted(place: Place) -> Diagnostic {
    Diagnostic::error(codes::NOT_FORMATTED, "the file is not formatted")
        .label(place, "")
        .help("run `protoward format -w`")
}

pub(super) fn not_an_option(error: &SetOptionError) -> Diagnostic {
    Diagnostic::error(codes::CONFIG, error.to_string()).help("`tonic` has the options of `prost` and its own")
}

pub(super) fn bad_payload(flag: &str, text: &str, error: &MessageReferenceError) -> Diagnostic {
    Diagnostic::error(codes::BAD_MESSAGE, format!("invalid value of `{flag}`, `{text}`: {error}"))
        .help("use a form such as `user.json` or `-#format=txtpb`")
}

/// Each project has its own numbers and names.
pub(super) fn one_ledger_for_many(ledger: &Path) -> Diagnostic {
    let message = format!("`--ledger {}` is one ledger, and the input has several projects", shown(ledger));
    Diagnostic::error(codes::INPUT, message)
        .help("write `ledger = \"FILE\"` below `[breaking]` of each configuration, or name the folder of one project")
}

/// The result of the command is that of one project.
pub(super) fn several_projects(what: &str, input: &str, projects: &str) -> Diagnostic {
    let message = format!("{what} is that of one project, and `{input}` has several: {projects}");
    Diagnostic::error(codes::INPUT, message)
        .help("name the folder of one of them; `--no-nested` takes all files for one project without a configuration")
}

pub(super) fn not_formattable(input: &Input) -> Diagnostic {
    let message = format!("`--write` cannot write to `{input}`, which is not a folder or a `.proto` file");
    Diagnostic::error(codes::OUTPUT, message).help("write the formatted files to another place with `-o`")
}

pub(super) fn no_build_files(input: &Input) -> Diagnostic {
    let message = format!("BUILD files cannot be written to `{input}`, which is not a folder or a `.proto` file");
    Diagnostic::error(codes::BAZEL, message).help("use the folder of the schema")
}

pub(super) fn no_bazel_root() -> Diagnostic {
    Diagnostic::error(codes::BAZEL, "no `MODULE.bazel` or `WORKSPACE` is around the files")
        .help("write an empty `MODULE.bazel` into the folder where labels start")
}

pub(super) fn no_bazel_target(file: &str, import: &str) -> Diagnostic {
    let message = format!("no target is known for the import `{import}` of `{file}`");
    Diagnostic::error(codes::BAZEL, message)
        .help(format!("name it in a BUILD file around: `# gazelle:resolve proto {import} @repository//folder:target`"))
}

pub(super) fn no_bazel_label(file: &str) -> Diagnostic {
    Diagnostic::error(codes::BAZEL, format!("`{file}` cannot be in a target: labels have no `:` and no `\\`"))
        .help("rename the file")
}

pub(super) fn bazel_name_taken(function: &str, name: &str, place: Place) -> Diagnostic {
    Diagnostic::error(codes::BAZEL, format!("this `{function}` has the name of a new target, `{name}`"))
        .label(place, "")
        .help(format!(
            "rename it; if it makes a `proto_library`, say so: `# gazelle:map_kind proto_library {function} //folder:file.bzl`"
        ))
}

pub(super) fn build_file_syntax(error: SyntaxErrorKind, place: Place) -> Diagnostic {
    Diagnostic::error(codes::BAZEL, error.to_string())
        .label(place, "")
        .help("correct it; until then, the file stays as it is")
}

pub(super) fn build_file_not_utf8(place: Place) -> Diagnostic {
    Diagnostic::error(codes::BAZEL, "the BUILD file is not UTF-8")
        .label(place, "first invalid byte")
        .help("save the file as UTF-8; until then, it stays as it is")
}

pub(super) fn build_file_unreadable(path: &str, error: &io::Error) -> Diagnostic {
    Diagnostic::error(codes::BAZEL, format!("cannot read `{path}`: {error}"))
}

pub(super) fn stdin_not_written() -> Diagnostic {
    Diagnostic::error(codes::OUTPUT, "text from standard input cannot be written to a file")
        .help("remove the flag; the formatted text is printed")
}

pub(super) fn none_beside_languages() -> Diagnostic {
    Diagnostic::error(codes::CONFIG, "`--languages` has `none` beside languages")
        .help("remove `none`, or the languages")
}

pub(super) fn input_beside_stdin(input: &str) -> Diagnostic {
    Diagnostic::error(codes::INPUT, format!("`{input}` beside text from standard input"))
        .help("remove it, or format it without `--stdin-filepath`")
}

pub(super) fn stdin_unreadable(error: &io::Error) -> Diagnostic {
    Diagnostic::error(codes::INPUT, format!("cannot read standard input: {error}"))
}

pub(super) fn many_to_one(output: &Path, files: usize) -> Box<Diagnostic> {
    let message =
        format!("cannot write to `{}`, which is a file: {} would be written", shown(output), count(files, "file"));
    Box::new(Diagnostic::error(codes::OUTPUT, message).help("use a folder"))
}

pub(super) fn stdin_twice() -> Diagnostic {
    Diagnostic::error(codes::BAD_MESSAGE, "both the schema and the message are standard input")
        .help("use a file for one of them, with `--from` for the message")
}

pub(super) fn no_folder(path: &Path) -> Diagnostic {
    Diagnostic::error(codes::INPUT, format!("`{}` is not a folder", shown(path))).help("use the folder that it is in")
}

pub(super) fn not_a_tree(at: &MessagePlace, offset: usize, error: &dyn Display) -> Diagnostic {
    Diagnostic::error(codes::BAD_MESSAGE, format!("cannot parse `{at}` at byte {offset}: {error}"))
        .help("the bytes may be truncated, compressed, or not a message")
}

/// The comment on a pull request could not be written, which does not change what was found.
pub(super) fn no_comment(reason: &str, help: Option<String>) -> Diagnostic {
    let diagnostic =
        Diagnostic::warning(codes::NO_COMMENT, format!("no comment was written on the pull request: {reason}"));
    help.into_iter().fold(diagnostic, Diagnostic::help)
}
