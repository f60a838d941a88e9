//! Diagnostics about names that nothing has.

use std::collections::BTreeSet;

use super::{DecidingName, NameKind, NameOrigin};
use crate::codes;
use protoward_config::diagnostics::labelled;
use protoward_inputs::InputError;
use protoward_source::{Diagnostic, LocatedText, list};

/// A name that no version of the schema has. `history` is the reason why a part of the history was not searched.
pub(super) fn unknown_name(name: &DecidingName<'_>, near: &[String], history: Option<&InputError>) -> Diagnostic {
    let DecidingName { text, kind, place, origin } = name;
    let (what, instead) = match origin {
        NameOrigin::Usage(consumer) => (format!("the usage file of the consumer `{consumer}`"), "remove the line"),
        NameOrigin::Level => ("`levels` below `[stability]`".to_owned(), "remove the level"),
        NameOrigin::Ignore => ("an ignore".to_owned(), "remove the ignore"),
        NameOrigin::Approval(approval) => (format!("the approval of {}", approval.rule), "remove the approval"),
    };
    let element = match kind {
        NameKind::Element => "element",
        NameKind::Whole => "type or service",
        NameKind::ElementOrPackage => "element or package",
        NameKind::Any => "element, package or file",
        NameKind::Path => "file or folder",
    };
    let message = format!("unknown {element} `{text}` in {what}: no version of the schema has it");
    let diagnostic = Diagnostic::error(codes::UNKNOWN_NAME, message);
    let diagnostic = place.iter().fold(diagnostic, |it, place| it.label(*place, "unknown"));
    let near: Vec<String> = near.iter().map(|near| format!("`{near}`")).collect();
    let help = match &near[..] {
        [] => format!("correct the name, or {instead}"),
        near => format!("did you mean {}? Otherwise {instead}", near.join(" or ")),
    };
    match history {
        Some(InputError::Shallow { fetch, .. }) => diagnostic
            .help(format!("{help}; if an earlier version had it, run `{fetch}`, because this clone lacks that")),
        _ => diagnostic.help(help),
    }
}

/// An error: a change could break nothing that the consumer uses.
pub(super) fn idle_usage(name: &str, word: &LocatedText, near: Option<&str>) -> Diagnostic {
    let message = format!(
        "the usage file of the consumer `{name}` names no element of the compared versions, so the consumer protects nothing"
    );
    let help = match near {
        Some(near) => format!("did you mean `{near}`? Otherwise remove the consumer from `[consumers]`"),
        None => "name what the consumer uses, or remove the consumer from `[consumers]`".to_owned(),
    };
    labelled(Diagnostic::error(codes::CONSUMER, message), word, "named here").help(help)
}

/// An error: a change could break none of its elements.
pub(super) fn unrelated_consumer(name: &str, word: &LocatedText, [own, compared]: [BTreeSet<&str>; 2]) -> Diagnostic {
    let message = format!(
        "the schema of the consumer `{name}` has no element of the compared versions, so the consumer protects nothing"
    );
    let packages = |packages: &BTreeSet<&str>| {
        let named = packages.iter().filter(|package| !package.is_empty()).take(MAX_PACKAGES);
        let named: Vec<String> = named.map(|package| format!("`{package}`")).collect();
        if named.is_empty() { "no package".to_owned() } else { list(&named) }
    };
    let help = format!(
        "it has {}, and the compared schema has {}; correct the reference, or remove the consumer from `[consumers]`",
        packages(&own),
        packages(&compared)
    );
    labelled(Diagnostic::error(codes::CONSUMER, message), word, "named here").help(help)
}

/// The maximum number of packages in a message.
const MAX_PACKAGES: usize = 3;
