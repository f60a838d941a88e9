//! Diagnostics of declarations with too many members.

use super::NamedDeclaration;
use crate::codes;
use protoward_source::{Diagnostic, Place};

/// A member count above its limit.
#[derive(Clone, Copy)]
pub(in crate::link::checks) struct ExceededLimit {
    /// The kind of the declaration.
    pub(in crate::link::checks) what: &'static str,
    /// The kind of its members.
    pub(in crate::link::checks) members: &'static str,
    pub(in crate::link::checks) count: usize,
    /// The maximum number of members.
    pub(in crate::link::checks) most: usize,
}

/// A declaration with more members than its edition permits. `first` is the first surplus member.
pub(in crate::link::checks) fn too_many(
    holder: NamedDeclaration<'_>,
    excess: ExceededLimit,
    first: Option<Place>,
) -> Diagnostic {
    let NamedDeclaration { name, place } = holder;
    let ExceededLimit { what, members, count, most } = excess;
    let diagnostic = Diagnostic::error(codes::TOO_MANY, format!("the {what} `{name}` has {count} {members}"))
        .label(place, format!("the limit of edition 2026 is {most}"));
    let diagnostic = match first {
        Some(first) => diagnostic.label(first, "exceeds the limit"),
        None => diagnostic,
    };
    let parts = if what == "enum" { "two enums" } else { "messages of their own" };
    diagnostic.help(format!(
        "split it into {parts}, or set `option features.enforce_proto_limits = LEGACY_NO_EXPLICIT_LIMITS;` in it"
    ))
}
