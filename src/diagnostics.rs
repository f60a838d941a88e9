//! The diagnostics of the commands.

use std::fmt::Display;
use std::io;
use std::path::Path;

use super::payload::{PayloadError, PayloadPlace};
use super::words::{count, list};
use crate::codes;
use protoward_codegen::{OptionRow, SetOptionError};
use protoward_dynamic::JsonError;
use protoward_image::Format;
use protoward_oci::{OciError, Reference};
use protoward_plugin::only_protoc_has;
use protoward_source::ReadError;
use protoward_source::{Diagnostic, Place, SourceId, legible, nearest};
use protoward_workspace::config::{Config, LocatedText, Node};
use protoward_workspace::inputs::Input;

pub(super) fn not_written(path: &Path, error: &io::Error) -> Box<Diagnostic> {
    Box::new(Diagnostic::error(codes::OUTPUT, format!("cannot write `{}`: {error}", path.display())))
}

pub(super) fn not_pushed(reference: &Reference, error: &OciError) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::OUTPUT, format!("cannot push `{reference}`: {error}"));
    match error.help() {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}

pub(super) fn changed_meanwhile(path: &str) -> Box<Diagnostic> {
    let message = format!("`{path}` changed while it was looked at, and nothing was written");
    Box::new(Diagnostic::error(codes::OUTPUT, message).help("run it again"))
}

pub(super) fn unknown_fingerprint(fingerprint: &str, near: Option<&str>) -> Diagnostic {
    let help = match near {
        Some(near) => format!("did you mean `{near}`? `protoward approve` lists the findings with their fingerprints"),
        None => "`protoward approve` lists the findings with their fingerprints".to_owned(),
    };
    Diagnostic::error(codes::UNKNOWN_FINDING, format!("no finding has the fingerprint `{fingerprint}`")).help(help)
}

pub(super) fn no_session(error: &io::Error) -> Diagnostic {
    Diagnostic::error(codes::INPUT, format!("no session with an editor: {error}"))
        .help("an editor starts `protoward lsp` and talks to it; docs/editors.md has the settings")
}

pub(super) fn not_fixable(input: &Input, kind: &str) -> Box<Diagnostic> {
    let message = format!("`{input}` is {kind}, and `--fix` only writes to files of a folder");
    let help = "name the folder that the files are in; `--diff` shows what would change, where there are texts";
    Box::new(Diagnostic::error(codes::OUTPUT, message).help(help))
}

/// Several projects cannot have the ledger that a flag names.
pub(super) fn one_ledger_for_many(ledger: &Path) -> Diagnostic {
    let message = format!("`--ledger {}` is one ledger, and several projects are compared", ledger.display());
    Diagnostic::error(codes::LEDGER, message).help(
        "name the folder of one project, or write `ledger = \"...\"` below `[breaking]` in the `protoward.toml` of each; \
         `--no-nested` compares all files by the same rules",
    )
}

pub(super) fn not_writable_as(format: Format, error: &dyn Display) -> Diagnostic {
    let name = match format {
        Format::Binary => "binary",
        Format::Json => "JSON",
        Format::Text => "text",
        Format::Yaml => "YAML",
    };
    Diagnostic::error(codes::OUTPUT, format!("the schema cannot be written as {name}: {error}"))
        .help("write it as `.binpb`, which needs no custom option to be understood")
}

pub(super) fn unknown_rule(name: &str, ids: &[&str]) -> Diagnostic {
    let near: Vec<String> =
        nearest(&name.to_uppercase(), ids.iter().copied()).iter().map(|id| format!("`{id}`")).collect();
    let diagnostic = Diagnostic::error(codes::UNKNOWN_RULE, format!("there is no rule `{name}`"));
    diagnostic.help(match near.is_empty() {
        true => "`protoward rules` lists them".to_owned(),
        false => format!("did you mean {}? `protoward rules` lists them all", list(&near).replace(" and ", " or ")),
    })
}

/// Adds the place of a configuration value.
pub(super) fn in_config(diagnostic: Diagnostic, word: &LocatedText) -> Diagnostic {
    match word.place {
        Some(place) => diagnostic.label(place, "named here"),
        None => diagnostic,
    }
}

pub(super) fn not_shown(number: usize, most: usize) -> Diagnostic {
    let are = if number == 1 { "is" } else { "are" };
    let findings = count(number, "further finding");
    Diagnostic::warning(codes::MAX_FINDINGS, format!("{findings} {are} not shown"))
        .help(format!("leave out `--max-findings {most}` to see all"))
}

pub(super) fn missing_key(key: &str, table: &Node, what: &str) -> Diagnostic {
    Diagnostic::error(codes::CONFIG, format!("`[[generate]]` has no `{key}`"))
        .label(table.place, format!("`{key}` is missing here"))
        .help(format!("write {what}"))
}

pub(super) fn unknown_plugin(word: &LocatedText) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::CONFIG, format!("there is no plugin `{}`", word.text));
    let help = "built in are `tonic`, `prost`, `openapi`, `python`, `pyi` and `grpc_python`; a plugin of protoc is \
                `local = \"protoc-gen-NAME\"`";
    in_config(diagnostic.help(help), word)
}

pub(super) fn nothing_to_generate(config: &Config) -> Diagnostic {
    let message = match config.source {
        Some(_) => "the configuration does not say what to generate",
        None => "there is no configuration that says what to generate",
    };
    Diagnostic::error(codes::NOTHING_TO_GENERATE, message).help(
        "write a `[[generate]]` into `protoward.toml`, with `plugin = \"tonic\"` and `out = \"src/gen\"`, or give \
         `--plugin tonic -o src/gen`",
    )
}

pub(super) fn template_not_read(path: &Path, error: &io::Error) -> Diagnostic {
    Diagnostic::error(codes::CONFIG, format!("cannot read `{}`: {error}", path.display()))
        .help("name a `buf.gen.yaml`, or give its text")
}

/// Reports a generator that only protoc has, with alternatives.
pub(super) fn not_built_in(name: &LocatedText) -> Box<Diagnostic> {
    let (what, program) = (&name.text, format!("protoc-gen-{}", name.text));
    let (message, help) = match only_protoc_has(what) {
        Some((language, instead)) => (
            format!("the generator for {language} is a part of protoc, and there is no `protoc` on the `PATH`"),
            format!("use {instead}; a protoc can be on the `PATH`, or be named with `protoc_path`"),
        ),
        None => (
            format!("neither here nor in protoc is a generator `{what}` built in"),
            format!("for a plugin, write `local: {program}`"),
        ),
    };
    let diagnostic = Diagnostic::error(codes::PLUGIN_MISSING, message);
    let diagnostic = match name.place {
        Some(place) => diagnostic.label(place, "asked for here"),
        None => diagnostic,
    };
    Box::new(diagnostic.help(help))
}

pub(super) fn watched_stdin() -> Diagnostic {
    Diagnostic::error(codes::OUTPUT, "`--watch` reads its input again and again, and standard input can be read once")
        .help("name a folder or a file")
}

pub(super) fn watched_document() -> Diagnostic {
    Diagnostic::error(codes::OUTPUT, "`--watch` has no end, so a report that is one document would never be written")
        .help("take `--error-format=text` or `json`, which print each finding at once, or leave `--watch` out")
}

pub(super) fn no_seconds(variable: &str, value: &str) -> Diagnostic {
    Diagnostic::error(codes::CONFIG, format!("`{variable}` is `{value}`, which is no number of seconds"))
        .help("write a number, or 0 to wait forever")
}

pub(super) fn cleans_too_much(out: &LocatedText) -> Diagnostic {
    let message = format!("`clean` would remove everything: `{}` is the folder one is in, or around it", out.text);
    let diagnostic = Diagnostic::error(codes::OUTPUT, message);
    let diagnostic = match out.place {
        Some(place) => diagnostic.label(place, "to be cleaned"),
        None => diagnostic,
    };
    diagnostic.help("give the generated code a folder of its own")
}

pub(super) fn kept(path: &str) -> Diagnostic {
    Diagnostic::warning(
        codes::OUTPUT,
        format!("`{path}` is no longer generated, and stays: it looks like the work of a person"),
    )
    .help("remove it if it is not needed")
}

pub(super) fn wrong_option(row: &OptionRow, node: &Node) -> Diagnostic {
    Diagnostic::error(codes::CONFIG, format!("`{}` takes {}", row.name, row.kind))
        .label(node.place, format!("this is {}", node.kind()))
}

pub(super) fn not_current(file: SourceId) -> Diagnostic {
    Diagnostic::error(codes::GENERATED_NOT_CURRENT, "this file is not what the schema generates")
        .label(Place::whole(file), "")
        .help("run `protoward generate`")
}

pub(super) fn usage_not_current(path: &Path) -> Diagnostic {
    let message = format!("`{}` does not have the uses in the crate", path.display());
    Diagnostic::error(codes::USAGE_NOT_CURRENT, message).help("run the command without `--check`")
}

pub(super) fn not_formatted(place: Place) -> Diagnostic {
    Diagnostic::error(codes::NOT_FORMATTED, "this file is not formatted from here on")
        .label(place, "")
        .help("run `protoward format -w`")
}

pub(super) fn not_an_option(error: &SetOptionError) -> Diagnostic {
    Diagnostic::error(codes::CONFIG, error.to_string()).help("`tonic` has the options of `prost` and its own")
}

pub(super) fn bad_payload(flag: &str, text: &str, error: &PayloadError) -> Diagnostic {
    Diagnostic::error(codes::BAD_MESSAGE, format!("`{flag} {text}` cannot be understood: {error}"))
        .help("write it as `user.json`, or as `-#format=txtpb`")
}

pub(super) fn not_formattable(input: &Input) -> Diagnostic {
    let message = format!("`{input}` is not a folder or a file, and `--write` only writes to those");
    Diagnostic::error(codes::OUTPUT, message).help("write the formatted files elsewhere with `-o`")
}

pub(super) fn stdin_not_written() -> Diagnostic {
    Diagnostic::error(codes::OUTPUT, "the text is read from standard input, and has no file to write to")
        .help("the formatted text is printed")
}

pub(super) fn input_beside_stdin(input: &str) -> Diagnostic {
    Diagnostic::error(codes::INPUT, format!("the text is read from standard input, and `{input}` is not formatted"))
        .help("leave it out, or format it without `--stdin-filepath`")
}

pub(super) fn stdin_unreadable(error: &io::Error) -> Diagnostic {
    Diagnostic::error(codes::INPUT, format!("cannot read standard input: {error}"))
}

pub(super) fn text_not_utf_8(place: Place) -> Diagnostic {
    Diagnostic::error(protoward_compiler::codes::NOT_UTF8, "the file is not UTF-8")
        .label(place, "this byte is not")
        .help("save the file as UTF-8; in a string, write other bytes as escapes such as `\\xff`")
}

pub(super) fn many_to_one(output: &Path, files: usize) -> Box<Diagnostic> {
    let message = format!("`{}` is a file, and {} are to be written to it", output.display(), count(files, "file"));
    Box::new(Diagnostic::error(codes::OUTPUT, message).help("name a folder"))
}

pub(super) fn stdin_twice() -> Diagnostic {
    Diagnostic::error(codes::BAD_MESSAGE, "the schema and the message are both to be read from standard input")
        .help("name a file for one of them, with `--from` for the message")
}

pub(super) fn not_a_message(name: &str) -> Diagnostic {
    Diagnostic::error(codes::BAD_MESSAGE, format!("`{name}` is no message"))
        .help("give the full name of a message with `--type`")
}

pub(super) fn no_such_message<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Diagnostic {
    let known: Vec<&str> = known.collect();
    let last = |name: &str| name.rsplit('.').next().unwrap_or_default().to_lowercase();
    let mut near: Vec<&str> = nearest(name, known.iter().copied());
    if near.is_empty() {
        near = known.into_iter().filter(|other| last(other) == last(name)).take(3).collect();
    }
    let near: Vec<String> = near.iter().map(|name| format!("`{name}`")).collect();
    let diagnostic = Diagnostic::error(codes::BAD_MESSAGE, format!("the schema has no message `{name}`"));
    diagnostic.help(match near.is_empty() {
        true => "give its full name, with its package and without a leading dot".to_owned(),
        false => format!("did you mean {}?", list(&near).replace(" and ", " or ")),
    })
}

pub(super) fn not_read(at: &PayloadPlace, why: &str) -> Diagnostic {
    Diagnostic::error(codes::BAD_MESSAGE, format!("cannot read the message from `{at}`: {why}"))
        .help("check the path; `-` is standard input")
}

pub(super) fn no_such_form(error: &JsonError) -> Diagnostic {
    Diagnostic::error(codes::BAD_MESSAGE, format!("the message cannot be written in this form: {error}"))
        .help("write it as `.binpb` or `.txtpb`, which hold every message")
}

pub(super) fn no_folder(path: &Path) -> Diagnostic {
    Diagnostic::error(codes::INPUT, format!("`{}` is no folder", path.display()))
        .help("name the folder of a workspace or of a crate")
}

pub(super) fn not_a_tree(at: &PayloadPlace, offset: usize, error: &dyn Display) -> Diagnostic {
    Diagnostic::error(codes::BAD_MESSAGE, format!("`{at}` cannot be read from byte {offset} on: {error}"))
        .help("the bytes may be cut off, packed, or no message at all")
}

pub(super) fn no_such_dependency(name: &str, known: &[&str]) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::DEPENDENCY, format!("there is no dependency `{}`", legible(name)));
    diagnostic.help(match known {
        [] => "there are no dependencies from git".to_owned(),
        known => format!("the dependencies are {}", known.join(", ")),
    })
}

pub(super) fn bad_dependency(value: &str, problem: &str) -> Diagnostic {
    Diagnostic::error(codes::DEPENDENCY, format!("`{}` cannot be used for a dependency: {problem}", legible(value)))
}

/// `vendor` can only be in a `protoward.toml`.
pub(super) fn no_configuration_for_vendor() -> Diagnostic {
    Diagnostic::error(codes::DEPENDENCY, "there is no `protoward.toml` that could name the vendor folder").help(
        "dependencies can be vendored in a folder with a `protoward.toml`, whose table `[dependencies]` names them",
    )
}

pub(super) fn no_vendor_folder() -> Diagnostic {
    Diagnostic::error(codes::DEPENDENCY, "there is no folder to write the dependencies to")
        .help("name one: `protoward deps vendor third_party`")
}

pub(super) fn vendor_outside(folder: &Path, root: &Path) -> Diagnostic {
    let message = format!("`{}` is not a folder below `{}`", folder.display(), root.display());
    Diagnostic::error(codes::DEPENDENCY, message)
        .help("the folder for vendored dependencies is below that of the configuration, which names it")
}

/// A file in the vendor folder that must not be replaced or removed.
pub(super) fn not_vendored(path: &Path, was_vendored: bool) -> Box<Diagnostic> {
    let why = match was_vendored {
        true => "was changed after it was vendored",
        false => "is no vendored file, and would be replaced",
    };
    let message = format!("`{}` {why}; nothing was written", path.display());
    Box::new(Diagnostic::error(codes::DEPENDENCY, message).help("move or remove the file, and run the command again"))
}

/// The configuration cannot be edited.
pub(super) fn vendor_not_set(path: &Path, line: &str) -> Diagnostic {
    let message = format!("the files are written, but `{}` does not name their folder yet", path.display());
    Diagnostic::error(codes::DEPENDENCY, message).help(format!("add the line `{line}` above the first table"))
}

pub(super) fn outdated_offline() -> Diagnostic {
    Diagnostic::error(codes::DEPENDENCY, "newer versions are only known to the servers of the repositories")
        .help("leave out `--offline` and PROTOWARD_OFFLINE")
}

pub(super) fn in_no_dependency(file: &str) -> Diagnostic {
    Diagnostic::error(codes::DEPENDENCY, format!("no dependency has `{}`", legible(file)))
        .help("write the path as in the import; `protoward ls-files --include-imports` lists all files")
}

/// `init` does not replace a configuration.
pub(super) fn already_configured(file: &Path) -> Diagnostic {
    let message = format!("`{}` exists already; nothing was written", file.display());
    Diagnostic::error(codes::CONFIG, message).help("`protoward init --print` shows what a new one would have")
}

pub(super) fn no_schema_to_configure(folder: &Path) -> Diagnostic {
    let message = format!("there are no `.proto` files in `{}`", folder.display());
    Diagnostic::error(codes::INPUT, message).help("run `protoward init` in the folder of the repository")
}

/// `folders` are in words.
pub(super) fn all_configured(folder: &Path, folders: &str) -> Diagnostic {
    let message = format!("all `.proto` files in `{}` belong to {folders}; nothing was written", folder.display());
    Diagnostic::error(codes::INPUT, message).help("`protoward check` checks projects with a configuration of their own")
}

pub(super) fn unreadable_tree(error: &ReadError) -> Diagnostic {
    Diagnostic::error(codes::INPUT, error.to_string())
}

pub(super) fn no_deprecation_setting() -> Diagnostic {
    Diagnostic::error(codes::DEPRECATION, "no configuration says when deprecated elements may be deleted").help(
        "write `[deprecation]` into `protoward.toml`, with `remove-after = \"180 days\"`, `releases = 2`, or both",
    )
}

pub(super) fn only_a_part(input: &Input) -> Box<Diagnostic> {
    let message = format!("nothing is removed from {input}, because other files of the project may refer to it");
    Box::new(Diagnostic::error(codes::DEPRECATION, message).help("run it in the folder of the configuration"))
}

pub(super) fn unknown_ages(reason: &str) -> Diagnostic {
    let message = format!("the ages of deprecations are unknown: {reason}");
    Diagnostic::error(codes::DEPRECATION, message)
        .help("run it in a git repository with its complete history; `git fetch --unshallow` gets the rest of a shallow clone")
}

pub(super) fn no_window_of_releases(word: &LocatedText) -> Diagnostic {
    let message = "`releases` counts the releases of a window, and `against` has none";
    let diagnostic = Diagnostic::error(codes::DEPRECATION, message);
    let diagnostic = match word.place {
        Some(place) => diagnostic.label(place, "counted here"),
        None => diagnostic,
    };
    diagnostic.help("write `against = [{ tags = \"v*\", last = 2 }]` below `[breaking]`")
}

/// The comment on a pull request could not be written, which does not change what was found.
pub(super) fn no_comment(reason: &str, help: Option<String>) -> Diagnostic {
    let diagnostic =
        Diagnostic::warning(codes::NO_COMMENT, format!("there is no comment on the pull request: {reason}"));
    help.into_iter().fold(diagnostic, Diagnostic::help)
}
