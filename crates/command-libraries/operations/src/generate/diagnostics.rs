//! The diagnostics of code generation: generators that do not exist, and folders that must not be written.

use std::io;
use std::path::Path;

use crate::codes;
use protoward_image::managed::MatchedName;
use protoward_plugin::only_protoc_has;
use protoward_rust_crate::OptionRow;
use protoward_settings::{Config, Node};
use protoward_source::paths::shown;
use protoward_source::{Diagnostic, LocatedText};

/// Adds the place of a configuration value.
fn named_here(diagnostic: Diagnostic, word: &LocatedText) -> Diagnostic {
    match word.place {
        Some(place) => diagnostic.label(place, "named here"),
        None => diagnostic,
    }
}

pub(crate) fn missing_key(key: &str, table: &Node, what: &str) -> Diagnostic {
    Diagnostic::error(codes::CONFIG, format!("missing `{key}` in `[[generate]]`"))
        .label(table.place, format!("no `{key}` in this table"))
        .help(format!("add {what}"))
}

pub(crate) fn unknown_plugin(word: &LocatedText) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::CONFIG, format!("unknown plugin `{}`", word.text));
    let help = "built in are `tonic`, `prost`, `openapi`, `python`, `pyi` and `grpc_python`; a plugin of protoc is \
                `local = \"protoc-gen-NAME\"`";
    named_here(diagnostic.help(help), word)
}

/// A rule of managed mode whose file or field does not exist.
pub(crate) fn managed_nothing(name: MatchedName<'_>) -> Diagnostic {
    let word = name.word();
    let (message, help) = match name {
        MatchedName::Path(_) => (
            format!("no file or folder `{}` in the inputs", word.text),
            "the rule has no effect; give the path of a file or folder as imports name it",
        ),
        MatchedName::Field(_) => (
            format!("no field `{}` in the inputs", word.text),
            "the rule has no effect; give the full name, as in `acme.v1.Order.total`",
        ),
    };
    named_here(Diagnostic::warning(codes::CONFIG, message).help(help), word)
}

pub(crate) fn nothing_to_generate(config: &Config) -> Diagnostic {
    let message = match config.source {
        Some(_) => "no generators in the configuration",
        None => "no configuration with generators",
    };
    Diagnostic::error(codes::NOTHING_TO_GENERATE, message).help(
        "add a table `[[generate]]` to `protoward.toml`, with `plugin = \"tonic\"` and `out = \"src/gen\"`, or give \
         `--plugin tonic -o src/gen`",
    )
}

pub(crate) fn template_not_read(path: &Path, error: &io::Error) -> Diagnostic {
    Diagnostic::error(codes::CONFIG, format!("cannot read `{}`: {error}", shown(path)))
        .help("use a `buf.gen.yaml`, or its text")
}

/// Returns the reason why a plugin does not run here.
pub(crate) fn missing_program(program: &str) -> String {
    format!("the program `{program}` is not installed")
}

/// Reports a generator that only protoc has, with alternatives.
pub(crate) fn not_built_in(name: &LocatedText) -> Box<Diagnostic> {
    let what = &name.text;
    let program = format!("protoc-gen-{}", name.text);
    let (message, help) = match only_protoc_has(what) {
        Some((language, instead)) => (
            format!("the generator for {language} is part of protoc, and `PATH` has no `protoc`"),
            format!("use {instead}, or add `protoc` to `PATH` or set `protoc_path`"),
        ),
        None => (format!("unknown built-in generator `{what}`"), format!("for a plugin, use `local: {program}`")),
    };
    let diagnostic = Diagnostic::error(codes::PLUGIN_MISSING, message);
    let diagnostic = match name.place {
        Some(place) => diagnostic.label(place, "asked for here"),
        None => diagnostic,
    };
    Box::new(diagnostic.help(help))
}

pub(crate) fn cleans_working_folder(out: &LocatedText) -> Diagnostic {
    cleans_too_much(out, "the current folder")
}

/// `path` is a file or a folder that the run reads, without links.
pub(crate) fn cleans_input(out: &LocatedText, path: &Path) -> Diagnostic {
    cleans_too_much(out, &format!("the input `{}`", from_here(path)))
}

/// Returns a path without links as a user knows it, relative to the working directory if it is inside.
fn from_here(path: &Path) -> String {
    let here = Path::new(".").canonicalize().unwrap_or_default();
    shown(path.strip_prefix(here).unwrap_or(path)).to_string()
}

/// `outs` are the folders of both generators, which may be the same or contain one another.
pub(crate) fn generated_by_several(path: &Path, outs: [&Path; 2]) -> Diagnostic {
    let path = from_here(path);
    let [one, other] = outs.map(|out| shown(out).to_string());
    let whose = if one == other { format!("for `{one}`") } else { format!("for `{one}` and for `{other}`") };
    Diagnostic::error(codes::OUTPUT, format!("two generators generate `{path}`, {whose}"))
        .help("use another output folder for one of them with `out`")
}

fn cleans_too_much(out: &LocatedText, content: &str) -> Diagnostic {
    let message = format!("`clean` would remove `{}`, which contains {content}", out.text);
    let diagnostic = Diagnostic::error(codes::OUTPUT, message);
    let diagnostic = match out.place {
        Some(place) => diagnostic.label(place, "output folder"),
        None => diagnostic,
    };
    diagnostic.help("use a separate folder for generated code")
}

pub(crate) fn wrong_option(row: &OptionRow, node: &Node) -> Diagnostic {
    Diagnostic::error(codes::CONFIG, format!("expected {} for `{}`, found {}", row.kind, row.name, node.kind()))
        .label(node.place, format!("expected {}", row.kind))
}

/// An error: an image has descriptors and no texts.
pub(crate) fn nothing_to_export(image: &str) -> Diagnostic {
    Diagnostic::error(codes::NOTHING_TO_EXPORT, format!("image `{image}` has no `.proto` files to export"))
        .help("use the folder, commit or archive that it was built from; `protoward ls-files` lists its files")
}
