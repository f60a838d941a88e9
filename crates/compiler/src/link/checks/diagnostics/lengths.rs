//! Diagnostics of exceeded sizes.

use crate::codes;
use protoward_source::{Diagnostic, Place};

/// Messages, groups or map entries nested too deeply. protoc reports no line.
pub(in super::super) fn nested_too_deeply(is_map: bool, most: usize, place: Place) -> Diagnostic {
    let label = if is_map { "this map brings a message along, one level too many" } else { "one level too many" };
    Diagnostic::error(codes::NESTED_TOO_DEEPLY, "messages are nested too deeply")
        .label(place, label)
        .help(format!("{most} levels are allowed, groups and maps included; move some of them to the file's level"))
        .in_protoc(Place::whole(place.source))
}

/// More fields than a descriptor can index. protoc reports no line.
pub(in super::super) fn too_many_fields(name: &str, count: usize, most: usize, place: Place) -> Diagnostic {
    Diagnostic::error(codes::TOO_MANY, format!("`{name}` has {count} fields"))
        .label(place, format!("a message may have {most}"))
        .help("split it")
        .in_protoc(Place::whole(place.source))
}

/// A full name, or a name derived from a field name, that is too long.
pub(in super::super) fn name_too_long(length: usize, most: usize, place: Place) -> Diagnostic {
    Diagnostic::error(codes::NAME_TOO_LONG, "a name is too long")
        .label(place, format!("{length} bytes with its scope and derived names; {most} are allowed"))
        .help("choose a shorter one")
}

/// A reserved name that is too long. protoc reports the message.
pub(in super::super) fn reserved_name_too_long(length: usize, most: usize, place: Place, of: Place) -> Diagnostic {
    Diagnostic::error(codes::NAME_TOO_LONG, "a reserved name is too long")
        .label(place, format!("{length} bytes; {most} are allowed"))
        .help("nothing can have such a name: remove it")
        .in_protoc(of)
}

/// A package name with too many bytes.
pub(in super::super) fn package_too_long(length: usize, most: usize, place: Place) -> Diagnostic {
    Diagnostic::error(codes::NAME_TOO_LONG, "the name of the package is too long")
        .label(place, format!("{length} bytes; {most} are allowed"))
        .help("choose a shorter one")
}

/// A package name with too many components.
pub(in super::super) fn package_too_deep(most: usize, place: Place) -> Diagnostic {
    Diagnostic::error(codes::NAME_TOO_LONG, "the name of the package has too many parts")
        .label(place, format!("{most} parts are allowed"))
        .help("choose one with fewer dots")
}
