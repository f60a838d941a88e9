//! What is said about declarations that hold too much.

use crate::codes;
use protoward_source::{Diagnostic, Place};

/// More members than an edition lets a declaration have; `first` is the first one too many.
pub(in crate::link::checks) fn too_many(
    what: &str,
    name: &str,
    members: &str,
    count: usize,
    most: usize,
    place: Place,
    first: Option<Place>,
) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::TOO_MANY, format!("the {what} `{name}` has {count} {members}"))
        .label(place, format!("edition 2026 lets it have {most}"));
    let diagnostic = match first {
        Some(first) => diagnostic.label(first, "the first one too many"),
        None => diagnostic,
    };
    let parts = if what == "enum" { "two enums" } else { "messages of their own" };
    diagnostic.help(format!(
        "split it into {parts}, or go on with `option features.enforce_proto_limits = LEGACY_NO_EXPLICIT_LIMITS;` in it"
    ))
}
