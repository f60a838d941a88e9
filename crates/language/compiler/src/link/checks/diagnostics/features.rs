//! Diagnostics of features, and of the older options that features replace.

use crate::codes;
use protoward_schema::{FeatureSet, RepeatedEncoding};
use protoward_source::{Diagnostic, FixSafety, Place};

/// A feature in proto2 or proto3.
pub(in crate::link::checks) fn only_in_editions(option: Place, syntax: Option<Place>, language: &str) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::FEATURE_MISPLACED, format!("features are not allowed in {language}"))
        .label(option, "only allowed in editions");
    let diagnostic = match syntax {
        Some(syntax) => diagnostic.label(syntax, "the language of this file"),
        None => diagnostic,
    };
    diagnostic.help("remove the option, or migrate the file to an edition")
}

/// A feature with the value zero, such as `FIELD_PRESENCE_UNKNOWN`.
pub(in crate::link::checks) fn unknown_value(feature: &str, values: &str, value: Place) -> Diagnostic {
    Diagnostic::error(codes::FEATURE_VALUE, format!("feature `{feature}` is set to the unknown value"))
        .label(value, "not a meaningful value")
        .help(format!("use {values}, or remove the option to inherit the value"))
}

/// `option features.field_presence = LEGACY_REQUIRED;` in a file.
pub(in crate::link::checks) fn all_required(value: Place) -> Diagnostic {
    Diagnostic::error(codes::FEATURE_VALUE, "a file cannot make all of its fields required")
        .label(value, "applies to each field of the file")
        .help("set it on single fields: `[features.field_presence = LEGACY_REQUIRED]`")
}

/// The option `java_string_check_utf8` in an edition.
pub(in crate::link::checks) fn java_string_check_utf8(option: Place) -> Diagnostic {
    Diagnostic::error(codes::LEGACY_OPTION, "`java_string_check_utf8` is not allowed in editions")
        .label(option, "replaced by a feature")
        .help("import `google/protobuf/java_features.proto`, and write `option features.(pb.java).utf8_validation = VERIFY;`")
}

/// `[packed = true]` in an edition. `bare` is the span to delete.
pub(in crate::link::checks) fn packed_in_edition(
    option: Place,
    bare: Place,
    is_packed: bool,
    features: &FeatureSet,
) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::LEGACY_OPTION, "`packed` is not allowed in editions")
        .label(option, "replaced by a feature");
    let (wanted, word) =
        if is_packed { (RepeatedEncoding::Packed, "PACKED") } else { (RepeatedEncoding::Expanded, "EXPANDED") };
    if features.repeated_encoding == wanted && bare != option {
        return diagnostic.help("remove it; this is the default here").edit(FixSafety::Safe, bare, "");
    }
    if features.repeated_encoding == wanted {
        return diagnostic.help("remove it; this is the default here");
    }
    let feature = format!("features.repeated_field_encoding = {word}");
    diagnostic.help(format!("use `{feature}`")).edit(FixSafety::Safe, option, feature)
}

/// The reason why a field cannot set `field_presence`.
#[derive(Clone, Copy)]
pub(in crate::link::checks) enum Presence {
    RequiredExtension,
    Oneof,
    Repeated { is_map: bool },
    Extension,
    Message,
}

/// `field_presence` on a field without a choice.
pub(in crate::link::checks) fn presence(reason: Presence, option: Place) -> Diagnostic {
    let (message, label) = match reason {
        Presence::RequiredExtension => {
            ("an extension cannot be required", "programs without the extension cannot set it")
        }
        Presence::Oneof => ("a field of a oneof cannot choose its presence", "fields of a oneof always have presence"),
        Presence::Repeated { is_map: true } => {
            ("a map cannot choose its presence", "an empty one is the same as one that is not set")
        }
        Presence::Repeated { is_map: false } => {
            ("a repeated field cannot choose its presence", "an empty one is the same as one that is not set")
        }
        Presence::Extension => ("an extension cannot choose its presence", "an extension always has presence"),
        Presence::Message => ("a message field cannot be without presence", "message fields always have presence"),
    };
    Diagnostic::error(codes::FEATURE_MISPLACED, message).label(option, label).help("remove the option")
}

/// A map in a message whose fields are required by default.
pub(in crate::link::checks) fn required_map(map: Place, whence: Option<Place>) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::FEATURE_MISPLACED, "map field where all fields are required")
        .label(map, "its keys and values would be required, too");
    match whence {
        Some(place) => diagnostic.label(place, "set here"),
        None => diagnostic,
    }
    .help("set it on single fields: `[features.field_presence = LEGACY_REQUIRED]`")
}

/// A default value of a field with implicit presence.
pub(in crate::link::checks) fn implicit_with_default(default: Place, whence: Option<Place>) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::IMPLICIT_PRESENCE, "default of a field without presence")
        .label(default, "without presence, the default is always zero");
    presence_set_here(diagnostic, whence)
        .help("remove the default, or give the field presence with `features.field_presence = EXPLICIT`")
}

/// A closed enum as the type of a field with implicit presence.
pub(in crate::link::checks) fn implicit_with_closed_enum(name: &str, ty: Place, whence: Option<Place>) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::IMPLICIT_PRESENCE, "closed enum as the type of a field without presence")
        .label(ty, format!("`{name}` is closed"));
    presence_set_here(diagnostic, whence)
        .help("give the field presence with `features.field_presence = EXPLICIT`, or make the enum open")
}

/// A closed enum as the value of a map whose fields have implicit presence.
pub(in crate::link::checks) fn implicit_map_with_closed_enum(
    name: &str,
    ty: Place,
    whence: Option<Place>,
) -> Diagnostic {
    let diagnostic =
        Diagnostic::error(codes::IMPLICIT_PRESENCE, "closed enum as the value type of a map without presence")
            .label(ty, format!("`{name}` is closed"));
    presence_set_here(diagnostic, whence).help("make the enum open, or set `features.field_presence` on single fields")
}

fn presence_set_here(diagnostic: Diagnostic, whence: Option<Place>) -> Diagnostic {
    match whence {
        Some(place) => diagnostic.label(place, "set here"),
        None => diagnostic,
    }
}

/// `repeated_field_encoding` on a singular field.
pub(in crate::link::checks) fn encoding_of_one(option: Place) -> Diagnostic {
    Diagnostic::error(codes::FEATURE_MISPLACED, "`repeated_field_encoding` of a field that is not repeated")
        .label(option, "a single value")
        .help("remove the option, or make the field `repeated`")
}

/// `PACKED` on a field whose type cannot be packed.
pub(in crate::link::checks) fn packed_of_unpackable(option: Place, ty: Place) -> Diagnostic {
    Diagnostic::error(codes::FEATURE_MISPLACED, "packed encoding of a type that cannot be packed")
        .label(option, "set here")
        .label(ty, "only numbers, Booleans and enums can be packed")
        .help("remove the option")
}

/// `utf8_validation` on a field without strings.
pub(in crate::link::checks) fn utf8_of_no_string(option: Place, ty: Place) -> Diagnostic {
    Diagnostic::error(codes::FEATURE_MISPLACED, "`utf8_validation` of a field that is not a string")
        .label(option, "set here")
        .label(ty, "not a string")
        .help("remove the option")
}

/// `message_encoding` on a field without a message.
pub(in crate::link::checks) fn message_encoding_of_no_message(option: Place, ty: Place) -> Diagnostic {
    Diagnostic::error(codes::FEATURE_MISPLACED, "`message_encoding` of a field that is not a message")
        .label(option, "set here")
        .label(ty, "not a message")
        .help("remove the option")
}
