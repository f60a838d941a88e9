//! Diagnostics of service YAMLs, whose place is part of the message.

use protoward_source::{Code, Diagnostic, nearest};
use protoward_values::YamlProblem;

/// A mistake in a service configuration, such as `api.yaml`.
const SERVICE_YAML: Code = Code::new("service-yaml");

/// A problem in a service YAML.
pub(super) enum Problem<'a> {
    Yaml(&'a YamlProblem),
    Kind {
        expected: &'static str,
        found: String,
    },
    UnknownKey {
        key: &'a str,
        known: &'a [&'a str],
    },
    DuplicateKey {
        key: &'a str,
    },
    Type {
        found: String,
    },
    NoSelector,
    TwoPatterns,
    /// A selector of no method. `is_foreign` is `true` if the schema does not have its package.
    NoMethod {
        name: &'a str,
        known: &'a [String],
        is_foreign: bool,
    },
}

/// Returns the diagnostic for a problem. `place` has the form `path:line:column`.
pub(super) fn diagnostic(place: &str, problem: &Problem<'_>) -> Diagnostic {
    let error = |message: String| Diagnostic::error(SERVICE_YAML, format!("{place}: {message}"));
    match problem {
        Problem::Yaml(problem) => error(format!("cannot parse the service YAML: {}", yaml(problem))),
        Problem::Kind { expected, found } => {
            error(format!("expected {expected}, found {found}")).help(format!("use {expected}"))
        }
        Problem::UnknownKey { key, known } => {
            error(format!("unknown key `{key}`")).help(suggestion(key, known.iter().copied()))
        }
        Problem::DuplicateKey { key } => error(format!("duplicate key `{key}`")).help("remove one of them"),
        Problem::Type { found } => error(format!("expected the type `google.api.Service`, found {found}"))
            .help("use the service YAML of the API, which starts with `type: google.api.Service`"),
        Problem::NoSelector => error("missing `selector` of a rule".to_owned())
            .help("add the full name of its method: `selector: shop.v1.Shop.GetOrder`"),
        Problem::TwoPatterns => {
            error("several patterns in one rule".to_owned()).help("move one of them to `additional_bindings`")
        }
        Problem::NoMethod { name, known, is_foreign: true } => {
            let message =
                format!("{place}: the rule for `{name}` has no effect, because the schema has no such package");
            let near = nearest(name, known.iter().map(String::as_str));
            let help = near.first().map(|near| format!("did you mean `{near}`?"));
            Diagnostic::warning(SERVICE_YAML, message)
                .help(help.unwrap_or_else(|| "add the files of the package to the input, or ignore this".to_owned()))
        }
        Problem::NoMethod { name, known, is_foreign: false } => {
            error(format!("cannot find the method `{name}`")).help(suggestion(name, known.iter().map(String::as_str)))
        }
    }
}

fn yaml(problem: &YamlProblem) -> String {
    match problem {
        YamlProblem::Syntax(reason) => reason.clone(),
        YamlProblem::TwoDocuments => "it has a second document".to_owned(),
        YamlProblem::TooDeep => "it is nested too deeply".to_owned(),
        YamlProblem::TooLarge => "it has too many values".to_owned(),
        YamlProblem::Key(key) => format!("{} is not a key", key.shown()),
    }
}

/// Returns a proposal for an unknown name.
fn suggestion<'a>(name: &str, known: impl Iterator<Item = &'a str> + Clone) -> String {
    const MOST: usize = 12;
    if let Some(near) = nearest(name, known.clone()).first() {
        return format!("did you mean `{near}`?");
    }
    let names: Vec<String> = known.map(|name| format!("`{name}`")).collect();
    match names.len() {
        0 => "none exist".to_owned(),
        1..=MOST => format!("use one of {}", names.join(", ")),
        _ => "use full names, with their packages".to_owned(),
    }
}
