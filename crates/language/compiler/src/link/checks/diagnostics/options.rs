//! Diagnostics of options that do not fit their declaration.

use crate::codes;
use protoward_source::{Diagnostic, Place};

/// `ctype` from edition 2024 on.
pub(in crate::link::checks) fn ctype_in_edition(option: Place) -> Diagnostic {
    Diagnostic::error(codes::LEGACY_OPTION, "`ctype` is not allowed since edition 2024")
        .label(option, "replaced by a feature")
        .help("add `import option \"google/protobuf/cpp_features.proto\";`, and set `features.(pb.cpp).string_type` to `VIEW`, `CORD` or `STRING`")
}

/// `packed` on a field that cannot be packed.
pub(in crate::link::checks) fn packed(option: Place, ty: Place, packable: bool) -> Diagnostic {
    let why = if packable { "not repeated" } else { "not a number, Boolean or enum" };
    Diagnostic::error(codes::OPTION_MISPLACED, "only repeated fields of numbers, Booleans or enums can be `packed`")
        .label(option, "cannot be packed")
        .label(ty, why)
        .help("remove the option")
}

/// `lazy` on a field without a length-delimited message.
pub(in crate::link::checks) fn lazy(name: &str, option: Place, ty: Place, is_group: bool) -> Diagnostic {
    let why = if is_group { "groups have no length, so they cannot be skipped" } else { "not a message" };
    Diagnostic::error(codes::OPTION_MISPLACED, format!("only message fields can be `{name}`"))
        .label(option, "cannot be parsed lazily")
        .label(ty, why)
        .help("remove the option")
}

pub(in crate::link::checks) fn lazy_extension(option: Place) -> Diagnostic {
    Diagnostic::error(codes::OPTION_MISPLACED, "an extension cannot be `unverified_lazy`")
        .label(option, "not allowed on extensions")
        .help("remove the option, or use `lazy`")
}

/// `jstype` on a type other than a 64-bit integer.
pub(in crate::link::checks) fn jstype(option: Place, ty: Place) -> Diagnostic {
    Diagnostic::error(codes::OPTION_MISPLACED, "`jstype` of a field that is not a 64-bit integer")
        .label(option, "set here")
        .label(ty, "not a 64-bit integer")
        .help("remove the option; it is for `int64`, `uint64`, `sint64`, `fixed64` and `sfixed64`")
}

/// An import of a lite file in a file with descriptors.
pub(in crate::link::checks) fn lite_import(name: &str, import: Place, option: Option<Place>) -> Diagnostic {
    let diagnostic =
        Diagnostic::error(codes::LITE_RUNTIME, format!("`{name}` is for the lite runtime, and this file is not"))
            .label(import, "the generated code of this file has no descriptors");
    let diagnostic = match option {
        Some(option) => diagnostic.label(option, "set here"),
        None => diagnostic,
    };
    diagnostic.help("add `option optimize_for = LITE_RUNTIME;` to this file, or remove it from the other one")
}

/// A generic service in a lite file.
pub(in crate::link::checks) fn lite_service(name: Place, option: Option<Place>, set: &str) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::LITE_RUNTIME, "a file for the lite runtime cannot have generic services")
        .label(name, "this service needs descriptors");
    let diagnostic = match option {
        Some(option) => diagnostic.label(option, "enables generic services"),
        None => diagnostic,
    };
    diagnostic.help(format!("remove `{set}`, or `optimize_for = LITE_RUNTIME`"))
}

/// An extension in a lite file of a message with descriptors.
pub(in crate::link::checks) fn lite_extension(name: &str, extendee: Place) -> Diagnostic {
    Diagnostic::error(codes::LITE_RUNTIME, format!("a file for the lite runtime cannot extend `{name}`"))
        .label(extendee, "this message has descriptors, and its extensions need them")
        .help("remove `optimize_for = LITE_RUNTIME`, or declare the extension in a file without it")
}
