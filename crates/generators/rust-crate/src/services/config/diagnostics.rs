//! Diagnostics of service configs. Places are texts, because the file of a service config is not a source of the schema.

use super::CODES;
use protoward_rust::diagnostics::GENERATE;
use protoward_source::{Diagnostic, nearest};
use protoward_values::{JsonError, Node, Tree};

/// A problem in a service config.
pub(super) enum Problem<'a> {
    UnknownKey { key: &'a str, known: &'a [&'a str] },
    DuplicateKey { key: &'a str },
    Missing { key: &'a str },
    Kind { expected: &'static str, found: String },
    Duration { found: String },
    ZeroDuration,
    Hedging,
    DuplicateName { first: usize },
    MethodWithoutService,
    NoService { name: &'a str, known: Vec<&'a str> },
    NoMethod { service: &'a str, name: &'a str, known: Vec<&'a str> },
    NoCodes,
    NoCode { found: &'a Node },
    Success,
}

pub(super) fn no_json(place: &str, error: &JsonError) -> Diagnostic {
    let why = error.reason.trim_start_matches("it is not JSON: ");
    let diagnostic = Diagnostic::error(GENERATE, format!("{place}: the service config is not JSON: {why}"));
    match &error.help {
        Some(help) => diagnostic.help(help.clone()),
        None => diagnostic,
    }
}

/// Returns the diagnostic for a problem. `first` is the place of the first occurrence of a duplicate name.
pub(super) fn problem(place: &str, first: Option<&str>, what: &Problem<'_>) -> Diagnostic {
    let (message, help) = match what {
        Problem::UnknownKey { key, known } => (format!("unknown key `{key}`"), suggestion(key, known)),
        Problem::DuplicateKey { key } => (format!("duplicate key `{key}`"), "remove one of them".to_owned()),
        Problem::Missing { key } => (format!("missing key `{key}`"), format!("add `{key}` to this object")),
        Problem::Kind { expected, found } => (format!("expected {expected}, found {found}"), format!("use {expected}")),
        Problem::Duration { found } => {
            let help = "use seconds with the suffix `s`, as in \"1.5s\", with up to nine decimal places";
            (format!("invalid duration {found}"), help.to_owned())
        }
        Problem::ZeroDuration => {
            ("the backoff must be greater than 0".to_owned(), "use a duration such as \"0.1s\"".to_owned())
        }
        Problem::Hedging => {
            let help = "use a `retryPolicy`, or remove it".to_owned();
            ("`hedgingPolicy` is not supported".to_owned(), help)
        }
        Problem::DuplicateName { .. } => {
            let message = format!("duplicate name, first used at {}", first.unwrap_or_default());
            (message, "use each name in one `methodConfig`".to_owned())
        }
        Problem::MethodWithoutService => {
            ("missing service of a name with a method".to_owned(), "add `service`, with its package".to_owned())
        }
        Problem::NoService { name, known } => {
            (format!("cannot find the service `{name}`"), service_suggestion(name, known))
        }
        Problem::NoMethod { service, name, known } => {
            (format!("cannot find the method `{name}` in `{service}`"), suggestion(name, known))
        }
        Problem::NoCodes => {
            let help = "add the codes after which a call is retried, such as \"UNAVAILABLE\"".to_owned();
            ("empty list of status codes".to_owned(), help)
        }
        Problem::NoCode { found } => (format!("unknown status code {}", found.shown()), code_suggestion(found)),
        Problem::Success => {
            ("`OK` in the list of status codes: a successful call is not retried".to_owned(), "remove `OK`".to_owned())
        }
    };
    Diagnostic::error(GENERATE, format!("{place}: {message}")).help(help)
}

fn code_suggestion(found: &Node) -> String {
    match &found.tree {
        Tree::String(name) => suggestion(name, CODES),
        _ => suggestion("", CODES),
    }
}

/// Returns a suggestion for an unknown service. A service with that name in any package is preferred.
fn service_suggestion(name: &str, known: &[&str]) -> String {
    let in_package = |known: &&&str| known.rsplit('.').next() == Some(name);
    match known.iter().find(in_package) {
        Some(full_name) => format!("did you mean `{full_name}`?"),
        None => suggestion(name, known),
    }
}

/// Returns a suggestion for an unknown word: similar names, or all known names.
fn suggestion(word: &str, known: &[&str]) -> String {
    const MAX: usize = 20;
    let quoted = |names: &[&str]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let near = nearest(word, known.iter().copied());
    match (near.as_slice(), known) {
        ([], []) => "none exist".to_owned(),
        ([], known) if known.len() <= MAX => format!("use one of {}", quoted(known)),
        ([], _) => "use full names, with their packages".to_owned(),
        (near, _) => format!("did you mean {}?", quoted(near).replace(", ", " or ")),
    }
}
