//! Diagnostics about consumers.

use crate::codes;
use protoward_config::diagnostics::labelled;
use protoward_source::{Diagnostic, LocatedText, Place};

/// Names the consumer in a problem of its schema, which lies elsewhere.
pub(super) fn unreadable_schema(name: &str, problem: Diagnostic, word: &LocatedText) -> Diagnostic {
    unreadable(name, "schema", problem, word)
}

pub(super) fn unreadable_usage(name: &str, problem: Diagnostic, word: &LocatedText) -> Diagnostic {
    unreadable(name, "usage file", problem, word)
}

fn unreadable(name: &str, what: &str, problem: Diagnostic, word: &LocatedText) -> Diagnostic {
    let message = format!("cannot read the {what} of the consumer `{name}`: {}", problem.message);
    let diagnostic = labelled(Diagnostic::error(codes::CONSUMER, message), word, "named here");
    let diagnostic = problem.labels.into_iter().fold(diagnostic, |it, label| it.label(label.place, label.text));
    diagnostic.help("correct the reference, or remove the consumer from `[consumers]`")
}

pub(super) fn bad_name(place: Place) -> Diagnostic {
    Diagnostic::error(codes::CONSUMER, "expected the full name of an element")
        .label(place, "not a full name")
        .help("use a full name such as `acme.v1.Order.id`, a method such as `/acme.v1.Orders/Get`, or all members, as in `acme.v1.Order.*`")
}
