//! Diagnostics of names, nesting and members beyond a limit.

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

/// Messages, groups or map entries nested too deeply. protoc reports no line.
pub(in super::super) fn nested_too_deeply(is_map: bool, most: usize, place: Place) -> Diagnostic {
    let label = if is_map { "the entry message of this map exceeds the limit" } else { "exceeds the limit" };
    Diagnostic::error(codes::NESTED_TOO_DEEPLY, "messages are nested too deeply")
        .label(place, label)
        .help(format!("the limit is {most} levels, including groups and maps; move some messages to the top level"))
        .in_protoc(Place::whole(place.source))
}

/// More fields than a descriptor can index. protoc reports no line.
pub(in super::super) fn too_many_fields(name: &str, count: usize, most: usize, place: Place) -> Diagnostic {
    Diagnostic::error(codes::TOO_MANY, format!("`{name}` has {count} fields"))
        .label(place, format!("the limit is {most}"))
        .help("split the message")
        .in_protoc(Place::whole(place.source))
}

/// A full name, or a name derived from a field name, that is too long.
pub(in super::super) fn name_too_long(length: usize, most: usize, place: Place) -> Diagnostic {
    Diagnostic::error(codes::NAME_TOO_LONG, "name too long")
        .label(place, format!("{length} bytes with its scope and derived names; the limit is {most}"))
        .help("use a shorter name")
}

/// A reserved name that is too long. protoc reports the message.
pub(in super::super) fn reserved_name_too_long(length: usize, most: usize, place: Place, of: Place) -> Diagnostic {
    Diagnostic::error(codes::NAME_TOO_LONG, "reserved name too long")
        .label(place, format!("{length} bytes; the limit is {most}"))
        .help("remove it; no field can have a name of this length")
        .in_protoc(of)
}

/// A package name with too many bytes.
pub(in super::super) fn package_too_long(length: usize, most: usize, place: Place) -> Diagnostic {
    Diagnostic::error(codes::NAME_TOO_LONG, "package name too long")
        .label(place, format!("{length} bytes; the limit is {most}"))
        .help("use a shorter name")
}

/// A package name with too many components.
pub(in super::super) fn package_too_deep(most: usize, place: Place) -> Diagnostic {
    Diagnostic::error(codes::NAME_TOO_LONG, "package name with too many parts")
        .label(place, format!("the limit is {most} parts"))
        .help("use a name with fewer parts")
}
