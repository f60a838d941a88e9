//! What this room says to people.

use std::fmt::Display;
use std::io;
use std::path::Path;

use super::words::list;
use crate::breaking;
use crate::codegen::{OptionRow, SetOptionError};
use crate::config::{Config, Node, Word};
use crate::image::Format;
use crate::report::{Code, Diagnostic};
use crate::source::{Place, SourceId, nearest};

const OUTPUT: Code = Code::new("output");
const RULE: Code = Code::new("unknown-rule");

pub(super) fn not_written(path: &Path, error: &io::Error) -> Box<Diagnostic> {
    Box::new(Diagnostic::error(OUTPUT, format!("cannot write `{}`: {error}", path.display())))
}

pub(super) fn not_writable_as(format: Format, error: &dyn Display) -> Diagnostic {
    let name = match format {
        Format::Binary => "binary",
        Format::Json => "JSON",
        Format::Text => "text",
    };
    Diagnostic::error(OUTPUT, format!("the schema cannot be written as {name}: {error}"))
        .help("write it as `.binpb`, which needs no custom option to be understood")
}

pub(super) fn unknown_rule(name: &str) -> Diagnostic {
    let ids: Vec<&str> = breaking::rules().iter().map(|rule| rule.id()).collect();
    let near: Vec<String> = nearest(&name.to_uppercase(), ids).iter().map(|id| format!("`{id}`")).collect();
    let diagnostic = Diagnostic::error(RULE, format!("there is no rule `{name}`"));
    diagnostic.help(match near.is_empty() {
        true => "`protoward rules` lists them".to_owned(),
        false => format!("did you mean {}? `protoward rules` lists them all", list(&near).replace(" and ", " or ")),
    })
}

pub(super) fn unknown_rule_in_config(word: &Word, known: &[&str]) -> Diagnostic {
    let diagnostic = Diagnostic::error(RULE, format!("there is no rule or category `{}`", word.text));
    let near = nearest(&word.text, known.iter().copied());
    let help = match near.first() {
        Some(near) => format!("did you mean `{near}`? `protoward rules` lists them all"),
        None => "`protoward rules` lists them, with their categories".to_owned(),
    };
    in_config(diagnostic.help(help), word)
}

/// Where the configuration says what is wrong.
pub(super) fn in_config(diagnostic: Diagnostic, word: &Word) -> Diagnostic {
    match word.place {
        Some(place) => diagnostic.label(place, "named here"),
        None => diagnostic,
    }
}

pub(super) fn nothing_to_compare_with() -> Diagnostic {
    Diagnostic::error(Code::new("no-baseline"), "nothing says what to compare with").help(
        "give `--against` a folder, an image or a commit, such as `git:HEAD~1`, or write `against = \"...\"` below \
         `[breaking]` in `protoward.toml`; in a git repository, it is the commit where the branch was left",
    )
}

pub(super) fn not_shown(findings: &str, number: usize, most: usize) -> Diagnostic {
    let are = if number == 1 { "is" } else { "are" };
    Diagnostic::warning(Code::new("max-findings"), format!("{findings} beyond the first {most} {are} not shown"))
        .help(format!("leave out `--max-findings {most}` to see all"))
}

const CONFIG: Code = Code::new("config");

pub(super) fn missing_key(key: &str, table: &Node, what: &str) -> Diagnostic {
    Diagnostic::error(CONFIG, format!("`[[generate]]` has no `{key}`"))
        .label(table.place, format!("`{key}` is missing here"))
        .help(format!("write {what}"))
}

pub(super) fn unknown_plugin(word: &Word) -> Diagnostic {
    let diagnostic = Diagnostic::error(CONFIG, format!("there is no plugin `{}`", word.text));
    in_config(diagnostic.help("the plugins are `tonic` and `prost`; plugins of protoc are not run yet"), word)
}

pub(super) fn nothing_to_generate(config: &Config) -> Diagnostic {
    let message = match config.source {
        Some(_) => "the configuration does not say what to generate",
        None => "there is no configuration that says what to generate",
    };
    Diagnostic::error(Code::new("nothing-to-generate"), message).help(
        "write a `[[generate]]` into `protoward.toml`, with `plugin = \"tonic\"` and `out = \"src/gen\"`, or give \
         `--plugin tonic -o src/gen`",
    )
}

pub(super) fn kept(path: &str) -> Diagnostic {
    Diagnostic::warning(
        OUTPUT,
        format!("`{path}` is no longer generated, and stays: it looks like the work of a person"),
    )
    .help("remove it, if nobody needs it")
}

pub(super) fn wrong_option(row: &OptionRow, node: &Node) -> Diagnostic {
    Diagnostic::error(CONFIG, format!("`{}` takes {}", row.name, row.kind))
        .label(node.place, format!("this is {}", node.kind()))
}

pub(super) fn not_current(file: SourceId) -> Diagnostic {
    Diagnostic::error(Code::new("generated-not-current"), "this file is not what the schema generates")
        .label(Place::whole(file), "")
        .help("run `protoward generate`")
}

pub(super) fn not_an_option(error: &SetOptionError) -> Diagnostic {
    Diagnostic::error(CONFIG, error.to_string()).help("`tonic` has the options of `prost` and its own")
}
