//! What this room says to people.

use std::fmt::Display;
use std::io;
use std::path::Path;

use super::words::list;
use crate::breaking;
use crate::config::Word;
use crate::image::Format;
use crate::report::{Code, Diagnostic};
use crate::source::nearest;

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
        "give `--against git:HEAD~1` or the like, or write `against = \"git:origin/main\"` below `[breaking]` in \
         `protoward.toml`",
    )
}
