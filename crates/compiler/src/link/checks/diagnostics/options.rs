//! Diagnostics of options that do not fit their declaration.

use crate::codes;
use protoward_source::{Diagnostic, Place};

/// `ctype` from edition 2024 on.
pub(in crate::link::checks) fn ctype_in_edition(option: Place) -> Diagnostic {
    Diagnostic::error(codes::LEGACY_OPTION, "editions from 2024 on have no option `ctype`")
        .label(option, "a feature has taken its place")
        .help("import `google/protobuf/cpp_features.proto` with `import option`, and write `features.(pb.cpp).string_type = VIEW`, `CORD` or `STRING`")
}

/// `packed` on a field that cannot be packed.
pub(in crate::link::checks) fn packed(option: Place, ty: Place, packable: bool) -> Diagnostic {
    let why = if packable { "this is one value" } else { "only numbers, booleans and enums can be packed" };
    Diagnostic::error(codes::OPTION_MISPLACED, "only a repeated field of numbers, booleans or enums can be `packed`")
        .label(option, "cannot be packed")
        .label(ty, why)
        .help("remove the option")
}

/// `lazy` on a field without a length-delimited message.
pub(in crate::link::checks) fn lazy(name: &str, option: Place, ty: Place, is_group: bool) -> Diagnostic {
    let why = if is_group { "a group has no length by which it could be passed over" } else { "no message" };
    Diagnostic::error(codes::OPTION_MISPLACED, format!("only a field with a message can be `{name}`"))
        .label(option, "cannot be read later")
        .label(ty, why)
        .help("remove the option")
}

/// `unverified_lazy` on an extension.
pub(in crate::link::checks) fn lazy_extension(option: Place) -> Diagnostic {
    Diagnostic::error(codes::OPTION_MISPLACED, "an extension cannot be `unverified_lazy`")
        .label(option, "only for fields of the message itself")
        .help("remove the option, or write `lazy`")
}

/// `jstype` on a type other than a 64-bit integer.
pub(in crate::link::checks) fn jstype(option: Place, ty: Place) -> Diagnostic {
    Diagnostic::error(codes::OPTION_MISPLACED, "only a 64-bit integer can have a `jstype`")
        .label(option, "there is nothing to choose")
        .label(ty, "no 64-bit integer")
        .help("remove the option; it is for `int64`, `uint64`, `sint64`, `fixed64` and `sfixed64`")
}

/// An import of a lite file in a file with descriptors.
pub(in crate::link::checks) fn lite_import(name: &str, import: Place, option: Option<Place>) -> Diagnostic {
    let diagnostic =
        Diagnostic::error(codes::LITE_RUNTIME, format!("`{name}` is for the lite runtime, and this file is not"))
            .label(import, "the generated code of this file has no descriptors");
    let diagnostic = match option {
        Some(option) => diagnostic.label(option, "made so here"),
        None => diagnostic,
    };
    diagnostic.help("write `option optimize_for = LITE_RUNTIME;` in this file too, or take it out of the other one")
}

/// A generic service in a lite file.
pub(in crate::link::checks) fn lite_service(name: Place, option: Option<Place>, set: &str) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::LITE_RUNTIME, "a file for the lite runtime cannot have generic services")
        .label(name, "this service would need descriptors");
    let diagnostic = match option {
        Some(option) => diagnostic.label(option, "asks for generic services"),
        None => diagnostic,
    };
    diagnostic.help(format!("remove `{set}`, or `optimize_for = LITE_RUNTIME`"))
}

/// An extension in a lite file of a message with descriptors.
pub(in crate::link::checks) fn lite_extension(name: &str, extendee: Place) -> Diagnostic {
    Diagnostic::error(codes::LITE_RUNTIME, format!("a file for the lite runtime cannot extend `{name}`"))
        .label(extendee, "this message has descriptors, and its extensions must have them too")
        .help("remove `optimize_for = LITE_RUNTIME`, or declare the extension in a file without it")
}
