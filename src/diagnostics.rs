//! The diagnostics of the commands.

use std::fmt::Display;
use std::io;
use std::path::Path;

use super::decisions::Cause;
use super::patience::TIMEOUT;
use super::payload::PayloadError;
use super::words::{count, list};
use crate::codes;
use protoward_codegen::{OptionRow, SetOptionError};
use protoward_dynamic::JsonError;
use protoward_image::Format;
use protoward_plugin::only_protoc_has;
use protoward_source::{Diagnostic, Label, Place, Report, SourceId, nearest};
use protoward_workspace::config::{self, Breaking, Config, END_FORMS, Node, Word};
use protoward_workspace::inputs::{Input, Location};

pub(super) fn not_written(path: &Path, error: &io::Error) -> Box<Diagnostic> {
    Box::new(Diagnostic::error(codes::OUTPUT, format!("cannot write `{}`: {error}", path.display())))
}

pub(super) fn changed_meanwhile(path: &str) -> Box<Diagnostic> {
    let message = format!("`{path}` changed while it was looked at, and nothing was written");
    Box::new(Diagnostic::error(codes::OUTPUT, message).help("run it again"))
}

pub(super) fn not_mendable(input: &Input, kind: &str) -> Box<Diagnostic> {
    let message = format!("`{input}` is {kind}, and `--fix` only writes to files of a folder");
    let help = "name the folder that the files are in; `--diff` shows what would change, where there are texts";
    Box::new(Diagnostic::error(codes::OUTPUT, message).help(help))
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

pub(super) fn unknown_rule(name: &str) -> Diagnostic {
    let ids: Vec<&str> = protoward_rules::rules().iter().map(|rule| rule.id()).collect();
    let near: Vec<String> = nearest(&name.to_uppercase(), ids).iter().map(|id| format!("`{id}`")).collect();
    let diagnostic = Diagnostic::error(codes::UNKNOWN_RULE, format!("there is no rule `{name}`"));
    diagnostic.help(match near.is_empty() {
        true => "`protoward rules` lists them".to_owned(),
        false => format!("did you mean {}? `protoward rules` lists them all", list(&near).replace(" and ", " or ")),
    })
}

pub(super) fn unknown_rule_in_config(word: &Word, known: &[&str]) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::UNKNOWN_RULE, format!("there is no rule or category `{}`", word.text));
    let near = nearest(&word.text, known.iter().copied());
    let help = match near.first() {
        Some(near) => format!("did you mean `{near}`? `protoward rules` lists them all"),
        None => "`protoward rules` lists them, with their categories".to_owned(),
    };
    in_config(diagnostic.help(help), word)
}

pub(super) fn rule_needs_a_ledger(word: &Word) -> Diagnostic {
    let message = format!("`{}` looks at a ledger, and there is none", word.text);
    let help = "write `ledger = \"protoward.ledger\"` below `[breaking]` in `protoward.toml`, or give `--ledger FILE`; \
                `protoward ledger init --from-git` makes one";
    in_config(Diagnostic::error(codes::UNKNOWN_RULE, message).help(help), word)
}

/// Where the configuration says what is wrong.
pub(super) fn in_config(diagnostic: Diagnostic, word: &Word) -> Diagnostic {
    match word.place {
        Some(place) => diagnostic.label(place, "named here"),
        None => diagnostic,
    }
}

/// A gate that lets everything pass is worse than none.
pub(super) fn nothing_is_checked(breaking: &Breaking) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::CONFIG, "no rule is left to check: `except` takes all that `use` gives");
    let words = breaking.except.iter().chain(&breaking.use_).filter_map(|word| word.place);
    let diagnostic = words.take(1).fold(diagnostic, |it, place| it.label(place, "nothing is left behind this"));
    diagnostic.help("`protoward rules` lists the rules, with their categories")
}

/// It ignores nothing, and what it was meant to ignore is found; so a warning is enough.
pub(super) fn unknown_rule_in_comment(name: &str, place: Place, known: &[&str]) -> Diagnostic {
    let near = nearest(name, known.iter().copied());
    Diagnostic::warning(
        codes::UNKNOWN_RULE,
        format!("there is no rule or category `{name}`: this comment ignores nothing"),
    )
    .label(place, "named here")
    .help(match near.first() {
        Some(near) => format!("did you mean `{near}`? `protoward rules` lists them all"),
        None => "`protoward rules` lists them, with their categories".to_owned(),
    })
}

pub(super) fn comment_without_rule(place: Place) -> Diagnostic {
    Diagnostic::warning(codes::IGNORE, "this comment names no rule, and ignores nothing")
        .label(place, "here")
        .help("write the rule, or a category, and why: `protoward:breaking:ignore FIELD_NO_DELETE nobody used it`")
}

/// An ignore that does not end as its author expects would hide the finding forever.
pub(super) fn not_an_end(until: &Word) -> Diagnostic {
    let message = match &*until.text {
        "" => "nothing stands behind `until`: this comment ignores nothing".to_owned(),
        text => format!("`{text}` is neither a day of the calendar nor a version: this comment ignores nothing"),
    };
    in_config(Diagnostic::error(codes::IGNORE, message), until).help(END_FORMS)
}

pub(super) fn misplaced_end(place: Place, end: &str) -> Diagnostic {
    let message = format!("`until {end}` stands in the reason, where it ends nothing: this comment ignores nothing");
    Diagnostic::error(codes::IGNORE, message).label(place, "here").help(
        "write it right behind the rules: `protoward:breaking:ignore FIELD_NO_DELETE until 2026-12-31 nobody used it`",
    )
}

/// What an ignore lacks that the policy requires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Missing {
    /// A reason.
    Reason,
    /// An end.
    Until,
    /// A reason and an end.
    Both,
    /// The version of the schema, by which it ends.
    Version,
}

impl Missing {
    fn said(self) -> &'static str {
        match self {
            Self::Reason => "has no reason, which `require_ignore_reason` requires",
            Self::Until => "has no end, which `require_ignore_until` requires",
            Self::Both => "has no reason and no end, which the configuration requires",
            Self::Version => "ends with a version, and nothing says which version the schema has",
        }
    }
}

/// What to write at the top of `protoward.toml` so that versions are ends.
const VERSION_OF_SCHEMA: &str =
    "write the version of the schema at the top of `protoward.toml`, as in `version = \"1.4.2\"`";

pub(super) fn comment_disallowed(place: Place) -> Diagnostic {
    let message = "`disallow_comment_ignores` forbids ignores in sources: this comment ignores nothing";
    Diagnostic::error(codes::IGNORE_POLICY, message)
        .label(place, "not allowed here")
        .help("remove it; what is decided stands in `protoward.toml`, in a table `[[breaking.ignore]]`")
}

pub(super) fn comment_without(place: Place, missing: Missing) -> Diagnostic {
    let message = format!("this comment {}: it ignores nothing", missing.said());
    let help = match missing {
        Missing::Version => VERSION_OF_SCHEMA,
        _ => "write both behind the rules: `protoward:breaking:ignore FIELD_NO_DELETE until 2026-12-31 nobody used it`",
    };
    Diagnostic::error(codes::IGNORE_POLICY, message).label(place, "here").help(help)
}

pub(super) fn ignore_without(ignore: &config::Ignore, missing: Missing) -> Diagnostic {
    let message = format!("this ignore {}: it ignores nothing", missing.said());
    let help = match (&ignore.path, missing) {
        (_, Missing::Version) => VERSION_OF_SCHEMA.to_owned(),
        (Some(path), _) => {
            let keys = ignore.rules.first().map(|rule| format!(", rule = \"{}\"", rule.text)).unwrap_or_default();
            let path = &path.text;
            format!(
                "write `{{ path = \"{path}\"{keys}, reason = \"...\", until = 2026-12-31 }}` in `ignore` of `[breaking]`"
            )
        }
        (None, _) => "add `reason = \"...\"` and `until = 2026-12-31`".to_owned(),
    };
    Diagnostic::error(codes::IGNORE_POLICY, message).label(ignore.place, "here").help(help)
}

/// Each of them once: modules share what is written for all of them.
pub(super) fn once(problems: Report) -> Report {
    let mut once: Vec<Diagnostic> = Vec::new();
    for problem in problems {
        if !once.contains(&problem) {
            once.push(problem);
        }
    }
    once.into_iter().collect()
}

/// Adds to a finding that it was ignored once.
pub(super) fn ignore_ended(finding: &mut Diagnostic, cause: &Cause) {
    let Some(ended) = &cause.ended else { return };
    if finding.place().is_some() {
        finding.labels.push(Label { place: cause.place, text: format!("the ignore for it ended {ended}") });
    }
    let why = cause.reason.as_ref().map(|reason| format!(" (`{reason}`)")).unwrap_or_default();
    let note = format!("it was ignored{why} until that ended {ended}");
    finding.help = Some(finding.help.take().map_or(note.clone(), |help| format!("{help}; {note}")));
}

pub(super) fn has_ended(cause: &Cause, ended: &str) -> Diagnostic {
    let message = format!(
        "this ignore ended {ended}: {} again",
        match cause.shown {
            1 => "1 finding is shown".to_owned(),
            more => format!("{} are shown", count(more, "finding")),
        }
    );
    Diagnostic::warning(codes::IGNORE, message)
        .label(cause.place, "ended")
        .help("mend what it is about, or decide again until when it is fine")
}

/// `near` are names of the schema, where the one that is written is none.
pub(super) fn unused_ignore(cause: &Cause, near: Option<&[String]>) -> Diagnostic {
    let (message, help) = match (&cause.element, near) {
        (Some(name), Some(near)) => (
            format!("this ignore is about `{name}`, which neither side has"),
            match near.first() {
                Some(near) => format!("did you mean `{near}`?"),
                None => "remove it, or write the full name, package included".to_owned(),
            },
        ),
        _ if cause.is_exception => (
            "this ignore has nothing to ignore any more".to_owned(),
            "remove it, so that it does not hide the next change of the kind".to_owned(),
        ),
        _ => (
            "this ignore is about no file of either side".to_owned(),
            "remove it, or write the path from the folder of the configuration".to_owned(),
        ),
    };
    Diagnostic::warning(codes::UNUSED_IGNORE, message).label(cause.place, "unused").help(help)
}

pub(super) fn version_unknown(until: &Word) -> Diagnostic {
    let message = format!("nothing says whether version `{}` has come: the ignore holds", until.text);
    in_config(Diagnostic::warning(codes::IGNORE, message).help(VERSION_OF_SCHEMA), until)
}

pub(super) fn nothing_to_compare_with() -> Diagnostic {
    Diagnostic::error(codes::NO_BASELINE, "nothing says what to compare with").help(
        "give `--against` a folder, an image or a commit, such as `git:HEAD~1`, or write `against = \"...\"` below \
         `[breaking]` in `protoward.toml`; in a git repository, it is the commit where the branch was left",
    )
}

/// What can be done about it is not plain: the text is committed.
pub(super) fn baseline_does_not_compile(against: &str) -> Diagnostic {
    let message = format!("what is compared with, `{against}`, does not compile, so that nothing can be compared");
    Diagnostic::error(codes::BASELINE_DOES_NOT_COMPILE, message).help(
        "compare with a commit that compiles, as in `--against git:REV`; where imports were not found, \
         `--against-config 'include = [\"FOLDER\"]'` gives it folders to look in; `--exclude-path FILE` leaves a file out \
         that no other one imports",
    )
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

pub(super) fn unknown_plugin(word: &Word) -> Diagnostic {
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

/// What protoc has built in, and who else has it.
pub(super) fn not_built_in(name: &Word) -> Box<Diagnostic> {
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

pub(super) fn no_seconds(value: &str) -> Diagnostic {
    Diagnostic::error(codes::CONFIG, format!("`{TIMEOUT}` is `{value}`, which is no number of seconds"))
        .help("write a number, or 0 to wait forever")
}

pub(super) fn cleans_too_much(out: &Word) -> Diagnostic {
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
    .help("remove it, if nobody needs it")
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

pub(super) fn not_an_option(error: &SetOptionError) -> Diagnostic {
    Diagnostic::error(codes::CONFIG, error.to_string()).help("`tonic` has the options of `prost` and its own")
}

pub(super) fn bad_payload(flag: &str, text: &str, error: &PayloadError) -> Diagnostic {
    Diagnostic::error(codes::BAD_MESSAGE, format!("`{flag} {text}` cannot be understood: {error}"))
        .help("write it as `user.json`, or as `-#format=txtpb`")
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

pub(super) fn not_read(at: &Location, why: &str) -> Diagnostic {
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

pub(super) fn not_a_tree(at: &Location, offset: usize, error: &dyn Display) -> Diagnostic {
    Diagnostic::error(codes::BAD_MESSAGE, format!("`{at}` cannot be read from byte {offset} on: {error}"))
        .help("the bytes may be cut off, packed, or no message at all")
}
