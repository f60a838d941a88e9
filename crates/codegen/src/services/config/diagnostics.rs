//! The diagnostics of service configs.

use super::status_codes::CODES;
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
        Problem::UnknownKey { key, known } => (format!("there is no key `{key}` here"), suggestion(key, known)),
        Problem::DuplicateKey { key } => (format!("the key `{key}` is there already"), "remove one of them".to_owned()),
        Problem::Missing { key } => (format!("`{key}` is missing"), format!("add `{key}` to this object")),
        Problem::Kind { expected, found } => (format!("{found} is not {expected}"), format!("write {expected}")),
        Problem::Duration { found } => {
            let help = "write seconds with an `s` behind them, as in \"1.5s\"; up to nine digits behind the point";
            (format!("{found} is no duration"), help.to_owned())
        }
        Problem::ZeroDuration => {
            ("a backoff has to be more than nothing".to_owned(), "write a time such as \"0.1s\"".to_owned())
        }
        Problem::Hedging => {
            let help = "write a `retryPolicy`, or nothing".to_owned();
            ("`hedgingPolicy` is not supported: calls are not sent more than once at a time".to_owned(), help)
        }
        Problem::DuplicateName { .. } => {
            let message = format!("this name is there already, at {}", first.unwrap_or_default());
            (message, "use each name in one `methodConfig`".to_owned())
        }
        Problem::MethodWithoutService => {
            ("a name has a method and no service".to_owned(), "write `service` with its package too".to_owned())
        }
        Problem::NoService { name, known } => {
            (format!("there is no service `{name}`"), service_suggestion(name, known))
        }
        Problem::NoMethod { service, name, known } => {
            (format!("`{service}` has no method `{name}`"), suggestion(name, known))
        }
        Problem::NoCodes => {
            let help = "name what a call is tried again after, such as \"UNAVAILABLE\"".to_owned();
            ("no status code is named".to_owned(), help)
        }
        Problem::NoCode { found } => (format!("{} is no status code", found.shown()), code_suggestion(found)),
        Problem::Success => ("a call that has succeeded is not tried again".to_owned(), "leave out `OK`".to_owned()),
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
        ([], []) => "there is none".to_owned(),
        ([], known) if known.len() <= MAX => format!("there are {}", quoted(known)),
        ([], _) => "names have their packages in front".to_owned(),
        (near, _) => format!("did you mean {}?", quoted(near).replace(", ", " or ")),
    }
}
