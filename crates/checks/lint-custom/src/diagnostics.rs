//! Diagnostics about rules that a configuration defines.

use crate::codes;
use crate::target::Target;
use protoward_cel::CelError as ConditionError;
use protoward_config::place_in;
use protoward_source::{Diagnostic, LocatedText, Place, Sources, nearest};

/// Adds the place of a value.
fn at(diagnostic: Diagnostic, word: &LocatedText, text: &str) -> Diagnostic {
    match word.place {
        Some(place) => diagnostic.label(place, text),
        None => diagnostic,
    }
}

/// An error in an expression or in a message.
pub(crate) fn wrong_expression(sources: &Sources, text: &LocatedText, error: &ConditionError) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::CONDITION, error.message.clone());
    let diagnostic = match place_in(sources, text, &error.range) {
        Some(place) => diagnostic.label(place, "here"),
        None => diagnostic,
    };
    match &error.help {
        Some(help) => diagnostic.help(help.clone()),
        None => diagnostic,
    }
}

/// An evaluation that failed for a declaration.
pub(crate) fn failed(
    sources: &Sources,
    text: &LocatedText,
    error: &ConditionError,
    (name, place): (&str, Place),
) -> Diagnostic {
    let diagnostic = wrong_expression(sources, text, error);
    diagnostic.label(place, format!("for `{name}`"))
}

pub(crate) fn too_many_steps(text: &LocatedText, id: &str, limit: u64) -> Diagnostic {
    let limit = protoward_source::grouped(usize::try_from(limit).unwrap_or(usize::MAX));
    let message = format!("the rule `{id}` takes more than {limit} steps for this schema");
    let diagnostic = at(Diagnostic::error(codes::CONDITION, message), text, "this condition");
    diagnostic.help("look at the declaration itself instead of searching all its siblings")
}

pub(crate) fn unknown_target(word: &LocatedText) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::CONFIG, format!("unknown target `{}`", word.text));
    let names = Target::ALL.map(Target::name);
    let help = match nearest(&word.text, names).first() {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the targets are {}", names.map(|name| format!("`{name}`")).join(", ")),
    };
    at(diagnostic, word, "named here").help(help)
}

pub(crate) fn bad_id(word: &LocatedText) -> Diagnostic {
    let message = format!("`{}` cannot be the id of a rule", word.text);
    let help = "an id has capital letters, digits and underscores, as in `METHODS_HAVE_AUTH`";
    at(Diagnostic::error(codes::CONFIG, message), word, "here").help(help)
}

pub(crate) fn taken_id(word: &LocatedText, first: Option<Place>) -> Diagnostic {
    let message = format!("there is already a rule or category `{}`", word.text);
    let diagnostic = at(Diagnostic::error(codes::CONFIG, message), word, "here");
    match first {
        Some(first) => diagnostic.label(first, "first here").help("give the rule another id"),
        None => diagnostic.help("it is built in; give the rule another id"),
    }
}

/// A custom option that the schema does not declare. If a declared option has nearly the same name, it is a mistake.
/// Otherwise, no file imports the declaration, and the option is not set anywhere.
pub(crate) fn unknown_option(
    sources: &Sources,
    text: &LocatedText,
    option: &crate::named_options::NamedOption,
    near: Option<&str>,
) -> Diagnostic {
    let message = format!("no file declares the option `{}`", option.name);
    let diagnostic = match near {
        Some(near) => Diagnostic::error(codes::CONDITION, message).help(format!("did you mean `{near}`?")),
        None => Diagnostic::warning(codes::CONDITION, message)
            .help("the option counts as unset; import its file if it should be set somewhere"),
    };
    match place_in(sources, text, &option.range) {
        Some(place) => diagnostic.label(place, "here"),
        None => diagnostic,
    }
}
